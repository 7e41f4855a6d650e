// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <functional>
#include <utility>

#include "base/clock.h"

namespace r311::delivery {

// Answers a number in [0, 1), evenly spread. Passed in, so that a test decides what chance does.
using Random = std::function<double()>;

// How long to leave a failing back end alone: after the nth failure in a row anything up to first * 2^(n-1),
// but never more than `most`, evenly spread ("full jitter"), so that what failed together does not come back
// together. Never less than a tenth of `first`, so that chance makes no busy loop. Thread rule: that of
// `random`.
class Backoff {
 public:
  Backoff(Milliseconds first, Milliseconds most, Random random)
      : first_(std::max(first, Milliseconds{1})), most_(std::max(most, first_)), random_(std::move(random)) {}

  // The longest pause after `failures` (from 1) in a row.
  Milliseconds ceiling(int failures) const {
    Milliseconds pause = first_;
    for (int i = 1; i < failures && pause < most_; ++i) pause = pause > most_ / 2 ? most_ : pause * 2;
    return std::min(pause, most_);
  }

  Milliseconds pause(int failures) const {
    const auto longest = static_cast<double>(ceiling(failures).count());
    const Milliseconds spread{static_cast<Milliseconds::rep>(longest * std::clamp(random_(), 0.0, 1.0))};
    return std::max({spread, first_ / 10, Milliseconds{1}});
  }

 private:
  Milliseconds first_, most_;
  Random random_;
};

}  // namespace r311::delivery
