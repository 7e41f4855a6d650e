// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

namespace r311::gateway {

// How many requests one answer may hold, as discovery tells. Requests asked for by id are never cut off.
struct ListLimits {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t newest = 1000;    // when no window is asked for (GeoReport v2, "GET Service Requests"); max_requests too
  std::size_t window = 10'000;  // when the client names a start or an end: such a window is answered whole up to here
};

}  // namespace r311::gateway
