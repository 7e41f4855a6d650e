// SPDX-License-Identifier: Apache-2.0
#include "base/url.h"

#include <algorithm>

#include "base/text.h"

namespace r311 {
namespace {

constexpr std::size_t longest_path = 120;
constexpr std::string_view left_out = "...";

std::size_t port_colon(std::string_view place) {
  const std::size_t bracket = place.rfind(']');
  return place.find(':', bracket == place.npos ? 0 : bracket);
}

// A "/" or a "?" that a password holds unescaped ends the authority (RFC 3986, section 3.2), and what stands before it
// then looks like host and port.
bool is_place(std::string_view place, std::string_view behind) {
  const std::size_t colon = port_colon(place);
  if (place.empty() || colon == 0 || behind.starts_with('\\')) return false;
  if (colon == place.npos) return true;
  const std::string_view port = place.substr(colon + 1);
  return port.size() <= 5 && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         behind.find('@') == behind.npos;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char low = static_cast<char>(c | 0x20);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

// The byte that an escape at `at` stands for; -1: there is none.
int escaped_byte(std::string_view text, std::size_t at) {
  if (text[at] != '%' || at + 2 >= text.size()) return -1;
  const int high = hex_digit(text[at + 1]);
  const int low = hex_digit(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

}  // namespace

std::string told_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == url.npos) return std::string(left_out);
  const std::size_t begin = scheme + 3;
  const std::size_t end = std::min(url.find_first_of("/?#\\", begin), url.size());
  std::string_view place = url.substr(begin, end - begin);
  const std::string_view behind = url.substr(end);
  if (const std::size_t at = place.rfind('@'); at != place.npos) place.remove_prefix(at + 1);
  std::string told = text::one_line(url.substr(0, begin));
  if (!is_place(place, behind)) return told.append(left_out);
  told += text::one_line(place);
  const std::string path = text::one_line(behind.substr(0, behind.find_first_of("?#")));
  const std::string_view beginning = text::first(path, longest_path);
  told += beginning;
  if (beginning.size() < path.size()) told += left_out;
  return told;
}

bool is_percent_encoded(std::string_view text) {
  for (std::size_t at = text.find('%'); at != text.npos; at = text.find('%', at + 1))
    if (escaped_byte(text, at) < 0) return false;
  return true;
}

std::string percent_decoded(std::string_view text, Plus plus) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const int byte = escaped_byte(text, at);
    if (byte >= 0) {
      bytes += static_cast<char>(byte);
      at += 2;
    } else {
      bytes += text[at] == '+' && plus == Plus::blank ? ' ' : text[at];
    }
  }
  return bytes;
}

}  // namespace r311
