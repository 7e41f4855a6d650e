// SPDX-License-Identifier: Apache-2.0
#include "clean_text.h"

namespace sql {
namespace {

// The length of the well-formed character that begins at `at` (Unicode, table 3-7); 0: there is none.
std::size_t character(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  const unsigned first = byte(at), second = byte(at + 1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(at + 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
    return tail(at + 1) && tail(at + 2) ? 3 : 0;
  }
  if (first < 0xF0 || first > 0xF4 || (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  return tail(at + 1) && tail(at + 2) && tail(at + 3) ? 4 : 0;
}

bool fits_xml(std::string_view character) {
  if (character.size() == 1)
    return static_cast<unsigned char>(character[0]) >= 0x20 || character[0] == '\t' || character[0] == '\n';
  return character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF";
}

}  // namespace

std::string clean_text(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character(text, at);
    if (length == 0) {
      clean += "\xEF\xBF\xBD";
      ++at;
    } else if (text[at] == '\r') {
      clean += '\n';
      at += at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
    } else {
      if (fits_xml(text.substr(at, length))) clean += text.substr(at, length);
      at += length;
    }
  }
  return clean;
}

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace sql
