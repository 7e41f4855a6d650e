// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/writer.h"

#include <set>
#include <string>
#include <utility>

#include "base/log.h"

namespace r311::store::postgres {
namespace {

using std::chrono::steady_clock;

// Bounds the memory of one statement and how long those wait that come behind it.
constexpr std::size_t kLargestBatch = 1000;
constexpr int kTriesInTheWay = 10;

}  // namespace

Writer::Writer(Address address, Connection::Bounds bounds, Names& names, const Clock& clock, std::size_t queue,
               Milliseconds patience, FacetFollower* follower)
    : address_(std::move(address)),
      bounds_(bounds),
      names_(names),
      clock_(clock),
      queue_(queue),
      patience_(patience),
      follower_(follower) {
  thread_ = std::thread([this] { run(); });
}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_one();
  closed_.notify_one();
  thread_.join();
}

void Writer::post(Acceptance one) {
  {
    const std::lock_guard lock(mutex_);
    if (!closing_ && waiting_.size() < queue_) {
      waiting_.push_back(std::move(one));
      if (waiting_.size() == 1) wake_.notify_one();
      return;
    }
  }
  one.written(fail(Kind::unavailable, "too many reports wait to be stored; try again in a moment"));
}

void Writer::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
    }
    auto batch = next_batch();
    store(batch);
    if (follower_ != nullptr) follower_->stored(pressed());
  }
}

bool Writer::pressed() {
  const std::lock_guard lock(mutex_);
  return !waiting_.empty();
}

// One report that repeats another of the same batch waits for the next, where it finds the first.
std::vector<Acceptance> Writer::next_batch() {
  const std::lock_guard lock(mutex_);
  std::vector<Acceptance> batch;
  std::deque<Acceptance> later;
  std::set<std::pair<std::string, std::string>> keys;
  while (!waiting_.empty() && batch.size() < kLargestBatch) {
    Acceptance one = std::move(waiting_.front());
    waiting_.pop_front();
    bool repeats = false;
    for (const Repeat& repeat : one.repeats) repeats = repeats || keys.contains({one.report.jurisdiction, repeat.key});
    for (const Repeat& repeat : one.repeats) keys.emplace(one.report.jurisdiction, repeat.key);
    if (repeats) {
      later.push_back(std::move(one));
    } else {
      batch.push_back(std::move(one));
    }
  }
  while (!later.empty()) {
    waiting_.push_front(std::move(later.back()));
    later.pop_back();
  }
  return batch;
}

void Writer::store(std::vector<Acceptance>& acceptances) {
  Batch batch;
  for (Acceptance& one : acceptances) batch.push_back(&one);
  const auto now = steady_clock::now();
  Results results = store_alone(batch, away_ ? now : now + patience_);
  for (std::size_t i = 0; i < acceptances.size(); ++i) acceptances[i].written(std::move(results[i]));
}

// Finds the one that fails all, if one does.
Writer::Results Writer::store_alone(const Batch& batch, steady_clock::time_point end) {
  try {
    return store_all(batch, end);
  } catch (const Failure& failed) {
    if (failed.trouble != Trouble::statement || batch.size() == 1) {
      log::error("The store could not commit", {{"error", failed.error.text}});
      return Results(batch.size(), tl::unexpected<Error>(failed.error));
    }
  }
  Results results;
  const auto middle = batch.begin() + static_cast<std::ptrdiff_t>(batch.size() / 2);
  for (const auto& [from, to] : {std::pair{batch.begin(), middle}, std::pair{middle, batch.end()}}) {
    for (auto& result : store_alone(Batch(from, to), end)) results.push_back(std::move(result));
  }
  return results;
}

// Again with the same numbers after a lost connection: what was committed then is found, not stored twice.
Writer::Results Writer::store_all(const Batch& batch, steady_clock::time_point end) {
  BackOff back_off(end);
  for (int in_the_way = 0;;) {
    try {
      number_requests(connection(), batch, numbers_);
      auto results = store_batch(connection(), names_, batch, clock_.now());
      away_ = false;
      return results;
    } catch (const Failure& failed) {
      if (connection_) connection_->roll_back();
      if (connection_ && connection_->broken()) connection_.reset();
      const bool again = failed.trouble == Trouble::again && ++in_the_way < kTriesInTheWay;
      if (!again && failed.trouble != Trouble::lost) throw;
      const auto time = back_off.next();
      if (!time || !pause(*time)) {
        away_ = failed.trouble == Trouble::lost;
        throw;
      }
    }
  }
}

Connection& Writer::connection() {
  if (!connection_) connection_ = std::make_unique<Connection>(address_, bounds_);
  return *connection_;
}

// False if the store closes meanwhile.
bool Writer::pause(Milliseconds time) {
  std::unique_lock lock(mutex_);
  return !closed_.wait_for(lock, time, [this] { return closing_; });
}

}  // namespace r311::store::postgres
