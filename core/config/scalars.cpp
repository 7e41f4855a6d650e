// SPDX-License-Identifier: Apache-2.0
#include "config/scalars.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "base/text.h"

namespace r311::config {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

constexpr std::array<Unit, 5> kDurations{{{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};
constexpr std::array<Unit, 4> kSizes{{{"GB", 1 << 30}, {"MB", 1 << 20}, {"KB", 1 << 10}, {"", 1}}};

template <std::size_t N>
std::optional<std::int64_t> parse_with_unit(std::string_view text, const std::array<Unit, N>& units) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = parse_integer(text.substr(0, digits));
  if (!number) return std::nullopt;
  for (const Unit& unit : units)
    if (unit.name == text.substr(digits)) {
      if (*number > std::numeric_limits<std::int64_t>::max() / unit.factor) return std::nullopt;
      return *number * unit.factor;
    }
  return std::nullopt;
}

// In the largest unit that needs no fraction.
template <std::size_t N>
std::string show_with_unit(std::int64_t value, const std::array<Unit, N>& units) {
  for (const Unit& unit : units)
    if (value >= unit.factor && value % unit.factor == 0)
      return std::to_string(value / unit.factor) + std::string(unit.name);
  return std::to_string(value) + std::string(units.back().name);
}

}  // namespace

std::optional<Milliseconds> parse_duration(std::string_view text) {
  const auto ms = parse_with_unit(text, kDurations);
  if (!ms) return std::nullopt;
  return Milliseconds(*ms);
}

std::string show_duration(Milliseconds duration) { return show_with_unit(duration.count(), kDurations); }

std::optional<std::size_t> parse_size(std::string_view text) {
  const auto bytes = parse_with_unit(text, kSizes);
  if (!bytes) return std::nullopt;
  return static_cast<std::size_t>(*bytes);
}

std::string show_size(std::size_t bytes) { return show_with_unit(static_cast<std::int64_t>(bytes), kSizes); }

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<bool> parse_boolean(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

std::string meant_boolean(std::string_view text) {
  const std::string word = text::lower(text);
  const auto among = [&](std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  if (among({"yes", "y", "on", "1", "true"})) return "true";
  if (among({"no", "n", "off", "0", "false"})) return "false";
  return text::nearest(text, {"true", "false"}).value_or("");
}

std::optional<Listen> parse_listen(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  const auto port = parse_integer(digits);
  if (!port || *port < 0 || *port > 65535 || digits.front() == '-') return std::nullopt;
  std::string_view signs = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    signs = "0123456789abcdefABCDEF:.";
  }
  if (host.empty() || host.size() > 253 || host.find_first_not_of(signs) != std::string_view::npos) return std::nullopt;
  return Listen{std::string(host), static_cast<int>(*port)};
}

}  // namespace r311::config
