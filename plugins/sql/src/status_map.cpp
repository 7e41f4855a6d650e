// SPDX-License-Identifier: Apache-2.0
#include "status_map.h"

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

StatusCodes::Code StatusCodes::of(const std::string& word) {
  if (const auto found = codes_.find(word); found != codes_.end()) return {found->second, 0};
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
