// SPDX-License-Identifier: Apache-2.0
#include "http/next_link.h"

namespace r311::http {
namespace {

// RFC 3986, 2.3: what needs no escaping anywhere.
std::string escaped(std::string_view text) {
  constexpr std::string_view hexadecimal = "0123456789ABCDEF";
  std::string made;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      made += c;
    } else {
      made += '%';
      made += hexadecimal[byte >> 4U];
      made += hexadecimal[byte & 0xFU];
    }
  }
  return made;
}

}  // namespace

std::string next_link(const open311::Parameters& asked, std::string_view cursor) {
  std::string query;
  for (const auto& [name, value] : asked.items()) {
    if (name == "page" || name == "cursor") continue;
    query += escaped(name) + "=" + escaped(value) + "&";
  }
  std::string link = "<?" + query + "cursor=" + escaped(cursor) + ">; rel=\"next\"";
  return link.size() <= longest_link ? link : std::string();
}

}  // namespace r311::http
