// SPDX-License-Identifier: Apache-2.0
#include "open311/escape.h"

#include <array>

#include "base/text.h"

namespace r311::open311 {
namespace {

// Which bytes can't be copied without a look at them.
using Table = std::array<bool, 256>;

constexpr Table table(std::string_view special, std::string_view plain_controls) {
  Table bytes{};
  for (std::size_t c = 0; c < 0x20; ++c) bytes[c] = true;
  for (char c : plain_controls) bytes[static_cast<unsigned char>(c)] = false;
  for (char c : special) bytes[static_cast<unsigned char>(c)] = true;
  return bytes;
}

constexpr Table xml_special = table("&<>\"\xEF", "\t\n");  // 0xEF begins U+FFFE and U+FFFF
constexpr Table json_special = table("\"\\", "");

bool has_wide(std::string_view text) {
  for (char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return true;
  return false;
}

// Writes what stands for the special byte at `at` and answers how many bytes of `text` that were.
std::size_t put_xml(std::string& out, std::string_view text, std::size_t at) {
  switch (text[at]) {
    case '&':
      out += "&amp;";
      return 1;
    case '<':
      out += "&lt;";
      return 1;
    case '>':
      out += "&gt;";
      return 1;
    case '"':
      out += "&quot;";
      return 1;
    case '\r':
      out += '\n';
      return text.substr(at + 1).starts_with('\n') ? 2 : 1;
    case '\xEF': {
      const std::string_view character = text.substr(at, 3);
      if (character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF") out += character;
      return character.size();
    }
    default:
      return 1;
  }
}

std::size_t put_json(std::string& out, std::string_view text, std::size_t at) {
  constexpr std::string_view digits = "0123456789abcdef";
  const char c = text[at];
  out += '\\';
  switch (c) {
    case '"':
    case '\\':
      out += c;
      break;
    case '\n':
      out += 'n';
      break;
    case '\r':
      out += 'r';
      break;
    case '\t':
      out += 't';
      break;
    default:
      out += "u00";
      out += digits[static_cast<unsigned char>(c) >> 4];
      out += digits[static_cast<unsigned char>(c) & 0xF];
  }
  return 1;
}

template <class Put>
void append(std::string& out, std::string_view text, const Table& special, Put put) {
  std::string mended;
  if (has_wide(text) && !text::is_utf8(text)) text = mended = text::clean(text);
  std::size_t run = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!special[static_cast<unsigned char>(text[at])]) {
      ++at;
      continue;
    }
    out.append(text, run, at - run);
    at += put(out, text, at);
    run = at;
  }
  out.append(text, run);
}

}  // namespace

void append_xml_text(std::string& out, std::string_view text) { append(out, text, xml_special, put_xml); }

void append_json_text(std::string& out, std::string_view text) { append(out, text, json_special, put_json); }

}  // namespace r311::open311
