// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace r311::http {

// Wakes connections up at about their time: never early, late by a tick or two. Setting and firing cost a constant;
// an entry is not taken out when its time moves, its owner sees by its own deadline that it came too early and enters
// it again. One thread only.
class TimerWheel {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  TimerWheel(Moment now, std::chrono::milliseconds tick) : start_(now), tick_(tick), slots_(slot_count) {}

  // Fires `id` at `when`. Answers the tick at which it will: pass it to a later decision whether that is still meant.
  std::int64_t set(std::uint64_t id, Moment when) {
    const std::int64_t at = tick_at(when);
    slots_[static_cast<std::size_t>(at) % slot_count].push_back({id, at});
    ++entries_;
    return at;
  }

  // The tick at which set() would fire.
  std::int64_t tick_at(Moment when) const { return std::max(tick_of(when) + 1, now_ + 1); }

  // Calls fire(id, tick) for every entry whose time has come. `fire` may set new ones.
  template <class Fire>
  void advance(Moment now, const Fire& fire) {
    const std::int64_t target = tick_of(now);
    // After a long pause one round visits every slot.
    if (target - now_ > static_cast<std::int64_t>(slot_count)) now_ = target - static_cast<std::int64_t>(slot_count);
    while (now_ < target) {
      ++now_;
      auto& slot = slots_[static_cast<std::size_t>(now_) % slot_count];
      if (slot.empty()) continue;
      std::vector<Entry> visited;
      visited.swap(slot);
      for (const Entry& entry : visited) {
        if (entry.tick > now_) {
          slot.push_back(entry);
          continue;
        }
        --entries_;
        fire(entry.id, entry.tick);
      }
    }
  }

  bool empty() const { return entries_ == 0; }
  std::chrono::milliseconds tick() const { return tick_; }

 private:
  struct Entry {
    std::uint64_t id;
    std::int64_t tick;
  };
  static constexpr std::size_t slot_count = 512;

  std::int64_t tick_of(Moment when) const { return (when - start_) / tick_; }

  Moment start_;
  std::chrono::milliseconds tick_;
  std::vector<std::vector<Entry>> slots_;
  std::int64_t now_ = 0;
  std::size_t entries_ = 0;
};

}  // namespace r311::http
