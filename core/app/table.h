// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace r311::app {

// A line of a table, and its ANSI colour such as "31"; empty: none.
struct TableLine {
  std::vector<std::string> cells;
  std::string colour;
};

// Prints lines of equally many cells on standard output, in columns as wide as they need, in colour on a terminal.
void print_table(const std::vector<TableLine>& lines);

}  // namespace r311::app
