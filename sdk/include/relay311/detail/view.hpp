// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "../abi/types.h"

// Between the ABI's borrowed views and C++ values. Not for adapters to use.
namespace relay311::detail {

constexpr std::string_view view_of(r311_text_view text) {
  return text.data == nullptr ? std::string_view() : std::string_view(text.data, static_cast<std::size_t>(text.size));
}

// Present even if `text` is empty; must outlive the result.
constexpr r311_text_view lend(std::string_view text) {
  return {text.data() == nullptr ? "" : text.data(), text.size()};
}

constexpr r311_text_view absent() { return {nullptr, 0}; }

inline r311_text_view lend(const std::optional<std::string>& text) {
  return text ? lend(std::string_view(*text)) : absent();
}

constexpr r311_text_view lend_literal(const char* text) {
  return text == nullptr ? absent() : lend(std::string_view(text));
}

inline std::string copy(r311_text_view text) { return std::string(view_of(text)); }

inline std::optional<std::string> copy_optional(r311_text_view text) {
  if (text.data == nullptr) return std::nullopt;
  return copy(text);
}

// The member of a growable struct, or `fallback` if the side that made it does not know that member (R311_HAS).
template <class Struct, class Member>
Member read(const Struct& from, Member Struct::*member, std::remove_cv_t<Member> fallback = {}) {
  const auto* begin = reinterpret_cast<const unsigned char*>(&from);
  const auto* place = reinterpret_cast<const unsigned char*>(&(from.*member));
  const auto end = static_cast<std::size_t>(place - begin) + sizeof(Member);
  return from.size >= end ? from.*member : fallback;
}

}  // namespace relay311::detail
