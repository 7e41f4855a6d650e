// SPDX-License-Identifier: Apache-2.0
#include "nearest_word.h"

#include <algorithm>
#include <vector>

namespace sql {
namespace {

// How many letters must be put in, taken out or changed to make `a` into `b`.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest_word(std::string_view found, std::string_view words) {
  constexpr std::size_t longest = 64;
  std::size_t least = std::min(found.size(), longest) / 3 + 1;
  std::string_view nearest = words;
  if (found.size() > longest) return std::string(words);
  for (std::string_view rest = words; !rest.empty();) {
    const std::size_t end = std::min(rest.find('|'), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t needed = distance(found, word);
    if (needed >= least) continue;
    least = needed;
    nearest = word;
  }
  return std::string(nearest);
}

}  // namespace sql
