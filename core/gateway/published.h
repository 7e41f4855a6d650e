// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>

namespace r311::gateway {

// A value that is replaced as a whole while many threads read it. Readers that run at the same time touch no memory in
// common: each thread has a slot of its own (as far as there are slots), and what a slot hands out counts its owners
// for itself. A value lives as long as anyone has it. Any thread may call any method.
template <class T>
class Published {
 public:
  explicit Published(T value) { replace(std::move(value)); }

  std::shared_ptr<const T> get() const {
    Slot& slot = slots_[number_of_this_thread() % slots_.size()];
    const std::lock_guard lock(slot.mutex);
    return slot.value;
  }

  void replace(T value) {
    const auto whole = std::make_shared<const T>(std::move(value));
    for (Slot& slot : slots_) {
      const auto owner = std::make_shared<std::shared_ptr<const T>>(whole);
      std::shared_ptr<const T> mine(owner, whole.get());
      const std::lock_guard lock(slot.mutex);
      slot.value.swap(mine);
    }
  }

 private:
  struct alignas(64) Slot {
    std::mutex mutex;
    std::shared_ptr<const T> value;
  };

  static std::size_t number_of_this_thread() {
    static std::atomic<std::size_t> next{0};
    thread_local const std::size_t mine = next.fetch_add(1);
    return mine;
  }

  mutable std::array<Slot, 32> slots_;
};

}  // namespace r311::gateway
