// SPDX-License-Identifier: Apache-2.0
#include "app/table.h"

#include <algorithm>
#include <cstdio>

#include "app/terminal.h"
#include "base/text.h"

namespace r311::app {

void print_table(const std::vector<TableLine>& lines) {
  std::vector<std::size_t> widths;
  for (const auto& line : lines) {
    widths.resize(std::max(widths.size(), line.cells.size()));
    for (std::size_t i = 0; i < line.cells.size(); ++i) widths[i] = std::max(widths[i], text::length(line.cells[i]));
  }
  const bool colour = coloured(STDOUT_FILENO);
  for (const auto& line : lines) {
    std::string text;
    for (std::size_t i = 0; i < line.cells.size(); ++i) {
      text += line.cells[i];
      if (i + 1 < line.cells.size()) text += std::string(widths[i] - text::length(line.cells[i]) + 2, ' ');
    }
    std::puts(paint(colour && !line.colour.empty(), line.colour, text).c_str());
  }
}

}  // namespace r311::app
