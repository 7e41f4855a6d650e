// SPDX-License-Identifier: Apache-2.0
#include "gateway/catalog_rounds.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "base/log.h"

namespace r311::gateway {

struct CatalogRounds::Round {
  explicit Round(std::shared_ptr<CatalogKeeper> its) : keeper(std::move(its)) {}

  void run() {
    std::unique_lock lock(mutex);
    while (!cancelled) {
      lock.unlock();
      keeper->run(cancelled);
      lock.lock();
      const auto pause = std::max(keeper->due_in(), Milliseconds{0});
      changed.wait_for(lock, pause, [&] { return cancelled.load(); });
    }
    ended = true;
    changed.notify_all();
  }

  void cancel() {
    const std::lock_guard lock(mutex);
    cancelled = true;
    changed.notify_all();
  }

  bool ended_by(std::chrono::steady_clock::time_point at) {
    std::unique_lock lock(mutex);
    return changed.wait_until(lock, at, [&] { return ended; });
  }

  const std::shared_ptr<CatalogKeeper> keeper;
  std::thread thread;  // the starter's
  std::mutex mutex;
  std::condition_variable changed;
  std::atomic<bool> cancelled{false};
  bool ended = false;
};

CatalogRounds::CatalogRounds(std::vector<std::shared_ptr<CatalogKeeper>> keepers) {
  for (auto& keeper : keepers) rounds_.push_back(std::make_shared<Round>(std::move(keeper)));
}

CatalogRounds::~CatalogRounds() { stop(Milliseconds{1'000}); }

void CatalogRounds::start() {
  for (auto& round : rounds_) round->thread = std::thread([round] { round->run(); });
}

void CatalogRounds::ask_to_end() {
  for (auto& round : rounds_) round->cancel();
}

std::vector<std::string> CatalogRounds::stop(Milliseconds grace) {
  const auto until = std::chrono::steady_clock::now() + grace;
  ask_to_end();
  std::vector<std::string> hung;
  for (auto& round : rounds_) {
    if (!round->thread.joinable()) continue;
    if (round->ended_by(until)) {
      round->thread.join();
      continue;
    }
    round->thread.detach();
    log::warning("an adapter hangs while it tells its services, and is left behind",
                 {{"destination", round->keeper->name()}});
    hung.push_back(round->keeper->name());
  }
  return hung;
}

}  // namespace r311::gateway
