// SPDX-License-Identifier: Apache-2.0
#include "delivery/destination.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "base/time_text.h"

namespace r311::delivery {
namespace {

constexpr std::size_t page = 64;
// Even if nothing seems due: the wall clock may have been set.
constexpr Milliseconds longest_idle{60'000};

}  // namespace

Destination::Destination(DestinationPlan plan, Surroundings surroundings, std::shared_ptr<plugin::Adapter> adapter,
                         std::string missing)
    : plan_(std::move(plan)),
      around_(std::move(surroundings)),
      adapter_(std::move(adapter)),
      missing_(std::move(missing)),
      backoff_(plan_.retry_first, plan_.retry_most, around_.random),
      poller_(plan_, around_, adapter_),
      resume_(around_.clock->steady()) {}

Milliseconds Destination::run() {
  if (cancelled_) return longest_idle;
  if (!write_settlements() || !recover()) return backoff_.ceiling(1);
  poller_.run(cancelled_);
  if (!submit_due()) return backoff_.ceiling(1);
  return idle_time();
}

bool Destination::recover() {
  if (recovered_) return true;
  auto interrupted = around_.store->interrupted(plan_.name);
  if (!interrupted) {
    store_failed("finding what was left in a call", interrupted.error());
    return false;
  }
  for (auto& delivery : *interrupted) {
    Ending ending;
    ending.verdict = {plugin::Outcome::cancelled, "gateway stopped during the call"};
    ending.started = around_.clock->now();
    if (const auto begun = around_.store->begin(delivery, ending.started); !begun) {
      store_failed("reconciling a delivery", begun.error());
      return false;
    }
    delivery.state = store::DeliveryState::sending;
    ++delivery.attempts;
    auto settled = settlement(delivery, ending, plan_, ending.started, backoff_.pause(delivery.attempts));
    unsettled_.push_back({std::move(delivery), std::move(settled)});
    if (!write_settlements()) return false;
  }
  recovered_ = true;
  return true;
}

bool Destination::write_settlements() {
  while (!unsettled_.empty()) {
    const auto& first = unsettled_.front();
    if (const auto written = around_.store->settle(first.delivery, first.settlement); written) {
      log_settled(first);
    } else {
      store_failed("writing how a delivery ended", written.error());
      if (written.error().kind != Kind::conflict && written.error().kind != Kind::not_found) return false;
    }
    unsettled_.pop_front();
  }
  return true;
}

bool Destination::submit_due() {
  if (held_back() > Milliseconds{0}) return true;
  auto due = around_.store->due(plan_.name, around_.clock->now(), page);
  if (!due) {
    store_failed("reading what is due", due.error());
    return false;
  }
  if (failures_ > 0 && !due->empty()) {
    const auto probe = std::min_element(due->begin(), due->end(),
                                        [](const auto& a, const auto& b) { return a.attempts < b.attempts; });
    std::iter_swap(due->begin(), probe);
    due->resize(1);
  }
  for (auto& delivery : *due) {
    if (cancelled_) return true;
    if (!submit(std::move(delivery))) return false;
    // The rest of the page is read again after the poll or the pause.
    if (held_back() > Milliseconds{0} || poller_.due_in() <= Milliseconds{0}) return true;
  }
  return true;
}

bool Destination::submit(store::Delivery delivery) {
  const auto report = around_.store->report(delivery.request);
  if (!report && report.error().kind != Kind::corrupt && report.error().kind != Kind::not_found) {
    store_failed("reading a report", report.error());
    return false;
  }

  recovered_ = false;
  Ending ending;
  ending.started = around_.clock->now();
  if (const auto begun = around_.store->begin(delivery, ending.started); !begun) {
    recovered_ = begun.error().kind == Kind::conflict;  // any other failure may have begun it after all
    store_failed("beginning a delivery", begun.error());
    return false;
  }
  delivery.state = store::DeliveryState::sending;
  ++delivery.attempts;

  const auto before = around_.clock->steady();
  auto submitted = call(report, delivery);
  ending.took = std::chrono::duration_cast<Milliseconds>(around_.clock->steady() - before);
  ending.verdict = std::move(submitted.verdict);
  ending.reference = std::move(submitted.reference);
  ending.last_chance = adapter_ != nullptr;
  learn(rule_for(ending.verdict.outcome).trouble);

  auto settled = settlement(delivery, ending, plan_, around_.clock->now(), backoff_.pause(delivery.attempts));
  unsettled_.push_back({std::move(delivery), std::move(settled)});
  recovered_ = true;
  return write_settlements();
}

plugin::Submitted Destination::call(const Result<open311::AcceptedReport>& report, const store::Delivery& delivery) {
  if (!report) return {{plugin::Outcome::unsupported, "The stored report can't be read: " + report.error().text}, {}};
  if (!adapter_) return {{plugin::Outcome::unavailable, missing_}, {}};
  plugin::CallTerms terms;
  terms.deadline = around_.clock->now() + plan_.deadline;
  terms.trace = delivery.trace;
  terms.key = delivery.key;
  terms.attempt = delivery.attempts;
  terms.cancelled = &cancelled_;
  return adapter_->submit(*report, terms);
}

void Destination::learn(Trouble trouble) {
  if (trouble == Trouble::none) {
    failures_ = 0;
    return;
  }
  ++failures_;
  const int counted = trouble == Trouble::certain ? failures_ : failures_ - 1;
  if (counted > 0) resume_ = around_.clock->steady() + backoff_.pause(counted);
}

void Destination::log_settled(const Unsettled& settled) const {
  const auto& [delivery, settlement] = settled;
  const std::string attempt = std::to_string(delivery.attempts);
  const std::string took = std::to_string(settlement.took.count());
  const log::Field destination{"destination", plan_.name}, trace{"trace", delivery.trace}, id{"id", delivery.key};
  switch (settlement.state) {
    case store::DeliveryState::delivered:
      return log::info(
          "delivered",
          {destination, trace, id, {"reference", settlement.reference}, {"attempt", attempt}, {"ms", took}});
    case store::DeliveryState::waiting:
      return log::warning("delivery deferred", {destination,
                                                trace,
                                                id,
                                                {"reason", settlement.reason},
                                                {"attempt", attempt},
                                                {"ms", took},
                                                {"next_try", format_w3c(settlement.due, Zone::utc())}});
    case store::DeliveryState::rejected:
      return log::warning("delivery rejected", {destination, trace, id, {"reason", settlement.reason}});
    default:
      return log::error("delivery parked", {destination, trace, id, {"reason", settlement.reason}});
  }
}

Milliseconds Destination::idle_time() const {
  if (cancelled_) return longest_idle;
  Milliseconds idle = std::min(longest_idle, poller_.due_in());
  if (const auto held = held_back(); held > Milliseconds{0}) return std::max(Milliseconds{0}, std::min(idle, held));
  const auto next = around_.store->next_due(plan_.name);
  if (!next) {
    store_failed("reading when something is due", next.error());
    return std::min(idle, backoff_.ceiling(1));
  }
  if (*next) idle = std::min(idle, **next - around_.clock->now());
  return std::max(Milliseconds{0}, idle);
}

Milliseconds Destination::held_back() const {
  return std::chrono::ceil<Milliseconds>(resume_ - around_.clock->steady());
}

void Destination::store_failed(std::string_view doing, const Error& error) const {
  log::error("the store failed a destination", {{"destination", plan_.name}, {"doing", doing}, {"reason", error.text}});
}

}  // namespace r311::delivery
