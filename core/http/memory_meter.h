// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstddef>

namespace r311::http {

// Counts the bytes that all connections hold together. Any thread may call.
class MemoryMeter {
 public:
  explicit MemoryMeter(std::size_t limit) : limit_(limit) {}

  // Counts `bytes` more, unless that would pass the limit.
  bool take(std::size_t bytes) {
    if (held_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= limit_) return true;
    give(bytes);
    return false;
  }
  // Counts `bytes` more even past the limit: they are held already.
  void add(std::size_t bytes) { held_.fetch_add(bytes, std::memory_order_relaxed); }
  void give(std::size_t bytes) { held_.fetch_sub(bytes, std::memory_order_relaxed); }
  bool full() const { return held_.load(std::memory_order_relaxed) >= limit_; }
  std::size_t held() const { return held_.load(std::memory_order_relaxed); }

 private:
  std::size_t limit_;
  std::atomic<std::size_t> held_{0};
};

}  // namespace r311::http
