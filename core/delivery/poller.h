// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "delivery/backoff.h"
#include "delivery/plan.h"
#include "delivery/surroundings.h"
#include "plugin/adapter.h"

namespace r311::delivery {

// Asks one destination's back end what has changed and stores the answer together with the cursor, whole or not at all:
// a poll that was not stored is asked again, and the store takes a change that is told twice once. Only then is the
// back end told that it may forget them (acknowledge).
//
// A work order that came about by other means becomes a request of the service that has its code. Where none has, it is
// set aside, and each poll takes up again what has a service by then: catalogues come and change at other times.
//
// A poll that was cut short is followed by the next at once, if the cursor has moved. One that fails waits its own
// back-off and holds no delivery back. Of several nodes one polls a destination at a time; another takes over when that
// one has not renewed its lease. Thread rule: one thread at a time.
class Poller {
 public:
  Poller(const DestinationPlan& plan, Surroundings surroundings, bool can_poll);

  // How long until the next poll; zero or less: now. Milliseconds::max() if the adapter tells no changes.
  Milliseconds due_in() const;
  // Polls once, if it is due.
  void run(plugin::Adapter& adapter, const std::atomic<bool>& cancelled);

 private:
  bool may_poll();
  void poll(plugin::Adapter& adapter, const std::atomic<bool>& cancelled);
  // Those that are set aside and whose code a service has now.
  Result<std::vector<open311::WorkOrder>> offered_now();
  bool is_offered(const std::string& backend_code) const;
  void sort(std::vector<open311::WorkOrder> orders, const std::string& trace, store::PollResult& to);
  void tell(const store::PollEffect& effect, const std::string& trace);
  void acknowledge(plugin::Adapter& adapter, const std::string& cursor, plugin::CallTerms terms);
  void failed(const std::string& trace, std::string_view outcome, const std::string& reason);
  void come_back_in(Milliseconds pause);

  std::string destination_;
  Milliseconds every_, deadline_;
  Surroundings around_;
  bool can_poll_;
  std::string node_;  // who holds the lease
  Backoff backoff_;
  int failures_ = 0;
  std::size_t unmatched_ = 0;  // of the last poll
  std::set<std::string> told_codes_;
  std::atomic<std::chrono::steady_clock::time_point> next_;
};

}  // namespace r311::delivery
