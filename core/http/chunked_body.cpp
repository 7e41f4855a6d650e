// SPDX-License-Identifier: Apache-2.0
#include "http/chunked_body.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

namespace r311::http {
namespace {

using bytes::all;
using bytes::token;
using bytes::trim;
using bytes::value;

constexpr std::size_t longest_chunk_line = 256;
constexpr std::size_t longest_trailer = 8192;

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
      if (*size > limits.body - reading.passed_on - reading.decoded) return 413;
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
      done = line.empty();
      if (done) return 0;
      const std::size_t colon = line.find(':');
      const bool named = colon != 0 && colon != line.npos && all(line.substr(0, colon), token);
      return named && all(line, value) ? 0 : 400;
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
