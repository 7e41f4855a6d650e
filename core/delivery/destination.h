// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "delivery/backoff.h"
#include "delivery/plan.h"
#include "delivery/poller.h"
#include "delivery/ruling.h"
#include "delivery/surroundings.h"

namespace r311::delivery {

// The queue of one destination: hands over what is due, one delivery after another in the order of
// acceptance, and polls changes in between.
//
// - A delivery is begun in the store before the adapter sees it, and by this object only; so it is never in
// two calls.
// - How a call ended is written before the next one begins. If the store can't write it, it is kept and
// written first
//   of all later, and nothing else is sent until then.
// - Deliveries that a dead process left in a call are settled as unknown before anything is sent.
// - A back end in trouble (see ruling.h) is left alone as a whole: after each pause one delivery probes it,
// the one
//   with the fewest attempts, so that a report which always fails holds up no other. A success ends the
//   pauses.
// - Memory does not grow with the queue: deliveries are read in pages.
// - Without an adapter (it could not be loaded) everything waits, with that as its reason, and nothing is
// given up.
//
// Thread rule: one thread calls run(); any thread may call cancel() and name(). Never throws except
// std::bad_alloc and the like; after that run() may be called again and begins by recovering what was left in
// a call.
class Destination {
 public:
  // `adapter` may be null; `missing` then says why.
  Destination(DestinationPlan plan, Surroundings surroundings, std::shared_ptr<plugin::Adapter> adapter,
              std::string missing = {});

  const std::string& name() const { return plan_.name; }

  // Does what is due, at most one page of it. Answers for how long there is nothing to do unless a report
  // comes in; zero: there is more to do now.
  Milliseconds run();

  // The call in progress is told to give up, and no other begins. For good.
  void cancel() { cancelled_ = true; }

 private:
  struct Unsettled {
    store::Delivery delivery;
    store::Settlement settlement;
  };

  // These answer false if the store fails: nothing else is begun until it works again.
  bool recover();
  bool write_settlements();
  bool submit_due();
  bool submit(store::Delivery delivery);

  plugin::Submitted call(const Result<open311::AcceptedReport>& report, const store::Delivery& delivery);
  void learn(Trouble trouble);
  void log_settled(const Unsettled& settled) const;
  Milliseconds idle_time() const;
  Milliseconds held_back() const;
  void store_failed(std::string_view doing, const Error& error) const;

  const DestinationPlan plan_;
  const Surroundings around_;
  const std::shared_ptr<plugin::Adapter> adapter_;
  const std::string missing_;
  const Backoff backoff_;
  Poller poller_;
  std::atomic<bool> cancelled_{false};
  bool recovered_ = false;  // false while a delivery may be left in a call that nobody will settle
  int failures_ = 0;        // of the destination, in a row
  std::chrono::steady_clock::time_point resume_;
  std::deque<Unsettled> unsettled_;
};

}  // namespace r311::delivery
