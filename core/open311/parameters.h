// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "open311/model.h"

namespace r311::open311 {

// Named values of a request, from the query and from the body, decoded, in the order in which they came.
// Names may repeat. A plain value.
class Parameters {
 public:
  void add(std::string name, std::string value) { items_.emplace_back(std::move(name), std::move(value)); }

  // The first value of that name that is not blank, trimmed; nothing if there is none: empty counts as absent.
  std::optional<std::string> get(std::string_view name) const;
  // Every non-blank value of `name`, each taken apart at the delimiter, trimmed (GeoReport's comma-delimited lists).
  std::vector<std::string> list(std::string_view name, char delimiter = ',') const;
  // The same for names that may hold the delimiter themselves: before its parts each value stands whole, if it is no
  // longer than a name may be.
  std::vector<std::string> names(std::string_view name, char delimiter) const;
  // As sent, for the validator.
  const std::vector<std::pair<std::string, std::string>>& items() const { return items_; }
  // Those with one of the `names`, in the same order.
  Parameters only(std::span<const std::string_view> names) const;
  // As items(), given away: it is empty afterwards.
  std::vector<std::pair<std::string, std::string>> release() { return std::exchange(items_, {}); }

 private:
  std::vector<std::pair<std::string, std::string>> items_;
};

// How many a query may have, and how many a body; and what is said of more.
constexpr std::size_t most_parameters = 2'000;
Fault too_many_parameters();

// Appends what an application/x-www-form-urlencoded text (a query or a body) holds: "+" is a blank, %XX a byte; a "%"
// that begins no such pair stays as it is. Answers false, and appends no more, past `limit` pairs.
bool read_form(std::string_view encoded, Parameters& into, std::size_t limit = most_parameters);

}  // namespace r311::open311
