// SPDX-License-Identifier: Apache-2.0
#include "row.h"

#include <charconv>
#include <cmath>

#include "clean_text.h"
#include "relay311/abi/draft/changes.h"
#include "relay311/outcome.hpp"

namespace sql {

using relay311::Failure;
using relay311::Outcome;

const std::optional<std::string>* Row::cell(const std::string& column) const {
  if (column.empty()) return nullptr;
  const auto at = rows_.column(column);
  if (!at) throw Failure(Outcome::unsupported, std::string(name_) + ": its result has no column " + column);
  return &cells_[*at];
}

std::optional<std::string> Row::text(const std::string& column) const {
  const auto* found = cell(column);
  if (found == nullptr || !*found) return std::nullopt;
  return clean_text(**found);
}

std::string Row::word(const std::string& column) const { return std::string(trimmed(text_or_empty(column))); }

std::string Row::mark(const std::string& column) const {
  const auto* found = cell(column);
  if (found != nullptr && *found && !(*found)->empty() && (*found)->size() <= R311_CURSOR_MOST &&
      clean_text(**found) == **found)
    return **found;
  throw Failure(Outcome::unsupported, std::string(name_) + ": a row has no " + column +
                                          ", or one that is too long or no clean text in UTF-8");
}

std::optional<double> Row::number(const std::string& column) const {
  const std::string text = word(column);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<bool> Row::truth(const std::string& column) const {
  const auto* found = cell(column);
  if (found == nullptr || !*found) return std::nullopt;
  std::string said = word(column);
  for (char& c : said)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (const std::string_view no : {"", "0", "f", "false", "n", "no"})
    if (said == no) return false;
  return true;
}

}  // namespace sql
