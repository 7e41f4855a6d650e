// SPDX-License-Identifier: Apache-2.0
#include "base/words.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "base/text.h"

namespace r311::text {
namespace {

// One character of UTF-8; a byte that begins none is a character of its own without a code point.
struct Character {
  std::size_t size = 1;
  utf8proc_int32_t code = -1;
};

Character character_at(std::string_view text, std::size_t at) {
  Character one;
  const auto* const bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at;
  const auto size = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size() - at), &one.code);
  if (size > 0) one.size = static_cast<std::size_t>(size);
  return one;
}

// Of well-formed UTF-8: decomposed, folded, and composed again, so that all spellings of one text become one.
std::string folded_whole(std::string_view text) {
  constexpr auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  utf8proc_uint8_t* made = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &made, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(made, &std::free);
  if (size < 0) return std::string(text);  // there is no memory for it
  return {reinterpret_cast<const char*>(made), static_cast<std::size_t>(size)};
}

// The rest of a letter that has no sign of its own: vowels of Indian scripts, accents that no letter is composed with.
bool continues_word(utf8proc_category_t category) {
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC || category == UTF8PROC_CATEGORY_ME;
}

bool in_word(utf8proc_category_t category) {
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
         (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

// Kana, Han and their extensions.
bool stands_alone(utf8proc_int32_t code) {
  return (code >= 0x3040 && code <= 0x30FF) || (code >= 0x3400 && code <= 0x9FFF) ||
         (code >= 0xF900 && code <= 0xFAFF) || (code >= 0x20000 && code <= 0x3FFFF);
}

}  // namespace

std::string folded(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    return lower(text);
  }
  std::string made;
  std::size_t well_formed = 0;  // where what is not yet taken begins
  for (std::size_t at = 0; at < text.size();) {
    const Character one = character_at(text, at);
    if (one.code < 0) {
      made += folded_whole(text.substr(well_formed, at - well_formed));
      made += text[at];
      well_formed = at + 1;
    }
    at += one.size;
  }
  return made + folded_whole(text.substr(well_formed));
}

std::vector<std::string> words(std::string_view text) {
  const std::string all = folded(text);
  std::vector<std::string> found;
  std::string word;
  const auto end = [&] {
    if (!word.empty()) found.push_back(std::move(word));
    word.clear();
  };
  bool alone = false;  // the word is one sign
  for (std::size_t at = 0; at < all.size();) {
    const Character one = character_at(all, at);
    const auto category = one.code < 0 ? UTF8PROC_CATEGORY_CN : utf8proc_category(one.code);
    if (in_word(category)) {
      const bool sign = stands_alone(one.code);
      if (alone || sign) end();
      alone = sign;
    } else if (!continues_word(category) || word.empty()) {
      end();
      at += one.size;
      continue;
    }
    if (word.size() + one.size <= longest_searched_word) word.append(all, at, one.size);
    at += one.size;
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
