// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>

namespace relay311 {

// A moment in UTC.
using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

namespace detail {

inline Time time_of(std::int64_t milliseconds) { return Time(std::chrono::milliseconds(milliseconds)); }

inline std::int64_t milliseconds_of(Time time) { return time.time_since_epoch().count(); }

}  // namespace detail
}  // namespace relay311
