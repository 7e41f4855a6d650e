// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "store/store.h"

namespace r311::delivery {

// An attempt that has ended, and how.
struct Outturn {
  store::Delivery delivery;
  store::Settlement settlement;
  bool wants_reference_as_id = false;  // the report is to be known by the back end's reference
};

// Writes how attempts ended. What the store can't write is kept in memory and written before anything else begins. Any
// thread may call any method.
class Ledger {
 public:
  using Listener = std::function<void(const store::Delivery&, const store::Settlement&, const store::Settled&)>;

  // `listener` may be null; it is told what is written.
  Ledger(std::string destination, store::Store& store, Listener listener)
      : destination_(std::move(destination)), store_(store), listener_(std::move(listener)) {}

  struct Entry {
    bool written = false;    // false: the store failed, and the outturn is kept
    store::Claimed claimed;  // what was claimed with it
  };
  // Also makes a claim, in the same transaction.
  Entry write(Outturn outturn, const std::optional<store::Claim>& claim = {});
  // Writes what was kept, oldest first. False: something is still kept.
  bool write_kept();
  // Whether nothing is kept or being written again.
  bool clear() const { return kept_ == 0; }

 private:
  bool tell(const Outturn& outturn, const Result<store::Settled>& settled) const;
  void say(const Outturn& outturn, const store::Settled& settled) const;

  const std::string destination_;
  store::Store& store_;
  const Listener listener_;
  std::mutex mutex_;
  std::deque<Outturn> outturns_;
  std::atomic<std::size_t> kept_{0};
};

}  // namespace r311::delivery
