// SPDX-License-Identifier: Apache-2.0
#include "delivery/ledger.h"

#include <string>
#include <utility>

#include "base/log.h"
#include "base/time_text.h"

namespace r311::delivery {

Ledger::Entry Ledger::write(Outturn outturn, const std::optional<store::Claim>& claim) {
  auto turned = store_.turn({store::Ended{outturn.delivery, outturn.settlement}, claim});
  if (tell(outturn, turned.settled)) return {true, std::move(turned.claimed)};
  const std::lock_guard lock(mutex_);
  outturns_.push_back(std::move(outturn));
  ++kept_;
  return {false, std::move(turned.claimed)};
}

bool Ledger::write_kept() {
  if (clear()) return true;
  const std::lock_guard lock(mutex_);
  while (!outturns_.empty()) {
    const auto& oldest = outturns_.front();
    if (!tell(oldest, store_.settle(oldest.delivery, oldest.settlement))) return false;
    outturns_.pop_front();
    --kept_;
  }
  return true;
}

// False: it is not written.
bool Ledger::tell(const Outturn& outturn, const Result<store::Settled>& written) const {
  if (written) {
    say(outturn, *written);
    if (listener_) listener_(outturn.delivery, outturn.settlement, *written);
    return true;
  }
  const Kind kind = written.error().kind;
  if (kind == Kind::conflict || kind == Kind::not_found) {
    log::warning("a delivery was taken over meanwhile, so how this attempt ended is told here only",
                 {{"destination", destination_},
                  {"trace", outturn.delivery.trace},
                  {"id", outturn.delivery.key},
                  {"outcome", outturn.settlement.outcome},
                  {"reference", outturn.settlement.reference},
                  {"reason", written.error().text}});
    return true;
  }
  log::error("the store failed a destination", {{"destination", destination_},
                                                {"doing", "writing how a delivery ended"},
                                                {"id", outturn.delivery.key},
                                                {"reason", written.error().text}});
  return false;
}

void Ledger::say(const Outturn& outturn, const store::Settled& settled) const {
  const auto& [delivery, settlement, wants_reference_as_id] = outturn;
  const std::string attempt = std::to_string(delivery.attempts);
  const std::string took = std::to_string(settlement.took.count());
  const log::Field destination{"destination", destination_}, trace{"trace", delivery.trace}, id{"id", delivery.key};
  const log::Field reason{"reason", settlement.reason};
  switch (settlement.state) {
    case store::DeliveryState::delivered:
      log::info("delivered",
                {destination, trace, id, {"reference", settlement.reference}, {"attempt", attempt}, {"ms", took}});
      if (wants_reference_as_id && settled.id != settlement.reference)
        log::warning("the back end's reference is the id of another request already, so this one keeps its own id",
                     {destination, trace, id, {"reference", settlement.reference}});
      return;
    case store::DeliveryState::waiting:
    case store::DeliveryState::unknown:
      if (settlement.stepped_back) return log::debug("delivery stepped back", {destination, trace, id, reason});
      return log::warning(settlement.state == store::DeliveryState::waiting
                              ? "delivery deferred"
                              : "nobody knows whether a delivery happened; the back end is asked",
                          {destination,
                           trace,
                           id,
                           reason,
                           {"attempt", attempt},
                           {"ms", took},
                           {"next_try", format_w3c(settlement.due, Zone::utc())}});
    case store::DeliveryState::rejected:
      return log::warning("delivery rejected", {destination, trace, id, reason});
    case store::DeliveryState::parked:
    case store::DeliveryState::sending:
      return log::error("delivery parked", {destination, trace, id, reason});
  }
}

}  // namespace r311::delivery
