// SPDX-License-Identifier: Apache-2.0
#include "gateway/awaiting.h"

#include <utility>

namespace r311::gateway {

Awaiting::Awaiting(const Clock& clock, bool timed) : clock_(clock) {
  if (timed) timer_ = std::thread([this] { run(); });
}

Awaiting::~Awaiting() { stop(); }

void Awaiting::add(const std::string& id, Answer answer) {
  const std::lock_guard lock(mutex_);
  waiting_[id].answers.push_back(std::move(answer));
}

void Awaiting::give(const std::string& id, Milliseconds within) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = waiting_.find(id);
    if (found == waiting_.end() || found->second.until) return;
    found->second.until = clock_.steady() + (stopped_ ? Milliseconds{0} : within);
    deadlines_.emplace(*found->second.until, id);
    if (!stopped_) {
      earlier_.notify_one();
      return;
    }
  }
  expire();
}

void Awaiting::drop(const std::string& id) {
  const std::lock_guard lock(mutex_);
  waiting_.erase(id);
}

void Awaiting::tell(const std::string& id, const Awaited& what) {
  std::vector<Answer> answers;
  {
    const std::lock_guard lock(mutex_);
    auto node = waiting_.extract(id);
    if (node.empty()) return;
    answers = std::move(node.mapped().answers);
  }
  for (const auto& answer : answers) answer(what);
}

void Awaiting::settled(const store::Delivery& delivery, const store::Settlement& settlement,
                       const store::Settled& settled) {
  if (delivery.kind != store::DeliveryKind::create) return;
  switch (settlement.state) {
    case store::DeliveryState::delivered:
      return tell(delivery.key, {Awaited::What::delivered, settled.id});
    case store::DeliveryState::rejected:
      return tell(delivery.key, {Awaited::What::rejected, {}});
    case store::DeliveryState::parked:
      return tell(delivery.key, {Awaited::What::late, {}});
    case store::DeliveryState::waiting:
    case store::DeliveryState::sending:
    case store::DeliveryState::unknown:
      return;
  }
}

std::vector<Awaiting::Answer> Awaiting::take_late(Moment now) {
  std::vector<Answer> late;
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    const auto found = waiting_.find(deadlines_.begin()->second);
    // The same id may wait again, with a later deadline.
    if (found != waiting_.end() && found->second.until && *found->second.until <= now) {
      for (auto& answer : found->second.answers) late.push_back(std::move(answer));
      waiting_.erase(found);
    }
    deadlines_.erase(deadlines_.begin());
  }
  return late;
}

void Awaiting::expire() {
  std::vector<Answer> late;
  {
    const std::lock_guard lock(mutex_);
    late = take_late(clock_.steady());
  }
  for (const auto& answer : late) answer({});
}

void Awaiting::stop() {
  std::vector<Answer> late;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    late = take_late(Moment::max());
  }
  earlier_.notify_one();
  for (const auto& answer : late) answer({});
  if (timer_.joinable()) timer_.join();
}

std::size_t Awaiting::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

void Awaiting::run() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    const auto late = take_late(clock_.steady());
    if (!late.empty()) {
      lock.unlock();
      for (const auto& answer : late) answer({});
      lock.lock();
    } else if (deadlines_.empty()) {
      earlier_.wait(lock);
    } else {
      earlier_.wait_for(lock, deadlines_.begin()->first - clock_.steady());
    }
  }
}

}  // namespace r311::gateway
