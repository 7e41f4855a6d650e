// SPDX-License-Identifier: Apache-2.0
#include "http/router.h"

#include <algorithm>

#include "base/url.h"

namespace r311::http {
namespace {

void skip_slashes(std::string_view& rest) { rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size())); }

std::string_view next_segment(std::string_view& rest) {
  skip_slashes(rest);
  const std::string_view segment = rest.substr(0, rest.find('/'));
  rest.remove_prefix(segment.size());
  return segment;
}

bool serves(std::string_view offered, std::string_view asked) {
  return offered == asked || (offered == "GET" && asked == "HEAD");
}

}  // namespace

Path read_path(std::string_view path) {
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  const std::size_t dot = path.rfind('.');
  const std::size_t slash = path.rfind('/');
  if (dot == path.npos || (slash != path.npos && dot < slash)) return {path, std::nullopt};
  const auto format = open311::format_of(path.substr(dot + 1));
  return {format ? path.substr(0, dot) : path, format};
}

std::optional<std::string> match(std::string_view pattern, std::string_view stem) {
  while (true) {
    const std::string_view expected = next_segment(pattern);
    if (expected == "*") {
      skip_slashes(stem);
      if (stem.empty()) return std::nullopt;
      return percent_decoded(stem);
    }
    const std::string_view found = next_segment(stem);
    if (found != expected) return std::nullopt;
    if (found.empty()) return std::string();
  }
}

Routed route(std::span<const Place> table, std::string_view method, std::string_view path) {
  const Path asked = read_path(path);
  Routed routed;
  routed.format = asked.format;
  if (!asked.format || asked.stem.ends_with('/')) return routed;
  for (std::size_t row = 0; row < table.size(); ++row) {
    auto rest = match(table[row].pattern, asked.stem);
    if (!rest) continue;
    if (!routed.allow.empty()) routed.allow += ", ";
    routed.allow += table[row].method == "GET" ? "GET, HEAD" : table[row].method;
    if (!routed.row && serves(table[row].method, method)) {
      routed.row = row;
      routed.rest = std::move(*rest);
    }
  }
  if (!routed.allow.empty()) routed.allow += ", OPTIONS";
  return routed;
}

}  // namespace r311::http
