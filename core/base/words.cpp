// SPDX-License-Identifier: Apache-2.0
#include "base/words.h"

#include <clocale>
#include <cwctype>

namespace r311::text {
namespace {

// One character of UTF-8; a byte that begins none is a character of its own without a code point.
struct Character {
  std::size_t size = 1;
  char32_t code = 0xFFFD;
};

Character character_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {1, lead};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
  if (size == 1 || lead > 0xF4 || at + size > text.size()) return {};
  char32_t code = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xC0U) != 0x80U) return {};
    code = (code << 6U) | (next & 0x3FU);
  }
  return {size, code};
}

void append(std::string& to, char32_t code) {
  const auto rest = [&](unsigned shift) { to += static_cast<char>(0x80U | ((code >> shift) & 0x3FU)); };
  if (code < 0x80) {
    to += static_cast<char>(code);
  } else if (code < 0x800) {
    to += static_cast<char>(0xC0U | (code >> 6U));
    rest(0);
  } else if (code < 0x10000) {
    to += static_cast<char>(0xE0U | (code >> 12U));
    rest(6);
    rest(0);
  } else {
    to += static_cast<char>(0xF0U | (code >> 18U));
    rest(12);
    rest(6);
    rest(0);
  }
}

// Unicode's classes, whatever the environment says. Where a C library has no such locale, ASCII letters are what it
// knows.
locale_t unicode() {
  static const locale_t found = [] {
    const locale_t named = newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
    return named != locale_t{} ? named : newlocale(LC_CTYPE_MASK, "C", locale_t{});
  }();
  return found;
}

char32_t lower(char32_t code) {
  if (code < 0x80) return code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
  return static_cast<char32_t>(towlower_l(static_cast<wint_t>(code), unicode()));
}

bool in_word(char32_t code) {
  if (code < 0x80) return (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
  return code != 0xFFFD && iswalnum_l(static_cast<wint_t>(code), unicode()) != 0;
}

// Kana, Han and their extensions.
bool stands_alone(char32_t code) {
  return (code >= 0x3040 && code <= 0x30FF) || (code >= 0x3400 && code <= 0x9FFF) ||
         (code >= 0xF900 && code <= 0xFAFF) || (code >= 0x20000 && code <= 0x3FFFF);
}

}  // namespace

std::string folded(std::string_view text) {
  std::string made;
  made.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Character one = character_at(text, at);
    if (one.code == 0xFFFD) {
      made += text.substr(at, one.size);
    } else {
      append(made, lower(one.code));
    }
    at += one.size;
  }
  return made;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> found;
  std::string word;
  const auto end = [&] {
    if (!word.empty()) found.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const Character one = character_at(text, at);
    at += one.size;
    if (!in_word(one.code)) {
      end();
      continue;
    }
    const bool alone = stands_alone(one.code);
    if (alone) end();
    if (word.size() + one.size <= longest_searched_word) append(word, lower(one.code));
    if (alone) end();
  }
  end();
  return found;
}

std::vector<std::string_view> trigrams(std::string_view text) {
  std::vector<std::string_view> found;
  std::size_t first = 0, second = 0;  // where the last two characters begin
  std::size_t known = 0;
  for (std::size_t at = 0; at < text.size(); ++known) {
    const std::size_t end = at + character_at(text, at).size;
    if (known >= 2) found.push_back(text.substr(first, end - first));
    first = second;
    second = at;
    at = end;
  }
  return found;
}

}  // namespace r311::text
