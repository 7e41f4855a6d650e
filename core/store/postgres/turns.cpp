// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/turns.h"

#include <map>
#include <string>
#include <utility>

#include "store/postgres/attempts.h"

namespace r311::store::postgres {
namespace {

// While one waits for the disk the next is made up.
constexpr int kAtOnce = 2;

}  // namespace

Turned Turns::take(const Turn& turn) {
  Waiting mine{turn, {}};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&mine);
  ended_.wait(lock, [&] { return mine.ended || (!mine.taken && writing_ < kAtOnce); });
  if (mine.ended) return std::move(mine.turned);
  const Batch batch = std::exchange(waiting_, {});
  for (Waiting* one : batch) one->taken = true;
  ++writing_;
  lock.unlock();
  write(batch);
  lock.lock();
  --writing_;
  for (Waiting* one : batch) one->ended = true;
  ended_.notify_all();
  return std::move(mine.turned);
}

void Turns::write(const Batch& batch) {
  const auto written = connections_.write([&](Connection& connection) { write_all(connection, batch); });
  if (written) return;
  if (batch.size() > 1 && written.error().kind != Kind::unavailable) {
    for (Waiting* one : batch) write({one});
    return;
  }
  for (Waiting* one : batch) {
    if (one->turn.ended) one->turned.settled = tl::unexpected<Error>(written.error());
    one->turned.claimed.told = written;
  }
}

void Turns::write_all(Connection& connection, const Batch& batch) {
  std::vector<const Ended*> ended;
  std::map<std::string, Batch> claims;
  for (Waiting* one : batch) {
    one->turned = {};
    if (one->turn.ended) ended.push_back(&*one->turn.ended);
    if (one->turn.claim) claims[one->turn.claim->destination].push_back(one);
  }
  if (!ended.empty()) {
    auto settled = settle_attempts(connection, ended);
    auto next = settled.begin();
    for (Waiting* one : batch)
      if (one->turn.ended) one->turned.settled = std::move(*next++);
  }
  for (const auto& [destination, claimants] : claims) {
    auto begun = begin_first(connection, names_, *claimants.front()->turn.claim, claimants.size());
    for (std::size_t i = 0; i < begun.size(); ++i) claimants[i]->turned.claimed.begun = std::move(begun[i]);
  }
}

}  // namespace r311::store::postgres
