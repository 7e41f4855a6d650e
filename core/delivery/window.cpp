// SPDX-License-Identifier: Apache-2.0
#include "delivery/window.h"

#include <algorithm>
#include <utility>

namespace r311::delivery {

std::string_view word(Circuit circuit) {
  switch (circuit) {
    case Circuit::closed:
      return "closed";
    case Circuit::open:
      return "open";
    case Circuit::half_open:
      return "half_open";
  }
  return "closed";
}

Window::Window(int ceiling, Backoff backoff, Moment now)
    : ceiling_(std::max(ceiling, 1)), backoff_(std::move(backoff)), resume_(now) {}

bool Window::admits(int under_way, Moment now) const {
  if (now < resume_) return false;
  return under_way < (in_trouble() ? 1 : size_);
}

bool Window::succeeded() {
  const bool worked_before = std::exchange(failures_, 0) == 0;
  if (++successes_ < size_) return !worked_before;
  successes_ = 0;
  if (size_ == ceiling_) return !worked_before;
  ++size_;
  return true;
}

bool Window::failed(Trouble trouble, std::int64_t round, Moment now) {
  if (trouble == Trouble::none || round != round_) return false;
  ++round_;
  ++failures_;
  successes_ = 0;
  // One odd report is no sign of trouble yet; the next failure in a row is.
  const int counted = trouble == Trouble::certain ? failures_ : failures_ - 1;
  if (counted == 0) return true;
  size_ = std::max(1, size_ / 2);
  resume_ = now + backoff_.pause(counted);
  return true;
}

Milliseconds Window::held_back(Moment now) const { return std::chrono::ceil<Milliseconds>(resume_ - now); }

Circuit Window::circuit(Moment now) const {
  if (failures_ < failures_that_open) return Circuit::closed;
  return now < resume_ ? Circuit::open : Circuit::half_open;
}

}  // namespace r311::delivery
