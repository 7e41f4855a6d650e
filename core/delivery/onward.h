// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>

#include "base/clock.h"

namespace r311::delivery {

// The wall clock as it would be if it had never been set back: what is due by it stays due, and a pause lasts as long
// as it should. Follows it when it is set forward. Any thread may call any method.
class Onward {
 public:
  explicit Onward(const Clock& clock) : clock_(clock), ahead_(ahead_now()) {}

  Time now() const {
    const auto ahead = ahead_now();
    auto most = ahead_.load();
    while (most < ahead && !ahead_.compare_exchange_weak(most, ahead)) {
    }
    return Time{steady() + Milliseconds{std::max(most, ahead)}};
  }

 private:
  Milliseconds steady() const { return std::chrono::floor<Milliseconds>(clock_.steady().time_since_epoch()); }
  Milliseconds::rep ahead_now() const { return (clock_.now().time_since_epoch() - steady()).count(); }

  const Clock& clock_;
  mutable std::atomic<Milliseconds::rep> ahead_;  // the wall clock of the steady one, at most
};

}  // namespace r311::delivery
