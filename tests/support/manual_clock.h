// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <mutex>

#include "base/clock.h"

namespace r311::test {

// A clock that a test ticks. Starts at 2026-03-01T12:00:00Z. Any thread may call any method.
class ManualClock final : public Clock {
 public:
  static constexpr Time start() {
    return std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + std::chrono::hours{12};
  }

  explicit ManualClock(Time now = start()) : now_(now) {}

  Time now() const override {
    const std::lock_guard lock(mutex_);
    return now_;
  }

  std::chrono::steady_clock::time_point steady() const override {
    const std::lock_guard lock(mutex_);
    return steady_;
  }

  // Time passes: both clocks go forward.
  void advance(Milliseconds by) {
    const std::lock_guard lock(mutex_);
    now_ += by;
    steady_ += by;
  }

  // The wall clock jumps; the steady one does not notice.
  void set(Time now) {
    const std::lock_guard lock(mutex_);
    now_ = now;
  }

 private:
  mutable std::mutex mutex_;
  Time now_;
  std::chrono::steady_clock::time_point steady_{};
};

}  // namespace r311::test
