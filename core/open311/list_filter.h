// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "open311/area.h"
#include "open311/model.h"

namespace r311::open311 {

// In which order requests are answered; those of one moment by the order of storing, in the same direction.
struct ListOrder {
  bool by_updated = false;  // by updated_datetime instead of requested_datetime
  bool ascending = false;   // the oldest first
  friend bool operator==(const ListOrder&, const ListOrder&) = default;
};

// Where a request stands in such an order: the moment that it is ordered by, and the store's number of it.
struct ListPlace {
  Time moment{};
  std::int64_t number = 0;
  friend auto operator<=>(const ListPlace&, const ListPlace&) = default;
};

// What GET requests may ask for (GeoReport v2, "GET Service Requests", and what other servers take besides). What is
// empty or absent does not filter; all else holds at once, and of a list one is enough.
struct ListFilter {
  std::vector<std::string> ids;  // override all else
  std::vector<std::string> service_codes;
  std::optional<bool> closed;    // GeoReport's status: true closed, false open
  std::vector<Status> statuses;  // the finer words, where open or closed do not say it
  std::optional<Time> from;      // requested at or after
  std::optional<Time> to;        // requested at or before
  std::optional<Time> updated_from;
  std::optional<Time> updated_to;
  std::optional<Box> box;
  std::optional<Circle> circle;
  std::string address;  // stands somewhere in address_string, in any case; of three characters at least
  std::vector<std::string> agencies;
  std::vector<std::string> interfaces;
  std::optional<bool> photo;       // whether it has one
  std::vector<std::string> words;  // text::words(): each stands in the description or the address
  ListOrder order;
};

}  // namespace r311::open311
