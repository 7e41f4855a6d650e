// SPDX-License-Identifier: Apache-2.0
#include "delivery/ruling.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "delivery/freight.h"

namespace r311::delivery {
namespace {

using plugin::Outcome;
using store::DeliveryState;

constexpr std::size_t longest_reason = 500;

// An illegal step here is a fault of this program that would end in a work order lost or made twice.
DeliveryState step(DeliveryState state, Event event) {
  const auto to = next(state, event);
  if (to) return *to;
  log::error("broken invariant of a delivery's states", {{"reason", to.error().text}});
  std::abort();
}

std::string age(Milliseconds span) {
  const auto in = [&](std::int64_t unit, const char* name) { return std::to_string(span.count() / unit) + " " + name; };
  if (span >= std::chrono::hours{48}) return in(86'400'000, "days");
  if (span >= std::chrono::hours{2}) return in(3'600'000, "hours");
  if (span >= std::chrono::minutes{2}) return in(60'000, "minutes");
  return in(1'000, "seconds");
}

std::string may_have_happened(const std::string& why, const store::Delivery& delivery) {
  const bool create = delivery.kind == store::DeliveryKind::create;
  return "It may have reached the back end (" + why + "). Look there for the " +
         (create ? "work order" : std::string(store::word(delivery.kind))) + " with the key " + delivery.key +
         ", and send it again only if there is none.";
}

// What a failed question says about what was asked for is nothing.
Event event_of(const Ending& ending) {
  const Event event = rule_for(ending.verdict.outcome).event;
  if (ending.purpose == Purpose::send || event == Event::deliver) return event;
  return ending.verdict.outcome == Outcome::not_found && ending.absence_tells ? Event::defer : Event::lose;
}

std::string reason_for(const Ending& ending) {
  if (ending.purpose == Purpose::send) return reason_of(ending.verdict);
  if (says_too_early(ending)) return "The back end does not have it yet, but may still be at it";
  if (ending.verdict.outcome == Outcome::not_found) return "The back end does not have it, so it is sent again";
  return "Whether the back end has it could not be found out: " + reason_of(ending.verdict);
}

}  // namespace

bool says_too_early(const Ending& ending) {
  return ending.purpose == Purpose::find && ending.verdict.outcome == Outcome::not_found && !ending.absence_tells;
}

std::string reason_of(const plugin::Verdict& verdict) {
  const std::string cleaned = text::clean(verdict.reason);
  return std::string(cleaned.empty() ? plugin::word(verdict.outcome) : text::first(cleaned, longest_reason));
}

Rule rule_for(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
      return {Event::deliver, Trouble::none};
    case Outcome::invalid:
    case Outcome::refused:
    case Outcome::not_found:
      return {Event::reject, Trouble::none};
    case Outcome::unauthorized:
      return {Event::park, Trouble::certain};
    case Outcome::unsupported:
      return {Event::park, Trouble::none};
    case Outcome::rate_limited:
    case Outcome::unavailable:
      return {Event::defer, Trouble::certain};
    case Outcome::deadline:
    case Outcome::cancelled:
    case Outcome::internal:
    case Outcome::crashed:
    case Outcome::protocol:
      return {Event::lose, Trouble::doubtful};
  }
  return {Event::lose, Trouble::doubtful};
}

store::Settlement settlement(const store::Delivery& delivery, const Ending& ending, const DestinationPlan& plan,
                             Time now, Milliseconds pause) {
  Event event = event_of(ending);
  DeliveryState state = delivery.state;
  const std::string why = reason_for(ending);
  const Time end = delivery.created + plan.give_up_after;

  store::Settlement settled;
  settled.outcome = ending.kept ? "kept" : plugin::word(ending.verdict.outcome);
  settled.reason = event == Event::deliver ? std::string{} : why;
  if (ending.kept)
    settled.reason = "The back end takes no " + std::string(handling_of(delivery.kind).things) +
                     ": it is kept here, where apps read it";
  settled.started = ending.started;
  settled.took = ending.took;

  if (event == Event::lose) {
    if (state != DeliveryState::unknown) state = step(state, Event::lose);
    if (ending.can_find && now < end) {
      settled.due = std::min(now + pause, end);
      settled.state = state;
      return settled;
    }
    event = plan.duplicate_safe && !ending.can_find ? Event::defer : Event::park;
    if (event == Event::park) settled.reason = may_have_happened(why, delivery);
  }
  if (event == Event::defer) {
    const Time later = ending.purpose == Purpose::find ? now : now + pause;
    settled.due = ending.keeps_place ? std::min(delivery.created, now) : later;
    if (ending.last_chance && now < end) {
      settled.due = std::min(settled.due, end);
    } else if (ending.last_chance) {
      event = Event::park;
      settled.reason = "Given up after " + age(plan.give_up_after) + "; the last attempt said: " + why;
    }
  }
  if (event == Event::deliver) settled.reference = ending.reference;
  settled.state = step(state, event);
  return settled;
}

}  // namespace r311::delivery
