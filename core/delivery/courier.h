// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <memory>
#include <thread>

#include "delivery/destination.h"

namespace r311::delivery {

// The thread of one destination: runs it when something is due or it is woken, sleeps in between. An
// exception in it is logged and the destination is run again later; it never ends the thread.
class Courier {
 public:
  explicit Courier(std::shared_ptr<Destination> destination);
  ~Courier();  // as ask_to_end() and ended_by(a second from now)
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  void start();                                             // once
  void wake();                                              // any thread
  void ask_to_end();                                        // cancels the call in progress
  bool ended_by(std::chrono::steady_clock::time_point at);  // waits; false: the thread hangs and was let go

 private:
  struct Shared;  // outlives a thread that was let go
  std::shared_ptr<Shared> shared_;
  std::thread thread_;
};

}  // namespace r311::delivery
