// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Text as it crosses our borders: UTF-8, LF line ends, nothing that XML 1.0 can't hold. Pure functions, any thread.
namespace r311::text {

// True if every byte belongs to well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates).
bool is_utf8(std::string_view bytes);

// `bytes` with CR LF and lone CR turned into LF, with characters that XML 1.0 (section 2.2) can't hold taken out and
// with each ill-formed sequence replaced by U+FFFD. Idempotent.
std::string clean(std::string_view bytes);

// The code point of one character of well-formed UTF-8 if it can forge a line or drive a terminal: C0 and C1 controls,
// DEL, line and paragraph separators, and the marks that turn the direction of writing. 0 for any other.
unsigned steering(std::string_view character);

// `bytes` cleaned and on one line that a terminal shows as it is: each steering character is a blank.
std::string one_line(std::string_view bytes);

// The number of Unicode code points of well-formed UTF-8.
std::size_t length(std::string_view utf8);

// The first `count` code points of well-formed UTF-8; never cuts a code point in two.
std::string_view first(std::string_view utf8, std::size_t count);

// Without leading and trailing ASCII white space.
std::string_view trim(std::string_view text);

// Whether there is nothing but ASCII white space in it.
bool is_blank(std::string_view text);

// ASCII lower case; other bytes stay.
std::string lower(std::string_view text);

// Whether they differ in the case of ASCII letters at most. Inline: it is asked for each header of each request.
inline bool same_in_any_case(std::string_view a, std::string_view b) {
  const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return low(x) == low(y); });
}

// The pieces between `separator`, trimmed; empty pieces are left out.
std::vector<std::string_view> split(std::string_view text, char separator);

// The word of `known` nearest to `found` (edit distance, case-insensitive), if it is near enough to be what was meant.
std::optional<std::string> nearest(std::string_view found, const std::vector<std::string>& known);

}  // namespace r311::text
