// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "delivery/calls.h"
#include "delivery/freight.h"
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
//   two calls, on whichever node. Who stands still between the claim and the call for as long as the lease does not call,
//   and nothing is claimed but for a slot that calls next.
// - How a call ended is written together with the claim of what its slot takes next, in one transaction. If the store
//   can't write it, it is kept, and nothing else is begun until it is written.
// - What nobody knows the end of (a lost answer, a process that died) is unknown. Where the adapter can find work orders
//   by key the back end is asked, once it has had `retry_first` to finish what it may be at, and again with back-off
//   until it answers. That it is not there is believed only once the back end has had another `deadline` for what it may
//   be at; a call of ours that still hangs is never asked about. See ruling.h for the rest. While a page of deliveries
//   is unknown no new ones are sent.
// - A call that is not back some time after its deadline hangs: it keeps its slot and its adapter instance, counts as a
//   failure, and the other slots go on. If all hang, this destination waits alone.
// - A back end in trouble is left alone as a whole, for pauses that grow. After each the adapter is asked whether the
//   back end can be used, if it can tell; unless it can't, one delivery tries it: the one that has waited longest, and at
//   every second try in vain the one that was tried least, so that a report which always fails holds up no other.
// - The wall clock may be set forward or back: what is due is told by one that only goes on (onward.h), everything else
//   by the steady clock.
// - Memory does not grow with the queue: a delivery is read when its turn comes, and a page of them to choose from in
//   trouble.
// - No slot waits for another's reading or writing of the store.
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

  // Does what is due, with one slot, at most so many deliveries. Answers for how long there is nothing to do for this
  // thread unless a report comes in or a call ends; zero: there is more to do now.
  static constexpr std::size_t page = 64;
  Milliseconds run();

  // Calls under way are told to give up, and no other begins. For good.
  void cancel() { cancelled_ = true; }

 private:
  using Moment = Call::Moment;
  class Slot;  // a call and the adapter instance for it, while a thread has them
  // What a slot that looks for something to do comes to.
  enum class Found {
    begun,        // a delivery, begun: to be handed over
    passed,       // one that is not to be handed over now: look again
    with_others,  // what is due is just being begun by others
    nothing,
    store_failed  // nothing else is begun until it works again
  };

  bool recover();  // false: the store fails
  bool settle_left(store::Delivery delivery);
  void poll_if_due();
  bool wants_to_poll() const { return poller_.due_in() <= Milliseconds{0} && !polling_; }
  enum class Renew { those_due, all };
  void renew_leases(Renew which);
  Milliseconds idle_time();

  // Which is next (choice.cpp).
  Found work();
  std::unique_ptr<Slot> free_slot();
  Found find(Slot& slot);
  Found claim_first(Slot& slot);
  Found try_candidate(Slot& slot);
  Found take_up(Slot& slot, Pick pick);
  Found begin(Slot& slot);
  Found take_claimed(Slot& slot, store::Claimed claimed, const store::Claim& claim, Moment asked);
  std::optional<store::Claim> next_claim(Slot& slot);
  store::Claim claim_now() const;
  static store::Settlement given_back(const Slot& slot, Time due, std::string_view why);
  bool give_back(Slot& slot, Time due, std::string_view why);
  bool admits(std::size_t own, Moment now) const;           // under mutex_; `own` of the slots taken are the caller's
  void note_begun(Call& call, Time started, Moment asked);  // under mutex_
  void note_hanging(Moment now);                            // under mutex_
  bool full_of_unknowns() const { return unknowns_.size() >= page; }  // under mutex_

  // How it is handed over and ends (attempt.cpp).
  Found hand_over(Slot& slot, bool more);
  std::optional<Found> step_back(Slot& slot);
  bool can_be_used(Slot& slot);
  void expect_back(Call& call);  // under mutex_
  plugin::CallTerms terms_of(const store::Delivery& delivery) const;
  bool is_kept_here(const store::Delivery& delivery) const;
  plugin::Submitted call(Slot& slot, const Result<Freight>& freight);
  bool learn(Slot& slot, const plugin::Verdict& verdict);
  Found settle(Slot& slot, const Ending& ending, bool wants_reference_as_id, bool more);
  bool can_find(const store::Delivery& delivery) const;
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
  Calls calls_;
  std::string last_reason_;
};

}  // namespace r311::delivery
