// SPDX-License-Identifier: Apache-2.0
#include "delivery/poller.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "delivery/ruling.h"

namespace r311::delivery {
namespace {

// Beyond the next poll and its deadline, before another node may take over.
constexpr Milliseconds margin{10'000};
constexpr std::size_t most_told_codes = 1000;

}  // namespace

Poller::Poller(const DestinationPlan& plan, Surroundings surroundings, bool can_poll)
    : destination_(plan.name),
      every_(std::max(plan.poll_every, Milliseconds{1})),
      deadline_(plan.deadline),
      around_(std::move(surroundings)),
      can_poll_(can_poll),
      node_(around_.node.empty() ? "the only node" : around_.node),
      backoff_(plan.retry_first, plan.retry_most, around_.random),
      next_(around_.clock->steady()) {}

Milliseconds Poller::due_in() const {
  if (!can_poll_) return Milliseconds::max();
  return std::chrono::ceil<Milliseconds>(next_.load() - around_.clock->steady());
}

void Poller::run(plugin::Adapter& adapter, const std::atomic<bool>& cancelled) {
  if (due_in() <= Milliseconds{0} && may_poll()) poll(adapter, cancelled);
}

bool Poller::may_poll() {
  const auto taken = around_.store->take_poll(destination_, node_, every_ + deadline_ + margin);
  if (!taken) {
    failed({}, "the store failed", taken.error().text);
    return false;
  }
  if (!*taken) come_back_in(every_);
  return *taken;
}

void Poller::poll(plugin::Adapter& adapter, const std::atomic<bool>& cancelled) {
  const std::string trace = around_.ids->next();
  const auto cursor = around_.store->cursor(destination_);
  if (!cursor) return failed(trace, "the cursor can't be read", cursor.error().text);

  plugin::CallTerms terms;
  terms.deadline = around_.clock->now() + deadline_;
  terms.trace = trace;
  terms.cancelled = &cancelled;
  auto polled = adapter.changes(*cursor, terms);
  if (polled.verdict.outcome != plugin::Outcome::ok) {
    if (cancelled) return come_back_in(every_);
    return failed(trace, plugin::word(polled.verdict.outcome), reason_of(polled.verdict));
  }

  const bool moved = polled.cursor != *cursor;
  const bool brought = moved || !polled.changes.empty() || !polled.work_orders.empty();
  auto found = found_orders(polled.work_orders, trace);
  const auto effect = around_.store->apply({destination_, polled.cursor, std::move(polled.changes), std::move(found)});
  if (!effect) return failed(trace, "the changes can't be stored", effect.error().text);
  failures_ = 0;
  come_back_in(polled.more && moved ? Milliseconds{0} : every_);
  if (brought) acknowledge(adapter, polled.cursor, std::move(terms));
  // Work orders that came about in another way match nothing, again and again while they are in the overlap.
  const bool unmatched_as_before = std::exchange(unmatched_, effect->unmatched) == effect->unmatched;
  if (effect->applied + effect->late + effect->made == 0 && unmatched_as_before) return;
  log::info("changes polled", {{"destination", destination_},
                               {"trace", trace},
                               {"applied", std::to_string(effect->applied)},
                               {"known", std::to_string(effect->known)},
                               {"late", std::to_string(effect->late)},
                               {"unmatched", std::to_string(effect->unmatched)},
                               {"made", std::to_string(effect->made)}});
}

// Work orders whose service is not offered are passed over.
std::vector<store::FoundOrder> Poller::found_orders(const std::vector<open311::WorkOrder>& orders,
                                                    const std::string& trace) {
  std::vector<store::FoundOrder> found;
  std::set<std::string> not_offered;
  for (const auto& order : orders) {
    auto report = around_.request_of ? around_.request_of(order) : std::nullopt;
    if (!report) {
      not_offered.insert(order.backend_code);
      continue;
    }
    report->trace = trace;
    if (report->id.empty()) report->id = around_.ids->next();
    found.push_back({*std::move(report), order.status.value_or(open311::Status::open), order.backend_status,
                     order.non_public, order.expected, order.notice, order.zipcode, order.status_unknown});
  }
  for (const auto& code : not_offered) {
    if (!told_codes_.insert(code).second || told_codes_.size() > most_told_codes) continue;
    log::warning("work orders of the back end have a code that no service has; they are not shown",
                 {{"destination", destination_}, {"trace", trace}, {"backend_code", code}});
  }
  return found;
}

void Poller::acknowledge(plugin::Adapter& adapter, const std::string& cursor, plugin::CallTerms terms) {
  terms.deadline = around_.clock->now() + deadline_;
  const auto verdict = adapter.acknowledge(cursor, terms);
  if (verdict.outcome == plugin::Outcome::ok) return;
  // Nothing is lost: what the back end still has it tells again, and it is taken once.
  log::warning("changes that are stored could not be acknowledged to the back end",
               {{"destination", destination_},
                {"trace", terms.trace},
                {"outcome", plugin::word(verdict.outcome)},
                {"reason", reason_of(verdict)}});
}

void Poller::failed(const std::string& trace, std::string_view outcome, const std::string& reason) {
  const Milliseconds pause = backoff_.pause(++failures_);
  come_back_in(pause);
  log::warning("poll of changes failed", {{"destination", destination_},
                                          {"trace", trace},
                                          {"outcome", outcome},
                                          {"reason", reason},
                                          {"next_try_ms", std::to_string(pause.count())}});
}

void Poller::come_back_in(Milliseconds pause) { next_ = around_.clock->steady() + pause; }

}  // namespace r311::delivery
