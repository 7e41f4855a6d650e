// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"

namespace r311::media {

// Tells all who wait for it that they should end. Any thread may call.
class StopEvent {
 public:
  StopEvent();  // throws std::system_error if the process has no descriptors left
  ~StopEvent();
  StopEvent(const StopEvent&) = delete;
  StopEvent& operator=(const StopEvent&) = delete;

  void set();
  int descriptor() const { return descriptor_; }  // readable once it is set

 private:
  int descriptor_;
};

// Runs relay311-picture (`arguments`, of which the first is its path) with `from` and `to` as its standard input and
// output, an environment that holds nothing of ours, and no other descriptor. Blocks until it has ended, which it is made
// to after `within` or when `stop` is set. Kind::invalid: what it was given can't be shown as a picture, its crash
// included; Kind::unavailable: it can't be said now.
Result<void> run_picture(const std::vector<std::string>& arguments, int from, int to, std::chrono::milliseconds within,
                         const StopEvent& stop);

}  // namespace r311::media
