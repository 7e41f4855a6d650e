// SPDX-License-Identifier: Apache-2.0
#include "lwp.h"

#include <cctype>
#include <string_view>

namespace r311::test {
namespace {

const std::string every_request =
    "TE: deflate,gzip;q=0.3\r\nConnection: TE, close\r\nHost: 127.0.0.1\r\nUser-Agent: libwww-perl/6.68\r\n";

std::string encoded(const std::string& text) {
  constexpr std::string_view plain = "-_.!~*'()";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == ' ') {
      out += '+';
    } else if (c == '\n') {
      out += "%0D%0A";
    } else if ((byte < 0x80 && std::isalnum(byte) != 0) || plain.find(c) != plain.npos) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 0xF];
    }
  }
  return out;
}

}  // namespace

std::string lwp_get(const std::string& target) { return "GET " + target + " HTTP/1.1\r\n" + every_request + "\r\n"; }

std::string lwp_post(const std::string& target, const std::string& type, const std::string& body) {
  return "POST " + target + " HTTP/1.1\r\n" + every_request + "Content-Length: " + std::to_string(body.size()) +
         "\r\nContent-Type: " + type + "\r\n\r\n" + body;
}

std::string lwp_form(const FormPairs& pairs) {
  std::string body;
  for (const auto& [name, value] : pairs) body += (body.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
  return body;
}

std::string lwp_parts(const FormPairs& pairs, const std::vector<FilePart>& files, const std::string& boundary) {
  const std::string begin = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"";
  std::string body;
  for (const auto& [name, value] : pairs) body += begin + name + "\"\r\n\r\n" + value + "\r\n";
  for (const auto& file : files)
    body += begin + file.name + "\"; filename=\"" + file.file_name + "\"\r\nContent-Type: " + file.type + "\r\n\r\n" +
            file.content + "\r\n";
  return body + "--" + boundary + "--\r\n";
}

}  // namespace r311::test
