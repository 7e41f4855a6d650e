// SPDX-License-Identifier: Apache-2.0
#include "delivery/courier.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

#include "base/log.h"

namespace r311::delivery {
namespace {

constexpr Milliseconds after_an_exception{5'000};

}  // namespace

struct Courier::Shared {
  explicit Shared(std::shared_ptr<Destination> of) : destination(std::move(of)) {}

  const std::shared_ptr<Destination> destination;
  std::mutex mutex;
  std::condition_variable changed;
  bool woken = false;
  bool ending = false;
  bool ended = false;

  Milliseconds run_once() {
    try {
      return destination->run();
    } catch (const std::exception& error) {
      log::error("a destination failed and is run again later",
                 {{"destination", destination->name()}, {"reason", error.what()}});
      return after_an_exception;
    }
  }

  void work() {
    std::unique_lock lock(mutex);
    while (!ending) {
      woken = false;
      lock.unlock();
      const Milliseconds idle = run_once();
      lock.lock();
      changed.wait_for(lock, idle, [&] { return woken || ending; });
    }
    ended = true;
    changed.notify_all();
  }
};

Courier::Courier(std::shared_ptr<Destination> destination)
    : shared_(std::make_shared<Shared>(std::move(destination))) {}

Courier::~Courier() {
  ask_to_end();
  ended_by(std::chrono::steady_clock::now() + std::chrono::seconds{1});
}

void Courier::start() {
  thread_ = std::thread([shared = shared_] { shared->work(); });
}

void Courier::wake() {
  const std::lock_guard lock(shared_->mutex);
  shared_->woken = true;
  shared_->changed.notify_all();
}

void Courier::ask_to_end() {
  shared_->destination->cancel();
  const std::lock_guard lock(shared_->mutex);
  shared_->ending = true;
  shared_->changed.notify_all();
}

bool Courier::ended_by(std::chrono::steady_clock::time_point at) {
  if (!thread_.joinable()) return true;
  std::unique_lock lock(shared_->mutex);
  const bool ended = shared_->changed.wait_until(lock, at, [&] { return shared_->ended; });
  lock.unlock();
  if (ended) {
    thread_.join();
  } else {
    thread_.detach();
  }
  return ended;
}

}  // namespace r311::delivery
