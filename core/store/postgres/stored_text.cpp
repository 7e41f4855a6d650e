// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/stored_text.h"

#include <algorithm>
#include <cstddef>

#include "base/text.h"

namespace r311::store::postgres {
namespace {

constexpr char kEscape = '\x1A';
constexpr std::string_view kDigits = "0123456789abcdef";

void append_escaped(std::string& stored, char byte) {
  const auto value = static_cast<unsigned char>(byte);
  stored += kEscape;
  stored += kDigits[value >> 4U];
  stored += kDigits[value & 0xFU];
}

std::size_t digit(char character) {
  const std::size_t found = kDigits.find(character);
  return found == std::string_view::npos ? 0 : found;
}

// Bytes of the well-formed character at the front of `text`; 0 if there is none.
std::size_t character(std::string_view text) {
  for (std::size_t size = 1; size <= std::min<std::size_t>(4, text.size()); ++size) {
    if (text::is_utf8(text.substr(0, size))) return size;
  }
  return 0;
}

}  // namespace

void append_stored(std::string& stored, std::string_view text) {
  const bool plain = text.find('\0') == std::string_view::npos && text.find(kEscape) == std::string_view::npos;
  if (plain && text::is_utf8(text)) {
    stored += text;
    return;
  }
  while (!text.empty()) {
    const std::size_t size = character(text);
    if (size == 0 || text.front() == '\0' || text.front() == kEscape) {
      append_escaped(stored, text.front());
      text.remove_prefix(1);
    } else {
      stored += text.substr(0, size);
      text.remove_prefix(size);
    }
  }
}

std::string text_of(std::string_view stored) {
  if (stored.find(kEscape) == std::string_view::npos) return std::string(stored);
  std::string text;
  text.reserve(stored.size());
  for (std::size_t i = 0; i < stored.size(); ++i) {
    if (stored[i] != kEscape || i + 2 >= stored.size()) {
      text += stored[i];
      continue;
    }
    text += static_cast<char>(digit(stored[i + 1]) << 4U | digit(stored[i + 2]));
    i += 2;
  }
  return text;
}

}  // namespace r311::store::postgres
