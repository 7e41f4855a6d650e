// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/clock.h"
#include "store/delivery_record.h"

namespace r311::delivery {

// A delivery to take up now.
struct Pick {
  store::Delivery delivery;
  // Of one that is unknown: from when on it may be believed that the back end does not have it. Before that it may
  // still be at it.
  std::chrono::steady_clock::time_point absence_tells{};
};

// The deliveries of one destination of which nobody knows whether they happened, each with the moment at which the back
// end is asked (again). Each is held once. Not for several threads at once.
class Unknowns {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  void add(store::Delivery delivery, Moment ask_at, Moment absence_tells) {
    if (!known_.insert(delivery.id).second) return;
    waiting_.emplace(ask_at, Pick{std::move(delivery), absence_tells});
  }

  // The one that has waited longest among those to ask about now.
  std::optional<Pick> take(Moment now) {
    if (waiting_.empty() || waiting_.begin()->first > now) return std::nullopt;
    auto pick = std::move(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    known_.erase(pick.delivery.id);
    return pick;
  }

  // When to ask next; nothing if none is held.
  std::optional<Moment> next() const {
    return waiting_.empty() ? std::nullopt : std::optional(waiting_.begin()->first);
  }
  std::size_t size() const { return waiting_.size(); }

 private:
  std::multimap<Moment, Pick> waiting_;
  std::set<std::int64_t> known_;
};

}  // namespace r311::delivery
