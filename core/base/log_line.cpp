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
    else if (const unsigned code = text::steering(character))
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
