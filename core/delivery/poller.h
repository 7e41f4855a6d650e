// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <chrono>
#include <string>

#include "delivery/backoff.h"
#include "delivery/plan.h"
#include "delivery/surroundings.h"
#include "plugin/adapter.h"

namespace r311::delivery {

// Asks one destination's back end what has changed and stores the answer together with the cursor, whole or
// not at all: a poll that was not stored is asked again, and the store takes a change that is told twice
// once. A poll that fails waits its own back-off and holds no delivery back. Thread rule: one thread at a
// time.
class Poller {
 public:
  Poller(const DestinationPlan& plan, Surroundings surroundings, std::shared_ptr<plugin::Adapter> adapter);

  // How long until the next poll; zero or less: now. Milliseconds::max() if the adapter tells no changes.
  Milliseconds due_in() const;
  // Polls once, if it is due.
  void run(const std::atomic<bool>& cancelled);

 private:
  void poll(const std::atomic<bool>& cancelled);
  void failed(const std::string& trace, std::string_view outcome, const std::string& reason);
  void come_back_in(Milliseconds pause);

  std::string destination_;
  Milliseconds every_, deadline_;
  Surroundings around_;
  std::shared_ptr<plugin::Adapter> adapter_;
  Backoff backoff_;
  int failures_ = 0;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace r311::delivery
