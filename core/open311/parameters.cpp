// SPDX-License-Identifier: Apache-2.0
#include "open311/parameters.h"

#include <algorithm>

#include "base/text.h"
#include "base/url.h"

namespace r311::open311 {

std::optional<std::string> Parameters::get(std::string_view name) const {
  for (const auto& [key, value] : items_) {
    if (key != name) continue;
    const std::string_view trimmed = text::trim(value);
    if (!trimmed.empty()) return std::string(trimmed);
  }
  return std::nullopt;
}

std::vector<std::string> Parameters::list(std::string_view name, char delimiter) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : items_) {
    if (key != name) continue;
    for (std::string_view piece : text::split(value, delimiter)) values.emplace_back(piece);
  }
  return values;
}

std::vector<std::string> Parameters::names(std::string_view name, char delimiter) const {
  constexpr std::size_t longest_name = 1'020;  // 255 characters
  std::vector<std::string> values;
  for (const auto& [key, value] : items_) {
    if (key != name) continue;
    const auto pieces = text::split(value, delimiter);
    const std::string_view whole = text::trim(value);
    if (!pieces.empty() && whole.size() <= longest_name && whole != pieces.front()) values.emplace_back(whole);
    values.insert(values.end(), pieces.begin(), pieces.end());
  }
  return values;
}

Parameters Parameters::only(std::span<const std::string_view> names) const {
  Parameters kept;
  for (const auto& [key, value] : items_)
    if (std::find(names.begin(), names.end(), key) != names.end()) kept.add(key, value);
  return kept;
}

Fault too_many_parameters() { return {400, "There are more than " + std::to_string(most_parameters) + " parameters."}; }

bool read_form(std::string_view encoded, Parameters& into, std::size_t limit) {
  std::size_t taken = 0;
  while (!encoded.empty()) {
    const std::size_t end = encoded.find('&');
    const std::string_view pair = encoded.substr(0, end);
    encoded.remove_prefix(end == std::string_view::npos ? encoded.size() : end + 1);
    if (pair.empty()) continue;
    if (taken == limit) return false;
    ++taken;
    const std::size_t equals = pair.find('=');
    const std::string_view value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
    into.add(percent_decoded(pair.substr(0, equals), Plus::blank), percent_decoded(value, Plus::blank));
  }
  return true;
}

}  // namespace r311::open311
