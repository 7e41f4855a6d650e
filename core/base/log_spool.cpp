// SPDX-License-Identifier: Apache-2.0
#include "base/log_spool.h"

#include <condition_variable>
#include <deque>
#include <mutex>

namespace r311::log {
namespace {

constexpr std::chrono::milliseconds for_room{100};
constexpr std::chrono::seconds at_the_end{1};

}  // namespace

struct Spool::Shared {
  Shared(std::size_t most, std::function<void(const Line&)> to) : capacity(most), write(std::move(to)) {}

  void run() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return ended || !waiting.empty(); });
      if (waiting.empty()) break;
      const Line line = std::move(waiting.front());
      waiting.pop_front();
      lock.unlock();
      write(line);
      lock.lock();
      ++written;
      drained.notify_all();
    }
    done = true;
    drained.notify_all();
  }

  const std::size_t capacity;
  const std::function<void(const Line&)> write;
  std::mutex mutex;
  std::condition_variable changed;
  std::condition_variable drained;  // a line was written
  std::deque<Line> waiting;
  std::uint64_t put = 0;
  std::uint64_t written = 0;
  std::uint64_t dropped = 0;
  bool ended = false;
  bool done = false;
};

Spool::Spool(std::size_t capacity, std::function<void(const Line&)> write)
    : shared_(std::make_shared<Shared>(capacity, std::move(write))), thread_([shared = shared_] { shared->run(); }) {}

Spool::~Spool() {
  std::unique_lock lock(shared_->mutex);
  shared_->ended = true;
  shared_->changed.notify_all();
  const bool done = shared_->drained.wait_for(lock, at_the_end, [this] { return shared_->done; });
  lock.unlock();
  if (done) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void Spool::put(Line line) {
  std::unique_lock lock(shared_->mutex);
  const auto room = [this] { return shared_->waiting.size() < shared_->capacity; };
  const bool matters = line.level == Level::warning || line.level == Level::error;
  if (!room() && !(matters && shared_->drained.wait_for(lock, for_room, room))) {
    ++shared_->dropped;
    return;
  }
  shared_->waiting.push_back(std::move(line));
  ++shared_->put;
  shared_->changed.notify_one();
}

void Spool::flush(std::chrono::milliseconds most) {
  std::unique_lock lock(shared_->mutex);
  const auto until = shared_->put;
  shared_->drained.wait_for(lock, most, [this, until] { return shared_->written >= until || shared_->done; });
}

std::uint64_t Spool::dropped() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->dropped;
}

}  // namespace r311::log
