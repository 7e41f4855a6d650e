// SPDX-License-Identifier: Apache-2.0
#include "delivery/courier.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"

namespace r311::delivery {
namespace {

constexpr Milliseconds after_an_exception{5'000};
}  // namespace

struct Courier::Crew : std::enable_shared_from_this<Courier::Crew> {
  Crew(std::shared_ptr<Destination> of, Milliseconds again) : destination(std::move(of)), look_again(again) {}

  const std::shared_ptr<Destination> destination;
  const Milliseconds look_again;
  std::mutex mutex;
  std::condition_variable woken_up;    // the watch waits on it
  std::condition_variable watch_free;  // those to spare wait on it
  std::condition_variable one_ended;   // ended_by waits on it
  std::vector<std::thread> threads;
  int running = 0;
  int to_spare = 0;
  std::thread::id watch;  // nobody's: free
  bool woken = false;
  bool ending = false;

  // One for each slot, one for a poll, one for the watch.
  int most() const { return destination->slots() + 2; }

  void wake() {
    const std::lock_guard lock(mutex);
    woken = true;
    woken_up.notify_one();
  }

  // The calling thread is about to wait for the back end.
  void hand_over_watch() {
    const std::lock_guard lock(mutex);
    if (watch != std::this_thread::get_id()) return;
    watch = {};
    if (to_spare > 0)
      watch_free.notify_one();
    else if (!ending && running < most())
      hire();
  }

  void hire() {  // under mutex
    try {
      threads.emplace_back([crew = shared_from_this()] { crew->serve(); });
      ++running;
    } catch (const std::system_error& error) {
      log::error("a thread could not be started; the destination goes on with those that it has",
                 {{"destination", destination->name()}, {"reason", error.what()}});
    }
  }

  Milliseconds run_once() {
    try {
      return std::min(destination->run(), look_again);
    } catch (const std::exception& error) {
      log::error("a destination failed and is run again later",
                 {{"destination", destination->name()}, {"reason", error.what()}});
      return after_an_exception;
    }
  }

  void serve() {
    std::unique_lock lock(mutex);
    while (!ending) {
      if (watch != std::thread::id{}) {
        ++to_spare;
        watch_free.wait(lock, [&] { return ending || watch == std::thread::id{}; });
        --to_spare;
        continue;
      }
      watch = std::this_thread::get_id();
      keep_watch(lock);
    }
    --running;
    one_ended.notify_all();
  }

  // Until the watch is another's, or all ends.
  void keep_watch(std::unique_lock<std::mutex>& lock) {
    while (!ending && watch == std::this_thread::get_id()) {
      woken = false;
      lock.unlock();
      const Milliseconds idle = run_once();
      lock.lock();
      if (watch == std::this_thread::get_id()) {
        woken_up.wait_for(lock, idle, [&] { return woken || ending; });
      } else if (idle == Milliseconds{0}) {
        woken = true;
        woken_up.notify_one();
      }
    }
  }
};

Courier::Courier(std::shared_ptr<Destination> destination, Milliseconds look_again)
    : crew_(std::make_shared<Crew>(std::move(destination), look_again)) {
  // The destination is part of the crew, so what it holds of the crew must not keep it alive.
  const std::weak_ptr<Crew> crew = crew_;
  crew_->destination->staffed_by(
      [crew] {
        if (const auto there = crew.lock()) there->hand_over_watch();
      },
      [crew] {
        if (const auto there = crew.lock()) there->wake();
      });
}

Courier::~Courier() {
  ask_to_end();
  ended_by(std::chrono::steady_clock::now() + std::chrono::seconds{1});
}

void Courier::start() {
  const std::lock_guard lock(crew_->mutex);
  crew_->hire();
}

void Courier::wake() { crew_->wake(); }

void Courier::ask_to_end() {
  crew_->destination->cancel();
  const std::lock_guard lock(crew_->mutex);
  crew_->ending = true;
  crew_->woken_up.notify_all();
  crew_->watch_free.notify_all();
}

bool Courier::ended_by(std::chrono::steady_clock::time_point at) {
  std::unique_lock lock(crew_->mutex);
  const bool ended = crew_->one_ended.wait_until(lock, at, [&] { return crew_->running == 0; });
  auto threads = std::exchange(crew_->threads, {});
  lock.unlock();
  for (auto& thread : threads) {
    if (ended) {
      thread.join();
    } else {
      thread.detach();
    }
  }
  return ended;
}

DestinationStatus Courier::status() const { return crew_->destination->status(); }

}  // namespace r311::delivery
