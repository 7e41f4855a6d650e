// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <vector>

#include "base/clock.h"
#include "delivery/ruling.h"
#include "store/delivery_record.h"

namespace r311::delivery {

// What a slot is at: one delivery after another.
struct Call {
  using Moment = std::chrono::steady_clock::time_point;
  static constexpr Moment never = Moment::max();

  store::Delivery delivery;                                  // id 0: it is still being chosen
  store::DeliveryState was = store::DeliveryState::waiting;  // before it was begun
  Purpose purpose = Purpose::send;
  std::int64_t round = 0;  // of the window
  Time started{};          // of the attempt
  Moment absence_tells{};  // Pick::absence_tells
  bool hangs = false;
  Moment hangs_from = never;  // once the adapter is called
  Moment renew = never;       // its lease, once it has begun
  Moment ours_until = never;  // by the lease that it began with
};

// The slots of one destination that are taken. Not for several threads at once, but for what a slot reads of its own.
class Calls {
 public:
  using Moment = Call::Moment;

  // The entry stays where it is until it is closed.
  Call& open() { return calls_.emplace_back(); }
  void close(const Call& call);

  std::size_t taken() const { return calls_.size(); }  // those included that are still choosing
  std::size_t hanging() const;
  std::size_t with_delivery() const;
  bool has(std::int64_t delivery) const;

  // Those that hang from now on.
  std::vector<const Call*> note_hanging(Moment now);
  // The deliveries whose lease is to be renewed, next in `again`: those whose time has come, or all that have begun.
  std::vector<store::Delivery> to_renew(Moment now, bool all, Milliseconds again);
  // When one of them begins to hang or is to be renewed; never, if none is.
  Moment next() const;

 private:
  std::list<Call> calls_;
};

}  // namespace r311::delivery
