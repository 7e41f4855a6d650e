// SPDX-License-Identifier: Apache-2.0
#include "delivery/bulletin.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.h"

namespace r311::delivery {
namespace {

// The moment of the next try is told by the wall clock, which does not tick evenly.
constexpr Milliseconds about{2'000};

store::NodeStanding standing(const DestinationStatus& status, Time now) {
  store::NodeStanding told;
  told.destination = status.name;
  told.circuit = word(status.circuit);
  told.window = status.window;
  told.in_flight = status.in_flight;
  told.last_reason = status.last_reason;
  if (status.next_try_in > Milliseconds{0}) told.next_try = now + status.next_try_in;
  return told;
}

bool alike(const store::NodeStanding& a, const store::NodeStanding& b) {
  const auto apart = a.next_try && b.next_try ? *a.next_try - *b.next_try : Milliseconds{0};
  return a.destination == b.destination && a.circuit == b.circuit && a.window == b.window &&
         a.in_flight == b.in_flight && a.last_reason == b.last_reason &&
         a.next_try.has_value() == b.next_try.has_value() && -about <= apart && apart <= about;
}

}  // namespace

Bulletin::Bulletin(std::shared_ptr<store::Store> store, std::shared_ptr<const Clock> clock, std::string node, Read read)
    : store_(std::move(store)), clock_(std::move(clock)), node_(std::move(node)), read_(std::move(read)) {}

Bulletin::~Bulletin() { stop(); }

void Bulletin::start() {
  thread_ = std::thread([this] { serve(); });
}

void Bulletin::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    ended_.notify_all();
  }
  thread_.join();
  if (!failing_) tell({});  // else the store would only be waited for
}

void Bulletin::serve() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    lock.unlock();
    try {
      look();
    } catch (const std::exception& error) {
      log::error("how the destinations stand could not be told", {{"reason", error.what()}});
    }
    lock.lock();
    ended_.wait_for(lock, every, [&] { return ending_; });
  }
}

void Bulletin::look() {
  std::vector<store::NodeStanding> standings;
  const Time now = clock_->now();
  for (const auto& status : read_()) standings.push_back(standing(status, now));
  const bool due = !ever_told_ || clock_->steady() - told_at_ >= heartbeat;
  if (due || !std::equal(standings.begin(), standings.end(), told_.begin(), told_.end(), alike)) tell(standings);
}

void Bulletin::tell(const std::vector<store::NodeStanding>& standings) {
  const auto written = store_->publish(node_, standings, clock_->now());
  if (!written && !failing_) {
    log::warning("the store could not be told how the destinations stand; relay311 queue does not show it",
                 {{"reason", written.error().text}});
  }
  failing_ = !written;
  if (failing_) return;
  told_ = standings;
  told_at_ = clock_->steady();
  ever_told_ = true;
}

}  // namespace r311::delivery
