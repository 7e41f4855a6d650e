// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_text.h"
#include "open311/list_filter.h"
#include "open311/model.h"
#include "open311/parameters.h"

namespace r311::open311 {

// What GET servicerequestupdates may ask for (mySociety's extension).
struct UpdateFilter {
  std::vector<std::string> requests;  // service_request_id
  std::optional<Time> from;
  std::optional<Time> to;
  std::optional<std::size_t> page;       // from 1
  std::optional<std::size_t> page_size;  // from 1; with a page always
  std::optional<ListPlace> after;        // only what stands behind this one
};

// The parameters that a list of updates is asked for with.
inline constexpr std::array<std::string_view, 7> update_list_parameters{
    "jurisdiction_id", "service_request_id", "start_date", "end_date", "page_size", "page", "cursor"};

constexpr std::size_t most_updates = 10'000;  // that one answer holds, and that pages reach

// The `cursor` of the update behind which the next part of a list begins (open311/cursor.h).
std::string update_cursor_of(const ListPlace& place);

struct ReadUpdateFilter {
  UpdateFilter filter;
  std::vector<Fault> faults;
};

// Both dates are on updated_datetime and inclusive; an end covers its whole second, a bare date its whole day. Without
// them, and without ids, the window is the 90 days before `now`. Unknown parameters are ignored.
ReadUpdateFilter read_update_filter(const Parameters& sent, const Zone& zone, Time now);

}  // namespace r311::open311
