// SPDX-License-Identifier: Apache-2.0
#include "http/workers.h"

#include <algorithm>
#include <exception>

#include "base/log.h"

namespace r311::http {

Workers::Workers(int threads, std::size_t queued) : queued_(std::max<std::size_t>(queued, 4)) {
  for (int i = 0; i < std::max(threads, 1); ++i) threads_.emplace_back([this] { run(); });
}

Workers::~Workers() { stop(); }

bool Workers::offer(Kind kind, Job job) {
  {
    const std::lock_guard lock(mutex_);
    const std::size_t room = kind == Kind::read ? queued_ : queued_ / 4 * 3;
    if (stopped_ || waiting_.size() >= room) return false;
    waiting_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void Workers::stop() {
  {
    // Their clients are answered by their ends: not under the lock, and before what still runs.
    std::deque<Job> dropped;
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    dropped.swap(waiting_);
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void Workers::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    {
      const Job job = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      try {
        job();
      } catch (const std::exception& error) {
        log::error("a job failed", {{"reason", error.what()}});
      }
    }  // its end may answer a client: not under the lock
    lock.lock();
  }
}

}  // namespace r311::http
