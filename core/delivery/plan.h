// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "base/clock.h"

namespace r311::delivery {

// At most `count` calls in each span of `per`; count 0: no limit.
struct Rate {
  int count = 0;
  Milliseconds per{1'000};
};

// What an operator decided about one destination (jurisdiction x back end). A plain value.
struct DestinationPlan {
  std::string name;  // "JURISDICTION/BACKEND", as the store's deliveries have it
  std::string jurisdiction;
  std::string backend;
  bool duplicate_safe = false;              // a submit that is sent again makes no second work order
  int window = 4;                           // calls under way at a time, at most
  Rate rate;                                // of calls that begin
  Milliseconds deadline{30'000};            // for one call
  Milliseconds poll_every{60'000};          // between polls of changes
  Milliseconds retry_first{5'000};          // back-off after the first failure, doubled after each
  Milliseconds retry_most{900'000};         // and never more than this
  Milliseconds give_up_after{604'800'000};  // age of a delivery after which it is not tried again but parked
};

}  // namespace r311::delivery
