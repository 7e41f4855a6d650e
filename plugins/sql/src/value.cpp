// SPDX-License-Identifier: Apache-2.0
#include "value.h"

#include <array>
#include <charconv>

namespace sql {

std::string to_text(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&value)) {
    std::array<char, 64> shortest{};
    const auto end = std::to_chars(shortest.data(), shortest.data() + shortest.size(), *number).ptr;
    return {shortest.data(), end};
  }
  if (const auto* blob = std::get_if<Blob>(&value)) return std::string(blob->bytes);
  return {};
}

}  // namespace sql
