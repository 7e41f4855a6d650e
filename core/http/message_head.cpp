// SPDX-License-Identifier: Apache-2.0
#include "http/message_head.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/text.h"

namespace r311::http {
namespace {

using bytes::all;
using bytes::host;
using bytes::target;
using bytes::token;
using bytes::trim;
using bytes::value;

constexpr std::size_t longest_method = 32;
constexpr std::size_t most_fields = 256;

// Digits only, of a length that can't overflow.
std::optional<std::uint64_t> decimal(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

int read_version(std::string_view version, Framing& framing) {
  const auto digit = [&](std::size_t at) { return version[at] >= '0' && version[at] <= '9'; };
  if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || version[6] != '.' || !digit(5) || !digit(7)) return 400;
  if (version[5] != '1') return 505;
  framing.http_1_0 = version[7] == '0';
  framing.keep_alive = !framing.http_1_0;
  return 0;
}

// RFC 9112, section 3.2: origin form, absolute form, and "*" of OPTIONS.
int read_target(std::string_view sent, Request& request) {
  if (!all(sent, target)) return 400;
  if (sent == "*") {
    if (request.method != "OPTIONS") return 400;
  } else if (sent.front() != '/') {
    const std::size_t colon = sent.find(':');
    if (colon == sent.npos || !(text::same_in_any_case(sent.substr(0, colon), "http") ||
                                text::same_in_any_case(sent.substr(0, colon), "https")))
      return 400;
    std::string_view rest = sent.substr(colon + 1);
    if (rest.substr(0, 2) != "//") return 400;
    rest.remove_prefix(2);
    const std::size_t authority = std::min(rest.find_first_of("/?"), rest.size());
    if (authority == 0 || !all(rest.substr(0, authority), host)) return 400;
    sent = rest.substr(authority);
  }
  request.target = sent.empty() ? "/" : sent;
  const std::size_t mark = sent.find('?');
  request.path = sent.substr(0, mark);
  if (request.path.empty()) request.path = "/";
  request.query = mark == sent.npos ? std::string_view() : sent.substr(mark + 1);
  return 0;
}

int read_request_line(std::string_view line, const Limits& limits, Request& request, Framing& framing) {
  const std::size_t first = line.find(' ');
  if (first == line.npos || first == 0 || first > longest_method || !all(line.substr(0, first), token)) return 400;
  request.method = line.substr(0, first);
  const std::size_t last = line.rfind(' ');
  if (last == first) return 400;
  const std::string_view sent = line.substr(first + 1, last - first - 1);
  if (sent.empty()) return 400;
  if (sent.size() > limits.target) return 414;
  if (const int status = read_target(sent, request)) return status;
  return read_version(line.substr(last + 1), framing);
}

// What must not be said twice.
struct Seen {
  bool host = false, length = false, coding = false;
};

void read_connection(std::string_view list, Framing& framing) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view option = trim(list.substr(0, comma));
    if (text::same_in_any_case(option, "close"))
      framing.keep_alive = false;
    else if (framing.http_1_0 && text::same_in_any_case(option, "keep-alive"))
      framing.keep_alive = true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

int read_field(std::string_view name, std::string_view content, Seen& seen, Framing& framing) {
  if (text::same_in_any_case(name, "content-length")) {
    const auto length = decimal(content);
    if (!length || seen.length) return 400;
    seen.length = true;
    framing.length = *length;
  } else if (text::same_in_any_case(name, "transfer-encoding")) {
    if (seen.coding || framing.http_1_0) return 400;
    if (!text::same_in_any_case(content, "chunked")) return 501;
    seen.coding = true;
    framing.chunked = true;
  } else if (text::same_in_any_case(name, "host")) {
    if (seen.host || !all(content, host)) return 400;
    seen.host = true;
  } else if (text::same_in_any_case(name, "connection")) {
    read_connection(content, framing);
  } else if (text::same_in_any_case(name, "expect")) {
    if (!text::same_in_any_case(content, "100-continue")) return 417;
    framing.expects_continue = !framing.http_1_0;
  }
  return 0;
}

}  // namespace

Step find_head(std::string_view bytes, const Limits& limits, HeadSearch& search) {
  const auto refuse = [&](int status) {
    search.status = status;
    return Step::refused;
  };
  while (true) {
    const std::size_t from = search.line;
    const void* found = from < bytes.size() ? std::memchr(bytes.data() + from, '\n', bytes.size() - from) : nullptr;
    if (found == nullptr) break;
    const auto end = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
    if (end == from || bytes[end - 1] != '\r') return refuse(400);
    search.line = end + 1;
    if (search.line > limits.header) return refuse(from == 0 && end > limits.target ? 414 : 431);
    if (end == from + 1) {
      if (from == 0) return refuse(400);
      search.size = search.line;
      return Step::done;
    }
  }
  if (bytes == "\r") return Step::more;  // half of an empty line
  if (search.line == 0) {
    const std::size_t space = std::min(bytes.substr(0, longest_method + 1).find(' '), bytes.size());
    if (space > longest_method || !all(bytes.substr(0, space), token)) return refuse(400);
    if (bytes.size() > limits.target + longest_method + 16) return refuse(414);
  }
  if (bytes.size() >= limits.header) return refuse(431);
  return Step::more;
}

std::string_view path_of(std::string_view bytes) {
  const std::size_t method = bytes.substr(0, longest_method + 1).find(' ');
  if (method == bytes.npos || method == 0 || !all(bytes.substr(0, method), token)) return {};
  std::string_view rest = bytes.substr(method + 1);
  const std::size_t end = rest.find_first_of(" ?\r\n");
  if (end == rest.npos) return {};
  rest = rest.substr(0, end);
  if (const std::size_t authority = rest.find("://"); authority != rest.npos && rest.front() != '/')
    rest.remove_prefix(std::min(rest.find('/', authority + 3), rest.size()));
  return all(rest, target) ? rest : std::string_view();
}

int read_head(std::string_view head, const Limits& limits, Request& request, Framing& framing) {
  framing.head = head.size();
  std::size_t end = head.find("\r\n");
  if (const int status = read_request_line(head.substr(0, end), limits, request, framing)) return status;
  Seen seen;
  for (std::size_t at = end + 2; at + 2 < head.size(); at = end + 2) {
    end = head.find('\n', at) - 1;  // find_head saw each line end in CR LF
    const std::string_view line = head.substr(at, end - at);
    const std::size_t colon = line.find(':');
    if (colon == line.npos || colon == 0 || !all(line.substr(0, colon), token)) return 400;  // obs-fold too
    const std::string_view content = trim(line.substr(colon + 1));
    if (!all(content, value)) return 400;
    if (request.headers.size() == most_fields) return 431;
    request.headers.emplace_back(line.substr(0, colon), content);
    if (const int status = read_field(line.substr(0, colon), content, seen, framing)) return status;
  }
  if (!seen.host && !framing.http_1_0) return 400;
  if (seen.length && seen.coding) return 400;
  if (framing.length > limits.body) return 413;
  return 0;
}

}  // namespace r311::http
