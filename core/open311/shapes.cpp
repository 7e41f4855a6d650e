// SPDX-License-Identifier: Apache-2.0
#include "open311/shapes.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace r311::open311 {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  text.remove_prefix(count);
  return count;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

bool is_decimal(std::string_view text) {
  take(text, "+-");
  const std::size_t whole = take_digits(text);
  const std::size_t fraction = take(text, ".") ? take_digits(text) : 0;
  if (whole + fraction == 0) return false;
  if (take(text, "eE")) {
    take(text, "+-");
    if (take_digits(text) == 0) return false;
  }
  return text.empty();
}

bool is_blank_or_control(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7F'; }

bool has_any(std::string_view text, std::string_view signs) {
  return std::any_of(text.begin(), text.end(),
                     [&](char c) { return is_blank_or_control(c) || signs.find(c) != std::string_view::npos; });
}

// Without its scheme, an http or https URL; nothing if it is neither.
std::optional<std::string_view> behind_http(std::string_view url) {
  for (std::string_view scheme : {"http://", "https://"})
    if (text::same_in_any_case(url.substr(0, scheme.size()), scheme)) return url.substr(scheme.size());
  return std::nullopt;
}

bool has_host(std::string_view behind_scheme) {
  std::string_view authority = behind_scheme.substr(0, behind_scheme.find_first_of("/?#"));
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  if (authority.starts_with('[')) return authority.find(']') > 1 && authority.find(']') != authority.npos;
  return !authority.substr(0, authority.find(':')).empty();
}

}  // namespace

std::optional<double> decimal(std::string_view text) {
  if (!is_decimal(text)) return std::nullopt;
  if (text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

bool is_email(std::string_view text) {
  constexpr std::size_t longest = 254;
  if (text.size() > longest || has_any(text, "<>,;\"\\")) return false;
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == text.npos;
}

bool is_media_url(std::string_view text) {
  if (has_any(text, "<>\"")) return false;
  if (const auto rest = behind_http(text)) return text.size() <= longest_url && has_host(*rest);
  constexpr std::string_view image = "data:image/";
  if (text.size() > longest_image || !text::same_in_any_case(text.substr(0, image.size()), image)) return false;
  const auto comma = text.find(',');
  return comma != std::string_view::npos && comma > image.size() && comma + 1 < text.size();
}

std::string beginning(std::string_view sent) {
  constexpr std::size_t longest = 60;
  // Only the beginning is shown, so only the beginning of what may be megabytes is cleaned.
  const std::string cleaned = text::clean(sent.substr(0, longest * 8));
  const std::string_view start = text::first(cleaned, longest);
  const bool cut = start.size() < cleaned.size() || sent.size() > longest * 8;
  return std::string(start) + (cut ? "..." : "");
}

std::string shown(std::string_view sent) { return '\'' + beginning(sent) + '\''; }

}  // namespace r311::open311
