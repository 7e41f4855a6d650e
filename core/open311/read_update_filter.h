// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/time_text.h"
#include "open311/model.h"
#include "open311/parameters.h"

namespace r311::open311 {

// What GET servicerequestupdates may ask for (mySociety's extension).
struct UpdateFilter {
  std::vector<std::string> requests;  // service_request_id
  std::optional<Time> from;
  std::optional<Time> to;
  std::optional<std::size_t> page;       // from 1
  std::optional<std::size_t> page_size;  // from 1
};

struct ReadUpdateFilter {
  UpdateFilter filter;
  std::vector<Fault> faults;
};

// Both dates are on updated_datetime and inclusive; an end covers its whole second, a bare date its whole day. Without
// them, and without ids, the window is the 90 days before `now`. Unknown parameters are ignored.
ReadUpdateFilter read_update_filter(const Parameters& sent, const Zone& zone, Time now);

}  // namespace r311::open311
