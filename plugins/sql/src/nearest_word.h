// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace sql {

// The word of `words` (parted by "|") that `found` was probably meant to be; if none is near, all of them as they are.
std::string nearest_word(std::string_view found, std::string_view words);

}  // namespace sql
