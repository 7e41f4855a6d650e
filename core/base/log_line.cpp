// SPDX-License-Identifier: Apache-2.0
#include "base/log_line.h"

#include "base/text.h"

namespace r311::log {
namespace {

void append_code_point(std::string& out, unsigned code) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[(code >> shift) & 15];
}

// The characters that can forge a line or drive a terminal, beyond ASCII: C1 controls, line and paragraph separators,
// and the marks that turn the direction of writing. Returns the code point, 0 for any other character.
unsigned troublesome(std::string_view character) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(character[at]); };
  if (character.size() == 2 && byte(0) == 0xC2 && byte(1) < 0xA0) return byte(1);
  if (character.size() == 3 && byte(0) == 0xE2) {
    const unsigned code = 0x2000u | ((byte(1) & 0x3Fu) << 6) | (byte(2) & 0x3Fu);
    if ((code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069)) return code;
  }
  return 0;
}

// What JSON's strings need; a terminal's quoted values use the same.
void append_escaped(std::string& out, std::string_view value) {
  while (!value.empty()) {
    const auto c = static_cast<unsigned char>(value.front());
    if (c < 0x80) {
      value.remove_prefix(1);
      switch (c) {
        case '"':
          out += "\\\"";
          break;
        case '\\':
          out += "\\\\";
          break;
        case '\n':
          out += "\\n";
          break;
        case '\r':
          out += "\\r";
          break;
        case '\t':
          out += "\\t";
          break;
        default:
          if (c < 0x20 || c == 0x7F)
            append_code_point(out, c);
          else
            out += static_cast<char>(c);
      }
      continue;
    }
    const std::string_view character = text::first(value, 1);
    value.remove_prefix(character.size());
    if (!text::is_utf8(character))
      out += "\xEF\xBF\xBD";
    else if (const unsigned code = troublesome(character))
      append_code_point(out, code);
    else
      out += character;
  }
}

void append_quoted(std::string& out, std::string_view value) {
  out += '"';
  append_escaped(out, value);
  out += '"';
}

}  // namespace

std::string json_line(std::string_view event, Fields fields) {
  std::string line = "\"event\":";
  append_quoted(line, event);
  for (const auto& [name, value] : fields) {
    line += ',';
    append_quoted(line, name);
    line += ':';
    append_quoted(line, value);
  }
  return line;
}

std::string readable_line(std::string_view event, Fields fields) {
  std::string line;
  append_escaped(line, event);
  for (const auto& [name, value] : fields) {
    line += line.empty() ? "" : " ";
    append_escaped(line, name);
    line += '=';
    const bool bare = !value.empty() && value.find_first_of(" \"=") == std::string_view::npos;
    if (bare)
      append_escaped(line, value);
    else
      append_quoted(line, value);
  }
  return line;
}

}  // namespace r311::log
