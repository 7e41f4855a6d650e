// SPDX-License-Identifier: Apache-2.0
#include "http/message_parser.h"

#include <array>
#include <cstring>
#include <optional>

namespace r311::http {
namespace {

constexpr std::size_t longest_method = 32;
constexpr std::size_t longest_chunk_line = 256;
constexpr std::size_t longest_trailer = 8192;
constexpr std::size_t most_fields = 256;

enum : unsigned char { token = 1, value = 2, target = 4, host = 8 };

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

constexpr auto classes = make_classes();

bool all(std::string_view text, unsigned char kind) {
  for (const char c : text)
    if ((classes[static_cast<unsigned char>(c)] & kind) == 0) return false;
  return true;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is(std::string_view text, std::string_view lower_case) {
  if (text.size() != lower_case.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != lower_case[i]) return false;
  }
  return true;
}

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
    if (colon == sent.npos || !(is(sent.substr(0, colon), "http") || is(sent.substr(0, colon), "https"))) return 400;
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
    if (is(option, "close"))
      framing.keep_alive = false;
    else if (framing.http_1_0 && is(option, "keep-alive"))
      framing.keep_alive = true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

int read_field(std::string_view name, std::string_view content, Seen& seen, Framing& framing) {
  if (is(name, "content-length")) {
    const auto length = decimal(content);
    if (!length || seen.length) return 400;
    seen.length = true;
    framing.length = *length;
  } else if (is(name, "transfer-encoding")) {
    if (seen.coding || framing.http_1_0) return 400;
    if (!is(content, "chunked")) return 501;
    seen.coding = true;
    framing.chunked = true;
  } else if (is(name, "host")) {
    if (seen.host || !all(content, host)) return 400;
    seen.host = true;
  } else if (is(name, "connection")) {
    read_connection(content, framing);
  } else if (is(name, "expect")) {
    if (!is(content, "100-continue")) return 417;
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

namespace {

// chunk-size [chunk-ext], without its line end; extensions are dropped.
std::optional<std::uint64_t> chunk_size(std::string_view line) {
  std::uint64_t size = 0;
  std::size_t digits = 0;
  for (; digits < line.size(); ++digits) {
    const char c = line[digits];
    unsigned digit = 0;
    if (c >= '0' && c <= '9')
      digit = static_cast<unsigned>(c - '0');
    else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
      digit = static_cast<unsigned>((c | 0x20) - 'a') + 10;
    else
      break;
    if (digits == 15) return std::nullopt;
    size = size * 16 + digit;
  }
  if (digits == 0) return std::nullopt;
  const std::string_view rest = trim(line.substr(digits));
  if (!rest.empty() && (rest.front() != ';' || !all(rest, value))) return std::nullopt;
  if (rest.empty() && digits != line.size()) return std::nullopt;
  return size;
}

// One line of a chunked body that has come whole. Answers 0 or a status; `done` after the last.
int take_line(std::string_view line, const Limits& limits, ChunkReading& reading, bool& done) {
  using Part = ChunkReading::Part;
  switch (reading.part) {
    case Part::size: {
      const auto size = chunk_size(line);
      if (!size) return 400;
      if (*size > limits.body - reading.decoded) return 413;
      reading.left = *size;
      reading.part = *size == 0 ? Part::trailer : Part::data;
      return 0;
    }
    case Part::end_of_data:
      reading.part = Part::size;
      return line.empty() ? 0 : 400;
    case Part::trailer: {
      reading.trailer += line.size() + 2;
      if (reading.trailer > longest_trailer) return 431;
      const std::size_t colon = line.find(':');
      done = line.empty();
      return done || (colon != 0 && colon != line.npos && all(line.substr(0, colon), token) && all(line, value)) ? 0
                                                                                                                 : 400;
    }
    case Part::data:
      break;
  }
  return 400;
}

}  // namespace

Step read_chunks(char* body, std::size_t& size, const Limits& limits, ChunkReading& reading) {
  using Part = ChunkReading::Part;
  std::size_t at = reading.decoded;
  bool done = false;
  const auto refuse = [&](int status) {
    reading.status = status;
    return Step::refused;
  };
  while (!done && at < size) {
    if (reading.part == Part::data) {
      const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(reading.left, size - at));
      std::memmove(body + reading.decoded, body + at, take);
      reading.decoded += take;
      reading.left -= take;
      at += take;
      if (reading.left == 0) reading.part = Part::end_of_data;
      continue;
    }
    const std::size_t longest = reading.part == Part::trailer ? longest_trailer
                                : reading.part == Part::size  ? longest_chunk_line
                                                              : 2;
    const std::size_t reach = std::min(size - at, longest);
    const void* found = std::memchr(body + at, '\n', reach);
    if (found == nullptr) {
      if (reach == longest) return refuse(400);
      break;
    }
    const auto end = static_cast<std::size_t>(static_cast<const char*>(found) - body);
    if (end == at || body[end - 1] != '\r') return refuse(400);
    const std::string_view line(body + at, end - 1 - at);
    if (const int status = take_line(line, limits, reading, done)) return refuse(status);
    at = end + 1;
  }
  std::memmove(body + reading.decoded, body + at, size - at);
  size -= at - reading.decoded;
  return done ? Step::done : Step::more;
}

}  // namespace r311::http
