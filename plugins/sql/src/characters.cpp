// SPDX-License-Identifier: Apache-2.0
#include "characters.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <memory>

namespace sql {
namespace {

// U+0080 to U+009F of windows-1252.
constexpr char32_t of_windows[] = {0x20AC, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030,
                                   0x0160, 0x2039, 0x0152, 0x017D, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                   0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x017E, 0x0178};

// What has no decomposition, or none that people write.
struct Written {
  char32_t code;
  std::string_view ascii;
};
constexpr Written usual[] = {
    {0x00A9, "(c)"}, {0x00AB, "\""}, {0x00AE, "(r)"}, {0x00B4, "'"},   {0x00B7, "."},  {0x00BB, "\""}, {0x00C6, "AE"},
    {0x00D0, "D"},   {0x00D7, "x"},  {0x00D8, "O"},   {0x00DE, "Th"},  {0x00DF, "ss"}, {0x00E6, "ae"}, {0x00F0, "d"},
    {0x00F8, "o"},   {0x00FE, "th"}, {0x0110, "D"},   {0x0111, "d"},   {0x0131, "i"},  {0x0141, "L"},  {0x0142, "l"},
    {0x0152, "OE"},  {0x0153, "oe"}, {0x02BC, "'"},   {0x1E9E, "SS"},  {0x2010, "-"},  {0x2011, "-"},  {0x2012, "-"},
    {0x2013, "-"},   {0x2014, "-"},  {0x2015, "-"},   {0x2018, "'"},   {0x2019, "'"},  {0x201A, "'"},  {0x201B, "'"},
    {0x201C, "\""},  {0x201D, "\""}, {0x201E, "\""},  {0x201F, "\""},  {0x2022, "*"},  {0x2032, "'"},  {0x2033, "\""},
    {0x2039, "'"},   {0x203A, "'"},  {0x2044, "/"},   {0x20AC, "EUR"}, {0x2212, "-"},  {0x2190, "<-"}, {0x2192, "->"}};

struct Code {
  char32_t value = 0xFFFD;
  std::size_t size = 1;  // bytes
};

Code code_at(std::string_view text, std::size_t at) {
  utf8proc_int32_t value = -1;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                     static_cast<utf8proc_ssize_t>(text.size() - at), &value);
  if (size <= 0 || value < 0) return {};
  return {static_cast<char32_t>(value), static_cast<std::size_t>(size)};
}

bool holds(Charset charset, char32_t code) {
  switch (charset) {
    case Charset::ascii:
      return code < 0x80;
    case Charset::latin1:
      return code <= 0xFF;
    case Charset::windows_1252:
      return code < 0x80 || (code >= 0xA0 && code <= 0xFF) ||
             std::find(std::begin(of_windows), std::end(of_windows), code) != std::end(of_windows);
    case Charset::utf8mb3:
      break;
  }
  return code <= 0xFFFF;
}

bool is_control(char32_t code) {
  return (code < 0x20 && code != '\t' && code != '\n' && code != '\r') || (code >= 0x7F && code < 0xA0);
}

// One character as people count them (UAX 29): its bytes from `at` on.
std::string_view cluster(std::string_view text, std::size_t at) {
  utf8proc_int32_t state = 0;
  Code last = code_at(text, at);
  std::size_t end = at + last.size;
  while (end < text.size()) {
    const Code next = code_at(text, end);
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(last.value),
                                         static_cast<utf8proc_int32_t>(next.value), &state))
      break;
    end += next.size;
    last = next;
  }
  return text.substr(at, end - at);
}

std::string mapped(std::string_view text, int options) {
  utf8proc_uint8_t* made = nullptr;
  const auto size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &made, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | options));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(made, &std::free);
  return size < 0 ? std::string() : std::string(reinterpret_cast<const char*>(made), static_cast<std::size_t>(size));
}

std::string_view usually(char32_t code) {
  const auto* found =
      std::find_if(std::begin(usual), std::end(usual), [code](const Written& each) { return each.code == code; });
  return found == std::end(usual) ? std::string_view() : found->ascii;
}

// Nothing where there is no way to write it.
std::string transliterated(std::string_view character, Charset charset) {
  std::string written;
  const auto add = [&](std::string_view text, const auto& otherwise) {
    for (std::size_t at = 0; at < text.size();) {
      const Code code = code_at(text, at);
      const std::string_view one = text.substr(at, code.size);
      at += code.size;
      if (holds(charset, code.value) && !is_control(code.value))
        written += one;
      else
        otherwise(one, code.value);
    }
  };
  add(character, [&](std::string_view one, char32_t code) {
    if (const std::string_view ascii = usually(code); !ascii.empty())
      written += ascii;
    else
      add(mapped(one, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK),
          [&](std::string_view, char32_t part) { written += usually(part); });
  });
  return written;
}

std::string otherwise(std::string_view character, const CharacterRule& rule) {
  if (rule.otherwise == Otherwise::strip) return {};
  std::string written =
      rule.otherwise == Otherwise::transliterate ? transliterated(character, rule.charset) : std::string();
  return written.empty() ? rule.mark : written;
}

}  // namespace

std::string_view name_of(Charset charset) {
  switch (charset) {
    case Charset::ascii:
      return "ascii";
    case Charset::latin1:
      return "latin1";
    case Charset::windows_1252:
      return "windows-1252";
    case Charset::utf8mb3:
      break;
  }
  return "utf8mb3";
}

bool fits(Charset charset, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Code code = code_at(text, at);
    if (!holds(charset, code.value)) return false;
    at += code.size;
  }
  return true;
}

std::size_t fit(std::string& text, const CharacterRule& rule) {
  std::string fitting;
  fitting.reserve(text.size());
  std::size_t cost = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view character = cluster(text, at);
    at += character.size();
    if (is_control(code_at(character, 0).value)) {
      ++cost;
    } else if (fits(rule.charset, character)) {
      fitting += character;
    } else if (const std::string composed = mapped(character, UTF8PROC_COMPOSE);
               !composed.empty() && fits(rule.charset, composed)) {
      fitting += composed;
    } else {
      fitting += otherwise(character, rule);
      ++cost;
    }
  }
  text = std::move(fitting);
  return cost;
}

}  // namespace sql
