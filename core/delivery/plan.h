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

// What becomes of a follow-up that the adapter has no call for.
enum class WhatIsNotTaken {
  keep,  // it stays with the gateway, for apps to read: delivered, with that as its reason
  park   // an operator must look
};

// What an operator decided about one destination (jurisdiction x back end). A plain value, whose defaults belong to the
// configuration.
struct DestinationPlan {
  std::string name;  // "JURISDICTION/BACKEND", as the store's deliveries have it
  std::string jurisdiction;
  std::string backend;
  bool duplicate_safe = false;  // a submit that is sent again makes no second work order
  WhatIsNotTaken updates = WhatIsNotTaken::keep;
  WhatIsNotTaken files = WhatIsNotTaken::keep;
  int window = 1;                // calls under way at a time, at most
  Rate rate;                     // of calls that begin
  Milliseconds deadline{};       // for one call
  Milliseconds poll_every{};     // between polls of changes
  Milliseconds retry_first{};    // back-off after the first failure, doubled after each
  Milliseconds retry_most{};     // and never more than this
  Milliseconds give_up_after{};  // age of a delivery after which it is not tried again but parked
};

}  // namespace r311::delivery
