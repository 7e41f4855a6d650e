// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

namespace r311::app {

// True if people read that stream in colour: a terminal, and NO_COLOR (no-color.org) is not set.
inline bool coloured(int descriptor) {
  const char* refused = std::getenv("NO_COLOR");
  return ::isatty(descriptor) == 1 && (refused == nullptr || *refused == '\0');
}

// `text` in an ANSI colour such as "31", if `on`.
inline std::string paint(bool on, std::string_view colour, std::string_view text) {
  if (!on) return std::string(text);
  return "\x1b[" + std::string(colour) + "m" + std::string(text) + "\x1b[0m";
}

}  // namespace r311::app
