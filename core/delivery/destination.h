// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "delivery/instances.h"
#include "delivery/ledger.h"
#include "delivery/onward.h"
#include "delivery/pace.h"
#include "delivery/plan.h"
#include "delivery/poller.h"
#include "delivery/ruling.h"
#include "delivery/surroundings.h"
#include "delivery/suspicion.h"
#include "delivery/unknowns.h"
#include "delivery/window.h"

namespace r311::delivery {

// A destination as an operator sees it now.
struct DestinationStatus {
  std::string name;
  Circuit circuit = Circuit::closed;
  int window = 1;               // calls that may be under way
  int in_flight = 0;            // calls that are, those that hang included
  std::string last_reason;      // why the last attempt that did not deliver did not; empty: none failed in this process
  Milliseconds next_try_in{0};  // for how long nothing begins; zero or less: it may
};

// The queue of one destination: hands over what is due in the order of acceptance, as many at a time as its window
// admits (window.h) and at most `plan.window`, and polls changes in between.
//
// - What fails while the destination is in trouble keeps its place, so that after an outage reports come in in the order
//   of acceptance too: a delivery has a back-off of its own only for what it is to blame for itself (suspicion.h).
// - A delivery is begun in the store, under a lease, before the adapter sees it; that is the claim, and so it is never in
//   two calls, on whichever node. Who stands still between the claim and the call for as long as the lease does not call.
// - How a call ended is written before its slot takes another. If the store can't write it, it is kept, and nothing
//   else is begun until it is written.
// - What nobody knows the end of (a lost answer, a process that died) is unknown. Where the adapter can find work orders
//   by key the back end is asked, once it has had `retry_first` to finish what it may be at, and again with back-off
//   until it answers. That it is not there is believed only once the back end has had another `deadline` for what it may
//   be at; a call of ours that still hangs is never asked about. See ruling.h for the rest. While a page of deliveries is unknown no new ones are sent.
// - A call that is not back some time after its deadline hangs: it keeps its slot and its adapter instance, counts as a
//   failure, and the other slots go on. If all hang, this destination waits alone.
// - A back end in trouble is left alone as a whole, for pauses that grow. After each the adapter is asked whether the
//   back end can be used, if it can tell; unless it can't, one delivery tries it: the one that has waited longest, and at
//   every second try in vain the one that was tried least, so that a report which always fails holds up no other.
// - The wall clock may be set forward or back: what is due is told by one that only goes on (onward.h), everything else
//   by the steady clock.
// - Memory does not grow with the queue: deliveries are read in pages.
// - Without an adapter (it could not be loaded) everything waits, with that as its reason, and nothing is given up; what
//   is unknown stays so.
//
// Thread rule: any number of threads may call run(), each is one slot while it is in a call; any thread may call the
// others. Never throws except std::bad_alloc and the like; the call that was under way then ends when its lease does.
class Destination {
 public:
  // `adapter` may be null; `missing` then says why. `more` makes further instances, one for each slot beyond the first;
  // without it there is one slot.
  Destination(DestinationPlan plan, Surroundings surroundings, std::shared_ptr<plugin::Adapter> adapter,
              std::string missing = {}, MakeAdapter more = nullptr);

  const std::string& name() const { return plan_.name; }
  // How many calls there may be at once, a poll not counted.
  int slots() const { return slots_; }
  DestinationStatus status() const;

  // Whom to tell before anything runs. `away`: the calling thread is about to wait for the back end; `wanted`: there is
  // work for one more thread.
  void staffed_by(std::function<void()> away, std::function<void()> wanted);

  // Does what is due, at most one page of it. Answers for how long there is nothing to do for this thread unless a
  // report comes in or a call ends; zero: there is more to do now.
  Milliseconds run();

  // Calls under way are told to give up, and no other begins. For good.
  void cancel() { cancelled_ = true; }

 private:
  using Moment = std::chrono::steady_clock::time_point;

  // A delivery that is with a slot.
  struct Call {
    store::Delivery delivery;
    Purpose purpose = Purpose::send;
    std::int64_t round = 0;
    bool asks_first = false;  // whether the back end can be used
    Moment absence_tells{};   // Pick::absence_tells
    bool hangs = false;
    Moment hangs_from = Moment::max();  // once the adapter is called
    Moment renew = Moment::max();       // its lease, once it has begun
  };
  class Slot;  // a call and the adapter instance for it, while a thread has them
  // What one run has done and met so far.
  struct Turn {
    bool page_read = false;
    bool store_failed = false;
  };

  // These answer false if the store fails: nothing else is begun until it works again.
  bool recover();
  bool settle_left(store::Delivery delivery);
  bool work();
  bool perform(Slot& slot);

  void poll_if_due();
  enum class Renew { those_due, all };
  void renew_leases(Renew which);
  std::unique_ptr<Slot> next(Turn& turn);
  bool admits(Moment now);                    // under mutex_
  std::optional<Pick> choose(Turn& turn);     // under mutex_
  void read_page(Turn& turn);                 // under mutex_
  store::Delivery take(Candidate candidate);  // under mutex_; the page is not empty
  void count_hanging(Moment now);             // under mutex_
  bool full_of_unknowns() const;              // under mutex_

  bool can_be_used(Slot& slot);
  void expect_back(Call& call);  // under mutex_
  bool begin(Slot& slot, Time started);
  plugin::CallTerms terms_of(const store::Delivery& delivery) const;
  plugin::Submitted call(Slot& slot, const Result<open311::AcceptedReport>& report);
  bool learn(const Slot& slot, const plugin::Verdict& verdict);
  bool settle(Slot& slot, const Ending& ending, bool wants_reference_as_id);
  bool can_find(const store::Delivery& delivery) const;
  Milliseconds idle_time();
  Moment steady() const { return around_.clock->steady(); }
  void store_failed(std::string_view doing, const Error& error) const;

  const DestinationPlan plan_;
  const Surroundings around_;
  const Onward onward_;
  const std::string missing_;
  const int slots_;
  const Backoff backoff_;
  Instances instances_;
  Ledger ledger_;
  std::function<void()> away_, wanted_;
  std::atomic<bool> cancelled_{false};

  std::atomic<bool> recovering_{false};  // by one thread
  std::atomic<bool> recovered_{false};   // at least once
  std::atomic<Moment> look_for_left_;    // when to look again for what dead nodes left
  std::atomic<bool> polling_{false};     // by one thread
  Poller poller_;

  mutable std::mutex mutex_;  // guards what follows
  Window window_;
  Suspicion suspicion_;
  Pace pace_;
  Unknowns unknowns_;
  std::deque<store::Delivery> page_;
  std::map<std::int64_t, Call> calls_;  // by the delivery's number; a slot's entry stays where it is
  std::string last_reason_;
};

}  // namespace r311::delivery
