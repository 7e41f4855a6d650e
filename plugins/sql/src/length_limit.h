// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sql {

// How long a parameter's text may be. Characters are code points, as a column of "20 characters" counts them.
struct LengthLimit {
  std::optional<std::size_t> characters;
  std::optional<std::size_t> bytes;
  std::string mark;  // ends what was cut, within the limit: " [...]"
};

// What ends a cut if the configuration does not say it: an ellipsis, as one character where `has_ellipsis`, else three
// dots, which every column holds. Nothing where the limit is so short that what is left would say less for it.
std::string usual_mark(const LengthLimit& limit, bool has_ellipsis);

std::size_t count_characters(std::string_view text);

// Cuts `text` to the limit, never inside a character; false if it was short enough. `text` is UTF-8.
bool cut(std::string& text, const LengthLimit& limit);

}  // namespace sql
