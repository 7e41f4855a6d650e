// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <algorithm>
#include <numeric>

namespace r311::text {
namespace {

constexpr std::size_t longest_word = 100;  // what is longer is no misspelt word, and edit distance is quadratic
constexpr std::string_view replacement = "\xEF\xBF\xBD";

unsigned char byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

// One step through UTF-8 (Unicode 15, table 3-7). Of an ill-formed sequence `size` is its maximal subpart.
struct Step {
  std::size_t size;
  bool well_formed;
};

Step step(std::string_view bytes, std::size_t at) {
  const unsigned char lead = byte_at(bytes, at);
  if (lead < 0x80) return {1, true};
  std::size_t size = 0;
  unsigned char low = 0x80, high = 0xBF;  // of the second byte
  if (lead >= 0xC2 && lead <= 0xDF) {
    size = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    size = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    size = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {1, false};
  }
  for (std::size_t i = 1; i < size; ++i) {
    if (at + i >= bytes.size()) return {i, false};
    const unsigned char next = byte_at(bytes, at + i);
    if (next < low || next > high) return {i, false};
    low = 0x80;
    high = 0xBF;
  }
  return {size, true};
}

// XML 1.0 (section 2.2) leaves out C0 controls other than TAB, LF, CR, and U+FFFE and U+FFFF.
bool is_xml_character(std::string_view character) {
  if (character.size() == 1) {
    const unsigned char c = byte_at(character, 0);
    return c >= 0x20 || c == '\t' || c == '\n' || c == '\r';
  }
  return character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF";
}

// The leading characters that stay as they are and need no closer look: most of most texts.
std::string_view plain_run(std::string_view bytes) {
  const auto end = std::find_if(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);  // char is signed on some machines only
    return (byte < ' ' && byte != '\n') || byte >= 0x80;
  });
  return bytes.substr(0, static_cast<std::size_t>(end - bytes.begin()));
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Edit distance in which swapping two neighbours is one edit (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replace, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const Step s = step(bytes, at);
    if (!s.well_formed) return false;
    at += s.size;
  }
  return true;
}

std::string clean(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::string_view plain = plain_run(bytes.substr(at));
    out += plain;
    at += plain.size();
    if (at == bytes.size()) break;
    const Step s = step(bytes, at);
    const std::string_view character = bytes.substr(at, s.size);
    at += s.size;
    if (!s.well_formed) {
      out += replacement;
    } else if (character == "\r") {
      if (at < bytes.size() && bytes[at] == '\n') ++at;
      out += '\n';
    } else if (is_xml_character(character)) {
      out += character;
    }
  }
  return out;
}

unsigned steering(std::string_view character) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(character[at]); };
  if (character.size() == 1 && (byte(0) < 0x20 || byte(0) == 0x7F)) return byte(0);
  if (character.size() == 2 && byte(0) == 0xC2 && byte(1) < 0xA0) return byte(1);
  if (character.size() == 3 && byte(0) == 0xE2) {
    const unsigned code = 0x2000u | ((byte(1) & 0x3Fu) << 6) | (byte(2) & 0x3Fu);
    if ((code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069)) return code;
  }
  return 0;
}

std::string one_line(std::string_view bytes) {
  const std::string cleaned = clean(bytes);
  std::string line;
  for (std::string_view rest = cleaned; !rest.empty();) {
    const std::string_view character = first(rest, 1);
    rest.remove_prefix(character.size());
    if (steering(character) != 0)
      line += ' ';
    else
      line += character;
  }
  return line;
}

std::size_t length(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}

std::string_view first(std::string_view utf8, std::size_t count) {
  std::size_t at = 0;
  while (at < utf8.size() && count > 0) {
    at += step(utf8, at).size;
    --count;
  }
  return utf8.substr(0, at);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool is_blank(std::string_view text) { return std::all_of(text.begin(), text.end(), is_space); }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  while (true) {
    const std::size_t end = text.find(separator);
    const std::string_view piece = trim(text.substr(0, end));
    if (!piece.empty()) pieces.push_back(piece);
    if (end == std::string_view::npos) return pieces;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::string> nearest(std::string_view found, const std::vector<std::string>& known) {
  if (found.empty() || found.size() > longest_word) return std::nullopt;
  const std::string wanted = lower(found);
  const std::string* best = nullptr;
  std::size_t best_distance = 0;
  for (const std::string& word : known) {
    if (word.size() > longest_word) continue;
    const std::size_t far = distance(wanted, lower(word));
    const std::size_t near_enough = std::max<std::size_t>(1, std::max(found.size(), word.size()) / 3);
    if (far > near_enough || far >= std::max(found.size(), word.size())) continue;
    if (!best || far < best_distance) {
      best = &word;
      best_distance = far;
    }
  }
  if (!best) return std::nullopt;
  return *best;
}

}  // namespace r311::text
