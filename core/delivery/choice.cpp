// SPDX-License-Identifier: Apache-2.0
// Which delivery a slot of a destination takes next, and how it becomes its own.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/log.h"
#include "delivery/destination.h"
#include "delivery/slot.h"

namespace r311::delivery {

Destination::Found Destination::work() {
  for (std::size_t left = page; left > 0;) {
    --left;
    const auto slot = free_slot();
    if (!slot) return Found::nothing;
    auto found = find(*slot);
    while (found == Found::begun) {
      found = hand_over(*slot, left > 0);
      if (left > 0) --left;
    }
    if (found != Found::passed) return found;
    if (wants_to_poll()) return Found::nothing;
  }
  return Found::nothing;
}

std::unique_ptr<Destination::Slot> Destination::free_slot() {
  if (cancelled_) return nullptr;
  auto slot = std::make_unique<Slot>(*this);
  {
    const std::lock_guard lock(mutex_);
    const auto now = steady();
    note_hanging(now);
    if (!admits(0, now)) return nullptr;
    slot->call = &calls_.open();
  }
  slot->instance.emplace(instances_);
  if (!*slot->instance && instances_.any()) return nullptr;
  return slot;
}

bool Destination::admits(std::size_t own, Moment now) const {
  const auto others = calls_.taken() - own;
  return window_.held_back(now) <= Milliseconds{0} && ledger_.clear() && others < static_cast<std::size_t>(slots_) &&
         pace_.wait(now) == Milliseconds{0} && window_.admits(static_cast<int>(others - calls_.hanging()), now);
}

Destination::Found Destination::find(Slot& slot) {
  std::optional<Pick> unknown;
  bool in_trouble = false;
  {
    const std::lock_guard lock(mutex_);
    const auto now = steady();
    if (!admits(1, now)) return Found::nothing;
    in_trouble = window_.in_trouble();
    const bool full = full_of_unknowns();
    if (!in_trouble || full) unknown = unknowns_.take(now);
    if (!unknown && full) return Found::nothing;
  }
  if (unknown) return take_up(slot, *std::move(unknown));
  return in_trouble ? try_candidate(slot) : claim_first(slot);
}

// A claim writes, so it is made only where there is something to claim.
Destination::Found Destination::claim_first(Slot& slot) {
  const auto next = around_.store->next_due(plan_.name);
  if (!next) {
    store_failed("reading when something is due", next.error());
    return Found::store_failed;
  }
  if (!*next || **next > onward_.now()) return Found::nothing;
  {
    const std::lock_guard lock(mutex_);
    if (!admits(1, steady())) return Found::nothing;
    pace_.take(steady());
  }
  const auto claim = claim_now();
  const auto asked = steady();
  const auto found = take_claimed(slot, around_.store->turn({std::nullopt, claim}).claimed, claim, asked);
  return found == Found::nothing ? Found::with_others : found;
}

store::Claim Destination::claim_now() const { return {plan_.name, onward_.now(), around_.clock->now(), around_.lease}; }

// What a slot whose call has ended may claim with its end; nothing if something else is to be done first.
std::optional<store::Claim> Destination::next_claim(Slot& slot) {
  if (cancelled_ || wants_to_poll() || (!*slot.instance && instances_.any())) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto now = steady();
  const auto ask = unknowns_.next();
  if (!admits(1, now) || window_.in_trouble() || full_of_unknowns() || (ask && *ask <= now)) return std::nullopt;
  pace_.take(now);
  return claim_now();
}

Destination::Found Destination::take_claimed(Slot& slot, store::Claimed claimed, const store::Claim& claim,
                                             Moment asked) {
  const auto& [told, begun] = claimed;
  if (!told) store_failed("claiming a delivery", told.error());
  bool hangs_here = false;
  {
    const std::lock_guard lock(mutex_);
    *slot.call = {};
    if (!begun) {
      pace_.put_back();
      return told ? Found::nothing : Found::store_failed;
    }
    hangs_here = calls_.has(begun->id);
    slot.call->delivery = *begun;
    slot.call->round = window_.round();
    note_begun(*slot.call, claim.started, asked);
  }
  if (told && !hangs_here) return Found::begun;
  if (hangs_here) {
    const bool written =
        give_back(slot, onward_.now() + backoff_.ceiling(1), "An earlier call for it is not back here yet");
    return written ? Found::passed : Found::store_failed;
  }
  give_back(slot, begun->due, "The gateway's store failed before the back end was called");
  return Found::store_failed;
}

// In trouble: one delivery that tries whether the back end works again.
Destination::Found Destination::try_candidate(Slot& slot) {
  auto due = around_.store->due(plan_.name, onward_.now(), page);
  if (!due) {
    store_failed("reading what is due", due.error());
    return Found::store_failed;
  }
  std::optional<Pick> unknown;
  Candidate candidate{};
  const auto drop_ours = [this](std::vector<store::Delivery>& among) {
    std::erase_if(among, [this](const auto& each) { return calls_.has(each.id); });
  };
  {
    const std::lock_guard lock(mutex_);
    drop_ours(*due);
    candidate = suspicion_.candidate();
    // What never says anything about the back end may wait until one that does has been tried.
    if (due->empty()) unknown = unknowns_.take(steady());
  }
  if (unknown) return take_up(slot, *std::move(unknown));
  if (due->empty()) return Found::nothing;
  const auto least_tried = [](const std::vector<store::Delivery>& among) {
    return *std::min_element(among.begin(), among.end(),
                             [](const auto& a, const auto& b) { return a.attempts < b.attempts; });
  };
  if (candidate == Candidate::oldest) return take_up(slot, {due->front()});
  auto picked = least_tried(*due);
  if (candidate == Candidate::newest) {
    auto newest = around_.store->due_last(plan_.name, onward_.now(), page);
    if (!newest) store_failed("reading what is due", newest.error());
    if (newest) {
      const std::lock_guard lock(mutex_);
      drop_ours(*newest);
    }
    if (newest && !newest->empty()) picked = least_tried(*newest);
  }
  return take_up(slot, {std::move(picked)});
}

Destination::Found Destination::take_up(Slot& slot, Pick pick) {
  bool asks_first = false;
  {
    const std::lock_guard lock(mutex_);
    pace_.take(steady());
    Call& call = *slot.call;
    call.purpose = pick.delivery.state == store::DeliveryState::unknown ? Purpose::find : Purpose::send;
    call.round = window_.round();
    call.absence_tells = pick.absence_tells;
    call.delivery = std::move(pick.delivery);
    asks_first = call.purpose == Purpose::send && window_.in_trouble() && instances_.can(plugin::Ability::probe);
  }
  return asks_first && !can_be_used(slot) ? Found::passed : begin(slot);
}

Destination::Found Destination::begin(Slot& slot) {
  const auto asked = steady();
  const auto started = around_.clock->now();
  const auto begun = around_.store->begin(slot.call->delivery, started, around_.lease);
  // Another node or an operator was quicker.
  if (!begun && (begun.error().kind == Kind::conflict || begun.error().kind == Kind::not_found)) return Found::passed;
  {
    const std::lock_guard lock(mutex_);
    slot.call->was = std::exchange(slot.call->delivery.state, store::DeliveryState::sending);
    ++slot.call->delivery.attempts;
    note_begun(*slot.call, started, asked);
  }
  if (begun) return Found::begun;
  store_failed("beginning a delivery", begun.error());
  give_back(slot, slot.call->delivery.due, "The gateway's store failed before the back end was called");
  return Found::store_failed;
}

void Destination::note_begun(Call& call, Time started, Moment asked) {
  call.started = started;
  call.hangs_from = Call::never;
  call.renew = steady() + around_.lease / 3;
  call.ours_until = asked + around_.lease;
}

// What was begun, or may have been, and not called: it goes back to where it was, unless it is another's by now.
store::Settlement Destination::given_back(const Slot& slot, Time due, std::string_view why) {
  store::Settlement back;
  back.state = slot.call->was;
  back.due = due;
  back.outcome = plugin::word(plugin::Outcome::unavailable);
  back.reason = why;
  back.started = slot.call->started;
  return back;
}

// False: the store fails.
bool Destination::give_back(Slot& slot, Time due, std::string_view why) {
  return ledger_.write({slot.call->delivery, given_back(slot, due, why)}).written;
}

}  // namespace r311::delivery
