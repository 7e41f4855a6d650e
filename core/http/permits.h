// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

namespace r311::http {

// How many may do something at once; nobody waits for a permit. Must outlive the permits. Any thread may call.
class Permits {
 public:
  class Permit {
   public:
    Permit(Permit&& other) noexcept : from_(std::exchange(other.from_, nullptr)) {}
    Permit& operator=(Permit&&) = delete;
    // Gives it back.
    ~Permit() {
      if (from_ != nullptr) from_->free_.fetch_add(1, std::memory_order_release);
    }

   private:
    friend class Permits;
    explicit Permit(Permits& from) : from_(&from) {}
    Permits* from_;
  };

  explicit Permits(std::size_t count) : free_(count) {}
  Permits(const Permits&) = delete;
  Permits& operator=(const Permits&) = delete;

  // Nothing: all are taken.
  std::optional<Permit> take() {
    std::size_t free = free_.load(std::memory_order_relaxed);
    while (free > 0)
      if (free_.compare_exchange_weak(free, free - 1, std::memory_order_acquire)) return Permit(*this);
    return std::nullopt;
  }

 private:
  std::atomic<std::size_t> free_;
};

}  // namespace r311::http
