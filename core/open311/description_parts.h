// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string_view>

// What FixMyStreet put together to be one description, apart again. Pure functions, any thread.
namespace r311::open311 {

struct DescriptionParts {
  std::string_view title;
  std::string_view detail;  // may be empty
};

// The parts of a description that is in one of FixMyStreet's two forms, "TITLE\n\nDETAIL\n\nURL" and
// "title: TITLE\n\ndetail: DETAIL\n\nurl: URL\n\nSubmitted via NAME", whatever blanks stand at its end; nothing for any
// other text. They are parts of `description`.
std::optional<DescriptionParts> parts_of(std::string_view description);

}  // namespace r311::open311
