// SPDX-License-Identifier: Apache-2.0
#include "http/multipart_parts.h"

#include <algorithm>
#include <utility>

namespace r311::http {
namespace {

constexpr std::size_t longest_headers = 16u << 10;
constexpr std::size_t longest_padding = 128;  // blanks that may stand behind a boundary

// Behind the first blank line of `part`; npos: it has none where it could be.
std::size_t end_of_headers(std::string_view part) {
  std::size_t line = 0;
  while (line < part.size()) {
    const std::size_t end = part.find('\n', line);
    if (end == part.npos) break;
    if (end == line || (end == line + 1 && part[line] == '\r')) return end + 1;
    line = end + 1;
  }
  return part.npos;
}

// How many bytes of `rest`, which stands behind a boundary that is not the last, end its line; 0: it is a longer word
// that begins with the boundary.
std::size_t end_of_line(std::string_view rest) {
  std::size_t end = 0;
  while (end < std::min(rest.size(), longest_padding) && (rest[end] == ' ' || rest[end] == '\t')) ++end;
  if (end < rest.size() && rest[end] == '\r') ++end;
  return end < rest.size() && rest[end] == '\n' ? end + 1 : 0;
}

}  // namespace

MultipartParts::MultipartParts(std::shared_ptr<ByteSource> body, std::string_view boundary)
    : body_(std::move(body)), dashed_("--" + std::string(boundary)), at_(find(0)) {}

MultipartParts::Boundary MultipartParts::find(std::size_t from) const {
  constexpr std::size_t line_end = 2;
  const std::size_t longest_line = dashed_.size() + longest_padding + line_end;
  std::size_t at = from;  // no boundary begins before
  while (at < body_->size()) {
    // Seen from the line end before it to its own.
    const std::size_t base = at - std::min(at, line_end);
    const std::string_view seen = body_->from(base, line_end + longest_line);
    const bool to_the_end = base + seen.size() == body_->size();
    if (body_->failed()) return {};
    const std::size_t found = seen.find(dashed_, at - base);
    if (found == seen.npos) {
      if (to_the_end) return {};
      at = base + seen.size() - (dashed_.size() - 1);
      continue;
    }
    if (seen.size() - found < longest_line && !to_the_end) {
      at = base + found;
      continue;
    }
    at = base + found + 1;
    if (base + found != 0 && seen[found - 1] != '\n') continue;
    const std::string_view rest = seen.substr(found + dashed_.size());
    const bool last = rest.starts_with("--");
    const std::size_t line = last ? line_end : end_of_line(rest);
    if (line == 0) continue;
    std::size_t begin = found;
    if (base + begin > from) --begin;
    if (base + begin > from && seen[begin - 1] == '\r') --begin;
    return {base + begin, base + found + dashed_.size() + line, last, true};
  }
  return {};
}

MultipartParts::Next MultipartParts::next() {
  if (!at_.found) return Next::broken;
  if (at_.last) return Next::end;
  const std::size_t begin = at_.end;
  // The blank line behind the headers may be the one before the boundary, of a part without content.
  const std::string_view seen = body_->from(begin, longest_headers).substr(0, longest_headers);
  const std::size_t end = end_of_headers(seen);
  headers_ = end == seen.npos ? std::string() : std::string(seen.substr(0, end));
  at_ = find(begin);
  if (!at_.found) return Next::broken;
  const std::size_t size = at_.begin - begin;
  if (end == seen.npos || end > size + 2) headers_.clear();
  content_ = end >= size ? ByteSlice{body_, at_.begin, 0} : ByteSlice{body_, begin + end, size - end};
  return Next::part;
}

}  // namespace r311::http
