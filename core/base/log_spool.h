// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "base/log.h"

namespace r311::log {

// Takes lines from any thread without waiting and writes them, in order, from a thread of its own: a log that nobody
// reads (a full pipe, a slow disk) stops no answer. Of lines that find the spool full, those of level info and debug
// are dropped and counted; warnings and errors wait a moment for room first.
class Spool {
 public:
  struct Line {
    Level level;
    std::chrono::system_clock::time_point at;
    std::string text;
  };

  // `write` is called by one thread at a time. `capacity`: lines that may wait.
  Spool(std::size_t capacity, std::function<void(const Line&)> write);
  // Writes what waits, for at most a second, and ends. If the last write hangs, its thread is left to it.
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  void put(Line line);
  // Waits until all that was put is written, for at most `most`.
  void flush(std::chrono::milliseconds most);
  std::uint64_t dropped() const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;  // outlives a thread that hangs in a write
  std::thread thread_;
};

}  // namespace r311::log
