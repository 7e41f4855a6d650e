// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string_view>

// What the two readers of HTTP/1.1 messages (RFC 9112) have in common: message_head.h and chunked_body.h. They read
// strictly: what two readers could take in two ways is refused. Pure functions, any thread.
namespace r311::http {

enum class Step { more, done, refused };

namespace bytes {

// Which bytes may stand where: the name of a field or method, the value of a field, the request target, a host.
enum Kind : unsigned char { token = 1, value = 2, target = 4, host = 8 };

constexpr std::array<unsigned char, 256> make_classes() {
  std::array<unsigned char, 256> classes{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const auto among = [c](std::string_view set) { return c < 0x80 && set.find(static_cast<char>(c)) != set.npos; };
    unsigned kind = 0;
    if (alphanumeric || among("!#$%&'*+-.^_`|~")) kind |= token;
    if (c == '\t' || (c >= 0x20 && c != 0x7F)) kind |= value;
    if (c > 0x20 && c != 0x7F && c != '#') kind |= target;
    if (alphanumeric || among("-._~!$&'()*+,;=:[]%")) kind |= host;
    classes[c] = static_cast<unsigned char>(kind);
  }
  return classes;
}

inline constexpr auto classes = make_classes();

inline bool all(std::string_view text, Kind kind) {
  for (const char c : text)
    if ((classes[static_cast<unsigned char>(c)] & kind) == 0) return false;
  return true;
}

// Without the blanks and tabs around it (RFC 9110, section 5.6.3).
inline std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace bytes
}  // namespace r311::http
