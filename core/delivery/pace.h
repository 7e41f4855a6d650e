// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <chrono>

#include "delivery/plan.h"

namespace r311::delivery {

// Holds calls to a rate: a bucket of tokens that fills evenly and holds a tenth of a second's worth, or one. Without a
// rate it holds up nothing. Not for several threads at once.
class Pace {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  Pace(Rate rate, Moment now)
      : per_millisecond_(rate.count <= 0 || rate.per <= Milliseconds{0} ? 0.0 : rate.count / milliseconds(rate.per)),
        most_(std::max(1.0, per_millisecond_ * 100.0)),
        tokens_(most_),
        filled_(now) {}

  // Until a call may begin; zero: now.
  Milliseconds wait(Moment now) const {
    if (per_millisecond_ == 0.0) return Milliseconds{0};
    const double missing = 1.0 - tokens(now);
    if (missing <= epsilon) return Milliseconds{0};
    return std::max(Milliseconds{1}, std::chrono::ceil<Milliseconds>(Fine(missing / per_millisecond_ - epsilon)));
  }

  // A call begins.
  void take(Moment now) {
    if (per_millisecond_ == 0.0) return;
    tokens_ = tokens(now) - 1.0;
    filled_ = now;
  }
  // It did not begin after all.
  void put_back() {
    if (per_millisecond_ > 0.0) tokens_ = std::min(most_, tokens_ + 1.0);
  }

 private:
  using Fine = std::chrono::duration<double, std::milli>;
  static constexpr double epsilon = 1e-6;

  static double milliseconds(Milliseconds span) { return Fine(span).count(); }
  double tokens(Moment now) const { return std::min(most_, tokens_ + Fine(now - filled_).count() * per_millisecond_); }

  double per_millisecond_, most_, tokens_;
  Moment filled_;
};

}  // namespace r311::delivery
