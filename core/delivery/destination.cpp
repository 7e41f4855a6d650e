// SPDX-License-Identifier: Apache-2.0
#include "delivery/destination.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/log.h"
#include "delivery/slot.h"

namespace r311::delivery {
namespace {

// What others are just beginning is theirs in a moment.
constexpr Milliseconds others_finish{10};
// Even if nothing seems due: the wall clock may have been set.
constexpr Milliseconds longest_idle{60'000};

// Says that one thread is at something, unless another is already.
class Alone {
 public:
  explicit Alone(std::atomic<bool>& flag) : flag_(flag), alone_(!flag.exchange(true)) {}
  ~Alone() {
    if (alone_) flag_ = false;
  }
  Alone(const Alone&) = delete;
  Alone& operator=(const Alone&) = delete;
  explicit operator bool() const { return alone_; }

 private:
  std::atomic<bool>& flag_;
  const bool alone_;
};

}  // namespace

Destination::Destination(DestinationPlan plan, Surroundings surroundings, std::shared_ptr<plugin::Adapter> adapter,
                         std::string missing, MakeAdapter more)
    : plan_(std::move(plan)),
      around_(std::move(surroundings)),
      onward_(*around_.clock),
      missing_(std::move(missing)),
      slots_(more ? std::max(plan_.window, 1) : 1),
      backoff_(plan_.retry_first, plan_.retry_most, around_.random),
      instances_(plan_.name, std::move(adapter), std::move(more)),
      ledger_(plan_.name, *around_.store, around_.settled),
      look_for_left_(steady()),
      poller_(plan_, around_, instances_.can(plugin::Ability::changes)),
      window_(slots_, backoff_, steady()),
      pace_(plan_.rate, steady()) {}

void Destination::staffed_by(std::function<void()> away, std::function<void()> wanted) {
  away_ = std::move(away);
  wanted_ = std::move(wanted);
}

Milliseconds Destination::run() {
  if (cancelled_) return longest_idle;
  renew_leases(Renew::those_due);
  if (!ledger_.write_kept() || !recover()) return backoff_.ceiling(1);
  poll_if_due();
  const auto found = work();
  if (found == Found::store_failed) return backoff_.ceiling(1);
  const auto idle = idle_time();
  return found == Found::with_others ? std::max(idle, others_finish) : idle;
}

DestinationStatus Destination::status() const {
  const std::lock_guard lock(mutex_);
  DestinationStatus status;
  status.name = plan_.name;
  status.circuit = window_.circuit(steady());
  status.window = window_.size();
  status.in_flight = static_cast<int>(calls_.with_delivery());
  status.last_reason = last_reason_;
  status.next_try_in = window_.held_back(steady());
  if (calls_.hanging() >= static_cast<std::size_t>(slots_)) status.circuit = Circuit::open;
  return status;
}

bool Destination::recover() {
  if (recovered_ && steady() < look_for_left_.load()) return true;
  const Alone alone(recovering_);
  if (!alone) return recovered_;
  // Leases are told by the wall clock: what is in a call here must not look dead because it was set forward.
  renew_leases(Renew::all);
  auto left = around_.store->interrupted(plan_.name);
  if (!left) {
    store_failed("finding what was left in a call", left.error());
    return false;
  }
  for (auto& delivery : *left) {
    if (!settle_left(std::move(delivery))) return false;
  }
  recovered_ = true;
  look_for_left_ = steady() + around_.lease / 2;
  return true;
}

bool Destination::settle_left(store::Delivery delivery) {
  const Time now = onward_.now();
  if (can_find(delivery)) {
    const std::lock_guard lock(mutex_);
    if (calls_.has(delivery.id)) return true;
    const auto pause = std::clamp(delivery.due - now, plan_.retry_first, std::max(plan_.retry_first, plan_.retry_most));
    unknowns_.add(std::move(delivery), steady() + pause, steady() + plan_.deadline);
    return true;
  }
  // Without its adapter nobody can tell whether the back end could be asked.
  if (!instances_.any() && !plan_.duplicate_safe) return true;
  if (const auto begun = around_.store->begin(delivery, around_.clock->now(), around_.lease); !begun) {
    store_failed("reconciling a delivery", begun.error());
    return begun.error().kind == Kind::conflict;
  }
  delivery.state = store::DeliveryState::sending;
  ++delivery.attempts;
  Ending ending;
  ending.verdict = {plugin::Outcome::cancelled, "gateway stopped during the call"};
  ending.started = around_.clock->now();
  auto settled = settlement(delivery, ending, plan_, now, backoff_.pause(delivery.attempts));
  return ledger_.write({std::move(delivery), std::move(settled)}).written;
}

void Destination::poll_if_due() {
  if (cancelled_ || poller_.due_in() > Milliseconds{0}) return;
  const Alone alone(polling_);
  if (!alone) return;
  const Lent instance(instances_);
  if (!instance) return;
  if (away_) away_();
  poller_.run(*instance, cancelled_);
}

void Destination::renew_leases(Renew which) {
  std::vector<store::Delivery> running_out;
  {
    const std::lock_guard lock(mutex_);
    running_out = calls_.to_renew(steady(), which == Renew::all, around_.lease / 3);
  }
  for (const auto& delivery : running_out) {
    const auto extended = around_.store->extend(delivery, around_.lease);
    // A conflict: it has ended meanwhile, or another took it over, which its settling will tell.
    if (!extended && extended.error().kind != Kind::conflict)
      store_failed("renewing the lease of a delivery that is in a call", extended.error());
  }
}

Milliseconds Destination::idle_time() {
  if (cancelled_) return longest_idle;
  Milliseconds idle = longest_idle;
  const auto until = [&](Milliseconds span) { idle = std::max(Milliseconds{0}, std::min(idle, span)); };
  {
    const std::lock_guard lock(mutex_);
    const auto now = steady();
    const auto in = [&](Moment moment) { return std::chrono::ceil<Milliseconds>(moment - now); };
    // A poll that is due waits for the one that is under way or for a slot, whose thread sees to it.
    if (const auto due = poller_.due_in(); due > Milliseconds{0} || (!polling_ && calls_.taken() == 0)) until(due);
    if (const auto next = calls_.next(); next != Call::never) until(in(next));
    if (const auto held = window_.held_back(now); held > Milliseconds{0}) {
      until(held);
      return idle;
    }
    const auto paced = pace_.wait(now);
    if (paced > Milliseconds{0}) {
      until(paced);
      return idle;
    }
    // The slots that are full see to the rest when a call ends.
    if (!admits(0, now)) return idle;
    if (const auto ask = unknowns_.next()) until(in(*ask));
    if (full_of_unknowns()) return idle;
  }
  const auto next = around_.store->next_due(plan_.name);
  if (!next) {
    store_failed("reading when something is due", next.error());
    return std::min(idle, backoff_.ceiling(1));
  }
  if (*next) until(**next - onward_.now());
  return idle;
}

void Destination::note_hanging(Moment now) {
  for (const Call* call : calls_.note_hanging(now)) {
    last_reason_ = "A call did not come back in time and still holds its slot";
    window_.failed(Trouble::doubtful, call->round, now);
    log::error("a call hangs: it is past its deadline and keeps its slot until it comes back",
               {{"destination", plan_.name}, {"trace", call->delivery.trace}, {"id", call->delivery.key}});
  }
}

void Destination::store_failed(std::string_view doing, const Error& error) const {
  log::error("the store failed a destination", {{"destination", plan_.name}, {"doing", doing}, {"reason", error.text}});
}

}  // namespace r311::delivery
