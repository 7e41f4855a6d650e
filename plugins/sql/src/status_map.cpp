// SPDX-License-Identifier: Apache-2.0
#include "status_map.h"

#include <algorithm>

namespace sql {
namespace {

constexpr std::size_t most_codes_counted = 1000;

}  // namespace

std::optional<std::string> StatusMap::of_unknown() const {
  switch (unknown_) {
    case UnknownStatus::open:
      return "open";
    case UnknownStatus::closed:
      return "closed";
    case UnknownStatus::keep:
      break;
  }
  return std::nullopt;
}

StatusMap::Meaning StatusMap::read(std::string_view code) {
  const std::string key(code);
  if (const auto found = words_.find(key); found != words_.end()) {
    if (found->second == "ignore") return {std::nullopt, true, 0};
    return {found->second, false, 0};
  }
  const bool counted = seen_.size() < most_codes_counted || seen_.count(key) != 0;
  return {of_unknown(), false, ++seen_[counted ? key : std::string()]};
}

std::string spelled(std::string word) {
  std::replace(word.begin(), word.end(), ' ', '_');
  return word;
}

StatusCodes::Code StatusCodes::of(const std::string& word, const std::optional<std::string>& draft) {
  const auto of_draft = draft ? given(spelled(*draft)) : std::nullopt;
  const auto exact = given(word);
  if (of_draft && (word == "open" || !exact)) return {of_draft, 0};
  if (exact) return {exact, 0};
  return {std::nullopt, ++lacking_[word]};
}

std::optional<std::string> StatusCodes::given(const std::string& word) const {
  const auto found = codes_.find(word);
  return found == codes_.end() ? std::nullopt : std::optional(found->second);
}

bool worth_telling(std::uint64_t count) {
  while (count > 9 && count % 10 == 0) count /= 10;
  return count == 1;
}

std::string times(std::uint64_t count) { return count == 1 ? "once" : std::to_string(count) + " times"; }

}  // namespace sql
