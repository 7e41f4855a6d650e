// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>

namespace r311 {

using Milliseconds = std::chrono::milliseconds;

// A moment in UTC with the precision in which we store and show it.
using Time = std::chrono::sys_time<Milliseconds>;

// The world's time, passed in through constructors so that a test can tick it.
// Any thread may call any method.
class Clock {
 public:
  virtual ~Clock() = default;
  // The wall clock: may jump. For what is stored and shown.
  virtual Time now() const = 0;
  // Never goes back. For deadlines and durations inside one process.
  virtual std::chrono::steady_clock::time_point steady() const = 0;
};

class SystemClock final : public Clock {
 public:
  Time now() const override { return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now()); }
  std::chrono::steady_clock::time_point steady() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace r311
