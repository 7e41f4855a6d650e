// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/identity.h"
#include "delivery/backoff.h"
#include "delivery/freight.h"
#include "store/store.h"

namespace r311::delivery {

// What a destination works with. Shared, because a thread that hangs in an adapter may come back after
// everything else has ended, and must still find it. All of it may be called by any thread, `random`
// included.
struct Surroundings {
  std::shared_ptr<store::Store> store;
  std::shared_ptr<const Clock> clock;
  std::shared_ptr<IdSource> ids;  // for the traces of polls; keeps no longer than `clock` lives
  Random random;
  // Told after each attempt's end is in the store, if anyone wants to know. Quick, does not throw. Any thread.
  std::function<void(const store::Delivery&, const store::Settlement&, const store::Settled&)> settled = nullptr;
  // Reads files that are to be handed over; empty: there are none.
  OpenFile open_file = nullptr;
  // Fetches files that are to be handed over; empty: that is turned off.
  FetchFile fetch_file = nullptr;
  // What request a work order is that came about in the destination's back end by other means, but for its trace, and
  // its id where it is empty; nothing: no service has its code, which alone decides that. Any thread.
  std::function<std::optional<open311::AcceptedReport>(const open311::WorkOrder&)> request_of = nullptr;
  // This node's name among those that share the store, the same after a restart; empty: it has the store to itself.
  std::string node = {};
  // For how long a delivery that has begun is this node's; renewed while its call lasts.
  Milliseconds lease{60'000};
};

// Chance for Surroundings::random: any thread may call it.
Random system_random();

}  // namespace r311::delivery
