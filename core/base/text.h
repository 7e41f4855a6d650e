// SPDX-License-Identifier: Apache-2.0
#pragma once
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

// The number of Unicode code points of well-formed UTF-8.
std::size_t length(std::string_view utf8);

// The first `count` code points of well-formed UTF-8; never cuts a code point in two.
std::string_view first(std::string_view utf8, std::size_t count);

// Without leading and trailing ASCII white space.
std::string_view trim(std::string_view text);

// ASCII lower case; other bytes stay.
std::string lower(std::string_view text);

// The pieces between `separator`, trimmed; empty pieces are left out.
std::vector<std::string_view> split(std::string_view text, char separator);

// The word of `known` nearest to `found` (edit distance, case-insensitive), if it is near enough to be what was meant.
std::optional<std::string> nearest(std::string_view found, const std::vector<std::string>& known);

// True for [A-Za-z0-9_-]+, the alphabet of the ids, tokens and codes that we make.
bool is_plain_id(std::string_view text);

}  // namespace r311::text
