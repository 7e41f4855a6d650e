// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <string_view>

#include "delivery/backoff.h"
#include "delivery/ruling.h"

namespace r311::delivery {

// closed: the back end works. open: it failed too often in a row and is left alone for a pause. half_open: after the
// pause one delivery finds out whether it works again.
enum class Circuit { closed, open, half_open };

std::string_view word(Circuit circuit);

// How many calls a destination may have under way: starts at one, grows by one for each window of successes in a row up
// to a ceiling, and is halved by a failure that concerns the destination as a whole. After a failure one call at a
// time, each after a pause of its own (Backoff), until one succeeds. A failure of a call that began before the last
// failure was known tells nothing new and is not counted again. Not for several threads at once.
class Window {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  static constexpr int failures_that_open = 5;

  // `now`: any moment that is not later than those that follow.
  Window(int ceiling, Backoff backoff, Moment now);

  // Whether one more call may begin while `under_way` others are and may still answer in time.
  bool admits(int under_way, Moment now) const;

  // For a call that begins: what failed() wants to know.
  std::int64_t round() const { return round_; }

  // Says true if the window grew or a failing destination works again: more may begin than before.
  bool succeeded();
  // Says whether the failure counts.
  bool failed(Trouble trouble, std::int64_t round, Moment now);

  // For how long nothing may begin; zero or less: it may.
  Milliseconds held_back(Moment now) const;
  bool in_trouble() const { return failures_ > 0; }
  int size() const { return size_; }
  int ceiling() const { return ceiling_; }
  Circuit circuit(Moment now) const;

 private:
  int ceiling_;
  Backoff backoff_;
  int size_ = 1;
  int successes_ = 0;
  int failures_ = 0;  // in a row
  std::int64_t round_ = 0;
  Moment resume_;
};

}  // namespace r311::delivery
