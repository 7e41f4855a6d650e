// SPDX-License-Identifier: Apache-2.0
#include "connection.h"

#include <algorithm>
#include <cctype>

namespace sql {

std::optional<std::size_t> Rows::column(std::string_view name) const {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (std::equal(columns[i].begin(), columns[i].end(), name.begin(), name.end(), same)) return i;
  return std::nullopt;
}

}  // namespace sql
