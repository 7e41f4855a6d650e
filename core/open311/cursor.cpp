// SPDX-License-Identifier: Apache-2.0
#include "open311/cursor.h"

#include <array>
#include <charconv>

namespace r311::open311 {
namespace {

constexpr int base = 36;

std::string digits(std::int64_t number) {
  std::array<char, 16> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number, base).ptr;
  return {text.data(), end};
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string order_mark(const ListOrder& order) {
  return std::string(order.by_updated ? "u" : "r") + (order.ascending ? "a" : "d");
}

}  // namespace

std::string cursor_of(const ListOrder& order, const ListPlace& place) {
  return order_mark(order) + digits(place.moment.time_since_epoch().count()) + "." + digits(place.number);
}

std::optional<ListPlace> place_of(const ListOrder& order, std::string_view cursor) {
  const std::string mark = order_mark(order);
  const auto point = cursor.find('.');
  if (cursor.size() > longest_cursor || !cursor.starts_with(mark) || point == cursor.npos) return std::nullopt;
  const auto moment = number_in(cursor.substr(mark.size(), point - mark.size()));
  const auto number = number_in(cursor.substr(point + 1));
  if (!moment || !number) return std::nullopt;
  return ListPlace{Time{Milliseconds{*moment}}, *number};
}

}  // namespace r311::open311
