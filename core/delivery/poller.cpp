// SPDX-License-Identifier: Apache-2.0
#include "delivery/poller.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/log.h"
#include "delivery/ruling.h"

namespace r311::delivery {
namespace {

// Beyond the next poll and its deadline, before another node may take over.
constexpr Milliseconds margin{10'000};
constexpr std::size_t most_told_codes = 1000;
constexpr std::size_t most_taken_up = 500;  // of what was set aside, by one poll
constexpr std::size_t most_told_references = 20;

std::string list_of(const std::vector<std::string>& references) {
  std::string list;
  for (std::size_t i = 0; i < references.size() && i < most_told_references; ++i)
    list += (i > 0 ? ", " : "") + references[i];
  return references.size() > most_told_references ? list + ", ..." : list;
}

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
  auto orders = offered_now();
  if (!orders) return failed(trace, "what was set aside can't be read", orders.error().text);
  const bool more_aside = orders->size() == most_taken_up;
  // One that is told again has the service of the code that is told now. How it stood aside the store knows.
  std::erase_if(*orders, [&](const open311::WorkOrder& aside) {
    return std::any_of(polled.work_orders.begin(), polled.work_orders.end(),
                       [&](const open311::WorkOrder& told) { return told.reference == aside.reference; });
  });
  std::move(polled.work_orders.begin(), polled.work_orders.end(), std::back_inserter(*orders));
  store::PollResult result{destination_, polled.cursor, std::move(polled.changes)};
  sort(*std::move(orders), trace, result);
  const auto effect = around_.store->apply(result);
  if (!effect) return failed(trace, "the changes can't be stored", effect.error().text);
  failures_ = 0;
  come_back_in((polled.more && moved) || more_aside ? Milliseconds{0} : every_);
  if (brought) acknowledge(adapter, polled.cursor, std::move(terms));
  tell(*effect, trace);
}

void Poller::tell(const store::PollEffect& effect, const std::string& trace) {
  const log::Field destination{"destination", destination_}, traced{"trace", trace};
  if (!effect.dropped.empty())
    log::warning("work orders whose code no service has were dropped, the oldest first: too many wait for a service",
                 {destination,
                  traced,
                  {"dropped", std::to_string(effect.dropped.size())},
                  {"references", list_of(effect.dropped)}});
  if (!effect.renamed.empty())
    log::warning("requests have ids of the gateway: other back ends have requests of their references",
                 {destination, traced, {"references", list_of(effect.renamed)}});
  // Changes of work orders that are no requests match nothing, again and again while they are in the overlap.
  const bool unmatched_as_before = std::exchange(unmatched_, effect.unmatched) == effect.unmatched;
  if (effect.applied + effect.late + effect.made == 0 && unmatched_as_before) return;
  log::info("changes polled", {destination,
                               traced,
                               {"applied", std::to_string(effect.applied)},
                               {"known", std::to_string(effect.known)},
                               {"late", std::to_string(effect.late)},
                               {"unmatched", std::to_string(effect.unmatched)},
                               {"made", std::to_string(effect.made)}});
}

bool Poller::is_offered(const std::string& backend_code) const {
  open311::WorkOrder any;
  any.backend_code = backend_code;
  return around_.request_of && around_.request_of(any);
}

Result<std::vector<open311::WorkOrder>> Poller::offered_now() {
  auto codes = around_.store->codes_set_aside(destination_);
  if (!codes) return tl::unexpected<Error>(codes.error());
  std::erase_if(*codes, [&](const std::string& code) { return !is_offered(code); });
  if (codes->empty()) return {};
  return around_.store->orders_set_aside(destination_, *codes, most_taken_up);
}

void Poller::sort(std::vector<open311::WorkOrder> orders, const std::string& trace, store::PollResult& to) {
  std::set<std::string> not_offered;
  for (auto& order : orders) {
    auto report = around_.request_of ? around_.request_of(order) : std::nullopt;
    if (!report) {
      not_offered.insert(order.backend_code);
      to.no_service.push_back(std::move(order));
      continue;
    }
    report->trace = trace;
    std::string own_id = around_.ids->next();
    if (report->id.empty()) report->id.swap(own_id);
    to.found.push_back({*std::move(report), order.status, order.backend_status, order.non_public, order.expected,
                        order.notice, order.zipcode, order.status_unknown, std::move(own_id)});
  }
  for (const auto& code : not_offered) {
    if (told_codes_.size() >= most_told_codes || !told_codes_.insert(code).second) continue;
    log::warning("work orders of the back end have a code that no service has; they are shown once one has it",
                 {{"destination", destination_}, {"trace", trace}, {"backend_code", code}});
  }
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
