// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/text.h"
#include "relay311/abi/types.h"

// Between the ABI's borrowed views and our values. What a plugin lends is bounded before a byte of it is read.
namespace r311::plugin {

// Absent for a null view.
inline r311_text_view lend(std::string_view text) { return {text.data() == nullptr ? "" : text.data(), text.size()}; }

constexpr r311_text_view absent() { return {nullptr, 0}; }

// GeoReport's empty text is the border's absent text.
inline r311_text_view lend_unless_empty(std::string_view text) { return text.empty() ? absent() : lend(text); }

inline bool is_absent(r311_text_view text) { return text.data == nullptr; }

// The bytes as they are; nothing if there are more than `most`. An absent text is empty.
inline std::optional<std::string_view> bytes(r311_text_view text, std::size_t most) {
  if (text.data == nullptr) return std::string_view();
  if (text.size > most) return std::nullopt;
  return std::string_view(text.data, static_cast<std::size_t>(text.size));
}

// The first `most` bytes of `utf8`, or up to three fewer so that no code point is cut in two.
inline std::string_view cut(std::string_view utf8, std::size_t most) {
  if (utf8.size() <= most) return utf8;
  while (most > 0 && (static_cast<unsigned char>(utf8[most]) & 0xC0u) == 0x80u) --most;
  return utf8.substr(0, most);
}

// Clean text (text::clean) of at most `most` bytes; what is longer is cut.
inline std::string readable(std::string_view text, std::size_t most) {
  return std::string(cut(text::clean(cut(text, most)), most));
}

inline std::string readable(r311_text_view text, std::size_t most) {
  if (text.data == nullptr) return {};
  return readable(std::string_view(text.data, static_cast<std::size_t>(text.size)), most);
}

// Keeps the last text that a sink was handed; nothing if that was longer than `most` or not clean.
struct TextIntake {
  std::size_t most;
  bool given = false;
  std::optional<std::string> text{};

  static void take(r311_sink_handle* self, r311_text_view lent) noexcept {
    auto& intake = *reinterpret_cast<TextIntake*>(self);
    const auto taken = bytes(lent, intake.most);
    intake.given = true;
    intake.text.reset();
    if (taken && text::clean(*taken) == *taken) intake.text = *taken;
  }
  r311_sink_handle* handle() { return reinterpret_cast<r311_sink_handle*>(this); }
};

// The member of a growable struct, or `fallback` if the side that made it does not know that member (R311_HAS).
template <class Struct, class Member>
Member read(const Struct& from, Member Struct::*member, std::remove_cv_t<Member> fallback = {}) {
  const auto* begin = reinterpret_cast<const unsigned char*>(&from);
  const auto* place = reinterpret_cast<const unsigned char*>(&(from.*member));
  return from.size >= static_cast<std::size_t>(place - begin) + sizeof(Member) ? from.*member : fallback;
}

}  // namespace r311::plugin
