// SPDX-License-Identifier: Apache-2.0
// One attempt of a destination, from its call to its end in the store.
#include <algorithm>
#include <utility>

#include "base/log.h"
#include "delivery/destination.h"
#include "delivery/slot.h"

namespace r311::delivery {
namespace {

// After a deadline, before a call counts as one that hangs.
constexpr Milliseconds grace{2'000};

// For how long a delivery steps back whose file is being fetched.
constexpr Milliseconds until_fetched{5'000};

}  // namespace

bool Destination::can_find(const store::Delivery& delivery) const {
  return instances_.can(handling_of(delivery.kind).find);
}

void Destination::expect_back(Call& call) {
  call.hangs = false;
  call.hangs_from = steady() + plan_.deadline + grace;
}

// Says true as well where the adapter can't tell: then the delivery finds it out.
bool Destination::can_be_used(Slot& slot) {
  {
    const std::lock_guard lock(mutex_);
    expect_back(*slot.call);
  }
  if (away_) away_();
  const auto verdict = (*slot.instance)->probe(terms_of(slot.call->delivery));
  if (cancelled_) return false;
  const bool says_no =
      rule_for(verdict.outcome).trouble == Trouble::certain || verdict.outcome == plugin::Outcome::deadline;
  if (!says_no) return true;
  Milliseconds pause{};
  {
    const std::lock_guard lock(mutex_);
    last_reason_ = reason_of(verdict);
    suspicion_.explained();
    window_.failed(Trouble::certain, slot.call->round, steady());
    pause = window_.held_back(steady());
  }
  log::warning("the back end can't be used yet; its reports wait", {{"destination", plan_.name},
                                                                    {"outcome", plugin::word(verdict.outcome)},
                                                                    {"reason", reason_of(verdict)},
                                                                    {"next_try_ms", std::to_string(pause.count())}});
  return false;
}

// `more`: the slot may take another with the end of this.
Destination::Found Destination::hand_over(Slot& slot, bool more) {
  const auto& delivery = slot.call->delivery;
  auto freight = load_freight(*around_.store, delivery);
  if (!freight && freight.error().kind != Kind::corrupt && freight.error().kind != Kind::not_found) {
    store_failed("reading what is to be handed over", freight.error());
    give_back(slot, delivery.due, "The gateway's store failed before the back end was called");
    return Found::store_failed;
  }
  plugin::Verdict missing{plugin::Outcome::ok, {}};
  const bool to_fetch = freight && !freight->media_url.empty() && slot.call->purpose == Purpose::send &&
                        *slot.instance && instances_.can(handling_of(delivery.kind).send);
  if (to_fetch) {
    if (away_) away_();
    if (!fetch_file(*freight, around_.fetch_file, delivery.key, missing)) {
      if (const auto left = step_back(slot)) return *left;
      missing = {plugin::Outcome::unavailable, "Its file is still being fetched"};
    }
  }
  const bool has_all = missing.outcome == plugin::Outcome::ok;
  // Another node may be at it by now.
  if (steady() >= slot.call->ours_until) {
    const bool written = give_back(slot, delivery.due,
                                   "The gateway stood still, or waited for its store, until the delivery was its own no"
                                   " more");
    return written ? Found::passed : Found::store_failed;
  }
  {
    const std::lock_guard lock(mutex_);
    expect_back(*slot.call);
  }
  Ending ending;
  ending.kept = freight && is_kept_here(delivery);
  ending.purpose = slot.call->purpose;
  ending.can_find = can_find(delivery);
  ending.absence_tells = slot.call->absence_tells <= steady();
  ending.last_chance = instances_.any();
  ending.started = slot.call->started;
  const auto before = steady();
  auto answer = ending.kept ? plugin::Submitted{} : has_all ? call(slot, freight) : plugin::Submitted{missing, {}};
  ending.took = std::chrono::duration_cast<Milliseconds>(steady() - before);
  ending.verdict = std::move(answer.verdict);
  ending.reference = std::move(answer.reference);
  // What a stranger's server does says nothing about the back end.
  if (!ending.kept && has_all) ending.keeps_place = learn(slot, ending.verdict);
  return settle(slot, ending, freight && freight->report && freight->report->backend_id, more);
}

// Leaves it until its file is there. Nothing: it is too old to be left again.
std::optional<Destination::Found> Destination::step_back(Slot& slot) {
  const Time now = onward_.now();
  const Time end = slot.call->delivery.created + plan_.give_up_after;
  if (now >= end) return std::nullopt;
  auto back = given_back(slot, std::min(now + until_fetched, end), "Its file is being fetched");
  back.stepped_back = true;
  return ledger_.write({slot.call->delivery, std::move(back)}).written ? Found::passed : Found::store_failed;
}

plugin::CallTerms Destination::terms_of(const store::Delivery& delivery) const {
  plugin::CallTerms terms;
  terms.deadline = around_.clock->now() + plan_.deadline;
  terms.trace = delivery.trace;
  terms.key = delivery.key;
  terms.attempt = delivery.attempts;
  terms.cancelled = &cancelled_;
  return terms;
}

// The adapter has no call for it, and so it was decided.
bool Destination::is_kept_here(const store::Delivery& delivery) const {
  const Handling& handling = handling_of(delivery.kind);
  return instances_.any() && !instances_.can(handling.send) && handling.not_taken != nullptr &&
         plan_.*handling.not_taken == WhatIsNotTaken::keep;
}

plugin::Submitted Destination::call(Slot& slot, const Result<Freight>& freight) {
  using plugin::Outcome;
  const auto& delivery = slot.call->delivery;
  if (!freight) return {{Outcome::unsupported, "What is to be handed over can't be read: " + freight.error().text}, {}};
  if (!*slot.instance) return {{Outcome::unavailable, missing_}, {}};
  const Handling& handling = handling_of(delivery.kind);
  if (!instances_.can(handling.send))
    return {{Outcome::unsupported, "The adapter takes no " + std::string(handling.things)}, {}};
  const auto terms = terms_of(delivery);
  if (away_) away_();
  plugin::Adapter& adapter = **slot.instance;
  return slot.call->purpose == Purpose::find ? look_up(adapter, delivery.kind, terms)
                                             : delivery::hand_over(adapter, *freight, around_.open_file, terms);
}

// Says whether the delivery keeps its place if it is to wait.
bool Destination::learn(Slot& slot, const plugin::Verdict& verdict) {
  const Trouble trouble = rule_for(verdict.outcome).trouble;
  const auto id = slot.call->delivery.id;
  bool more = false;
  bool keeps_place = true;
  {
    const std::lock_guard lock(mutex_);
    slot.call->hangs = false;
    slot.call->hangs_from = Call::never;
    // That a question is answered, or can't be asked, does not say that a submit would fare the same.
    if (slot.call->purpose == Purpose::find && trouble != Trouble::certain) return !suspicion_.blames(id);
    if (trouble == Trouble::none) {
      suspicion_.answered(id);
      more = window_.succeeded();
    } else {
      const bool alone = window_.failed(trouble, slot.call->round, steady());
      // Then the pause of the destination does for this one.
      keeps_place = !suspicion_.failed(id, alone) && window_.held_back(steady()) > Milliseconds{0};
    }
  }
  if (more && wanted_) wanted_();
  return keeps_place;
}

Destination::Found Destination::settle(Slot& slot, const Ending& ending, bool wants_reference_as_id, bool more) {
  const auto& delivery = slot.call->delivery;
  const bool lost = rule_for(ending.verdict.outcome).event == Event::lose;
  const auto absence_tells = ending.purpose == Purpose::send ? steady() + plan_.deadline : slot.call->absence_tells;
  auto pause = backoff_.pause(delivery.attempts);
  // The back end may still be at what it was asked to do.
  if (lost && ending.can_find && ending.purpose == Purpose::send) pause = backoff_.ceiling(1);
  if (says_too_early(ending)) pause = std::max(pause, std::chrono::ceil<Milliseconds>(absence_tells - steady()));
  const Time now = onward_.now();
  Outturn outturn{delivery, settlement(delivery, ending, plan_, now, pause), wants_reference_as_id};
  const auto state = outturn.settlement.state;
  const Milliseconds ask_in = outturn.settlement.due - now;
  if (state != store::DeliveryState::delivered) {
    const std::lock_guard lock(mutex_);
    last_reason_ = outturn.settlement.reason;
  }
  const auto claim = more ? next_claim(slot) : std::nullopt;
  const auto asked = steady();
  auto entry = ledger_.write(std::move(outturn), claim);
  if (entry.written && state == store::DeliveryState::unknown) {
    auto unknown = delivery;
    unknown.state = state;
    const std::lock_guard lock(mutex_);
    unknowns_.add(std::move(unknown), steady() + ask_in, absence_tells);
  }
  const auto found = claim ? take_claimed(slot, std::move(entry.claimed), *claim, asked) : Found::passed;
  return entry.written ? found : Found::store_failed;
}

}  // namespace r311::delivery
