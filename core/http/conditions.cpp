// SPDX-License-Identifier: Apache-2.0
#include "http/conditions.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace r311::http {
namespace {

// Nothing: no digits. What is too large for us is larger than any file.
std::optional<std::size_t> number(std::string_view digits) {
  if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) return std::nullopt;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() ? value : static_cast<std::size_t>(-1);
}

}  // namespace

bool names_tag(std::string_view if_none_match, std::string_view tag) {
  if (if_none_match.empty()) return false;
  if (text::trim(if_none_match) == "*") return true;
  for (std::string_view candidate : text::split(if_none_match, ',')) {
    if (candidate.starts_with("W/")) candidate.remove_prefix(2);
    if (candidate == tag) return true;
  }
  return false;
}

ByteRange read_range(std::string_view range, std::size_t size) {
  using Kind = ByteRange::Kind;
  constexpr std::string_view unit = "bytes=";
  const ByteRange whole{Kind::whole, 0, size};
  range = text::trim(range);
  if (!text::same_in_any_case(range.substr(0, unit.size()), unit)) return whole;
  range = text::trim(range.substr(unit.size()));
  const std::size_t dash = range.find('-');
  if (dash == range.npos) return whole;
  const auto first = number(range.substr(0, dash));
  const auto last = number(range.substr(dash + 1));
  if (dash == 0) {  // the last so many bytes
    if (!last) return whole;
    if (*last == 0 || size == 0) return {Kind::not_there, 0, 0};
    const std::size_t count = std::min(*last, size);
    return {Kind::part, size - count, count};
  }
  if (!first || (!last && dash + 1 != range.size()) || (last && *last < *first)) return whole;
  if (*first >= size) return {Kind::not_there, 0, 0};
  return {Kind::part, *first, std::min(last.value_or(size), size - 1) - *first + 1};
}

}  // namespace r311::http
