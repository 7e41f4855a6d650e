// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

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
  bool half_full() const { return held_.load(std::memory_order_relaxed) >= limit_ / 2; }
  std::size_t held() const { return held_.load(std::memory_order_relaxed); }

 private:
  std::size_t limit_;
  std::atomic<std::size_t> held_{0};
};

// Bytes that are counted as long as it lives.
class Counted {
 public:
  Counted() = default;
  // Counts them even past the limit.
  Counted(std::shared_ptr<MemoryMeter> meter, std::size_t bytes) : meter_(std::move(meter)), bytes_(bytes) {
    meter_->add(bytes_);
  }
  Counted(Counted&& other) noexcept : meter_(std::move(other.meter_)), bytes_(std::exchange(other.bytes_, 0)) {}
  Counted& operator=(Counted&& other) noexcept {
    std::swap(meter_, other.meter_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Counted() {
    if (meter_) meter_->give(bytes_);
  }

  // Leaves them counted, and answers how many they are: the caller gives them back.
  std::size_t hand_on() { return std::exchange(bytes_, 0); }

 private:
  std::shared_ptr<MemoryMeter> meter_;
  std::size_t bytes_ = 0;
};

}  // namespace r311::http
