// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/time_text.h"
#include "open311/model.h"
#include "open311/parameters.h"

namespace r311::open311 {

// What GET requests may ask for (GeoReport v2, "GET Service Requests").
struct ListFilter {
  std::vector<std::string> ids;  // override all else
  std::vector<std::string> service_codes;
  std::optional<bool> closed;
  std::optional<Time> from;
  std::optional<Time> to;
};

struct ReadFilter {
  ListFilter filter;
  std::vector<Fault> faults;
};

// Ids override all else, so that nothing else is then looked at. status takes open, closed and the finer words of both.
// Both dates are on requested_datetime and inclusive; an end covers its whole second, a bare date its whole day.
// Without a start it is 90 days before the end, without an end that is `now`. Unknown parameters are ignored.
ReadFilter read_filter(const Parameters& sent, const Zone& zone, Time now);

}  // namespace r311::open311
