// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "open311/render.h"

// From method and path to a row of a table. Pure functions, any thread.
namespace r311::http {

// What a path names. `pattern` is made of segments; a last one of "*" stands for everything that is left, slashes
// included, and at least one character. The extension (.xml or .json) follows the pattern.
struct Place {
  std::string_view method;   // GET serves HEAD too
  std::string_view pattern;  // such as "/open311/v2/services/*"
};

// A path taken apart: repeated slashes and one at the end do not count.
struct Path {
  std::string_view stem;                  // without extension, still percent-encoded
  std::optional<open311::Format> format;  // by the extension; nothing: another one or none
};

Path read_path(std::string_view path);

// What of `stem` "*" stands for, percent-decoded; empty for a pattern without one. Nothing: they do not match.
std::optional<std::string> match(std::string_view pattern, std::string_view stem);

struct Routed {
  std::optional<std::size_t> row;  // of the table
  std::string rest;                // what "*" stood for
  std::optional<open311::Format> format;
  std::string allow;  // methods of that path; empty: there is no such path
};

// Finds the first row of that path and method; HEAD is served by GET. Without a row `allow` tells a path that takes
// other methods from one that is not there, as every path without .xml or .json is.
Routed route(std::span<const Place> table, std::string_view method, std::string_view path);

}  // namespace r311::http
