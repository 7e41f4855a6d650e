// SPDX-License-Identifier: Apache-2.0
#include "delivery/poller.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "delivery/ruling.h"

namespace r311::delivery {

Poller::Poller(const DestinationPlan& plan, Surroundings surroundings, std::shared_ptr<plugin::Adapter> adapter)
    : destination_(plan.name),
      every_(std::max(plan.poll_every, Milliseconds{1})),
      deadline_(plan.deadline),
      around_(std::move(surroundings)),
      adapter_(adapter && adapter->can(plugin::Ability::changes) ? std::move(adapter) : nullptr),
      backoff_(plan.retry_first, plan.retry_most, around_.random),
      next_(around_.clock->steady()) {}

Milliseconds Poller::due_in() const {
  if (!adapter_) return Milliseconds::max();
  return std::chrono::ceil<Milliseconds>(next_ - around_.clock->steady());
}

void Poller::run(const std::atomic<bool>& cancelled) {
  if (due_in() <= Milliseconds{0}) poll(cancelled);
}

void Poller::poll(const std::atomic<bool>& cancelled) {
  const std::string trace = around_.ids->next();
  const auto cursor = around_.store->cursor(destination_);
  if (!cursor) return failed(trace, "the cursor can't be read", cursor.error().text);

  plugin::CallTerms terms;
  terms.deadline = around_.clock->now() + deadline_;
  terms.trace = trace;
  terms.cancelled = &cancelled;
  auto polled = adapter_->changes(*cursor, terms);
  if (polled.verdict.outcome != plugin::Outcome::ok) {
    if (cancelled) return come_back_in(every_);
    return failed(trace, plugin::word(polled.verdict.outcome), reason_of(polled.verdict));
  }

  const auto effect = around_.store->apply({destination_, std::move(polled.cursor), std::move(polled.changes)});
  if (!effect) return failed(trace, "the changes can't be stored", effect.error().text);
  failures_ = 0;
  come_back_in(every_);
  if (effect->applied + effect->late + effect->unmatched == 0) return;
  log::write(effect->unmatched > 0 ? log::Level::warning : log::Level::info, "changes polled",
             {{"destination", destination_},
              {"trace", trace},
              {"applied", std::to_string(effect->applied)},
              {"known", std::to_string(effect->known)},
              {"late", std::to_string(effect->late)},
              {"unmatched", std::to_string(effect->unmatched)}});
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
