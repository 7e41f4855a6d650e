// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace sql {

// The characters that a back end's column can hold. A closed set: what a database calls otherwise is one of these, or
// holds all of Unicode.
enum class Charset {
  ascii,         // U+0000 to U+007F
  latin1,        // ISO 8859-1: U+0000 to U+00FF
  windows_1252,  // with curly quotes, dashes, ellipsis and euro; MySQL's and MariaDB's "latin1"
  utf8mb3        // MySQL's old utf8: all but what lies beyond U+FFFF, such as emojis
};

// What becomes of a character that is not among them.
enum class Otherwise { replace, transliterate, strip };

struct CharacterRule {
  Charset charset = Charset::ascii;
  Otherwise otherwise = Otherwise::replace;
  std::string mark = "?";  // stands for what is replaced, and for what has no transliteration
};

// The name that configurations use.
std::string_view name_of(Charset charset);

// Whether each character of `text` is among those of `charset`. `text` is UTF-8.
bool fits(Charset charset, std::string_view text);

// Brings `text`, UTF-8, to what the rule's charset holds, and answers how many characters that cost; as people count
// them, so that an emoji of seven code points is one. Letters whose accents stand behind them are composed, which costs
// nothing. Control characters other than tab and line ends are taken out, whatever the rule says.
// Transliteration is the compatibility decomposition of Unicode without its marks (UAX 15), and for quotes, dashes and
// letters that have none the usual ASCII.
std::size_t fit(std::string& text, const CharacterRule& rule);

}  // namespace sql
