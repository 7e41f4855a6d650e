// SPDX-License-Identifier: Apache-2.0
#include "length_limit.h"

#include <algorithm>
#include <limits>

namespace sql {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

// The bytes of the longest head of `text` that has at most so many characters and bytes.
std::size_t head(std::string_view text, std::size_t characters, std::size_t bytes) {
  std::size_t at = 0;
  for (std::size_t count = 0; at < text.size() && count < characters; ++count) {
    std::size_t next = at + 1;
    while (next < text.size() && continues(text[next])) ++next;
    if (next > bytes) break;
    at = next;
  }
  return at;
}

}  // namespace

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

std::string usual_mark(const LengthLimit& limit, bool has_ellipsis) {
  constexpr std::size_t shortest_marked = 20;
  const std::size_t length =
      std::min(limit.characters.value_or(shortest_marked), limit.bytes.value_or(shortest_marked));
  if (length < shortest_marked) return {};
  return has_ellipsis ? "…" : "...";
}

bool cut(std::string& text, const LengthLimit& limit) {
  constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();
  const std::size_t characters = limit.characters.value_or(unlimited);
  const std::size_t bytes = limit.bytes.value_or(unlimited);
  if (head(text, characters, bytes) == text.size()) return false;
  const std::size_t mark_characters = count_characters(limit.mark);
  const bool marked = mark_characters <= characters && limit.mark.size() <= bytes;
  const std::size_t keep =
      marked ? head(text, characters - mark_characters, bytes - limit.mark.size()) : head(text, characters, bytes);
  text.resize(keep);
  if (marked) text += limit.mark;
  return true;
}

}  // namespace sql
