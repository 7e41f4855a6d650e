// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace r311::http {

// Threads for what may block: store reads, files on disk. Any thread may call any method but stop().
class Workers {
 public:
  using Job = std::function<void()>;

  // Under overload, writes are turned away first: a queue that is three quarters full takes reads only.
  enum class Kind { read, write };

  // `queued`: jobs that may wait, at least 4.
  Workers(int threads, std::size_t queued);
  // As stop().
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Runs `job` on one of the threads, begun in the order given. What it throws goes to the log. False, and `job`
  // dropped: no room, or stopped.
  bool offer(Kind kind, Job job);

  // Takes no more, drops what waits and returns when what runs is done.
  void stop();

 private:
  void run();

  const std::size_t queued_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace r311::http
