// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/delivery_record.h"

// What operators do to deliveries, as far as it is the same in every store. Pure functions.
namespace r311::store {

struct OperatorOrder {
  DeliveryFilter filter;
  OperatorAction action = OperatorAction::retry;
  std::string reason;
  std::string who;
  Time now{};
};

// From which states an order moves deliveries, and where to.
struct Move {
  std::vector<DeliveryState> from;
  DeliveryState to = DeliveryState::waiting;
};

Move move_of(OperatorAction action);
// Of the states that the order's filter admits. Kind::invalid: the order has no reason.
Result<Move> move_of(const OperatorOrder& order);

// How far an order has been carried out for the deliveries in one state at one place: a destination, or a request.
// Deliveries are walked by number, so that what a back end rejects again at once is not met twice.
struct Progress {
  std::int64_t place = 0;
  DeliveryState from = DeliveryState::waiting;
  std::int64_t after = 0;  // the last delivery looked at
  std::int64_t moved = 0;
  bool ended = false;
};

// Carries an order out at each of `places` in steps: `step` takes a Progress and answers the next one, as a
// Result<Progress>. Answers how many deliveries were moved, or the first error.
template <class Step>
Result<std::int64_t> carry_out(const Move& move, const std::vector<std::int64_t>& places, Step step) {
  std::int64_t moved = 0;
  for (const std::int64_t place : places) {
    for (const DeliveryState from : move.from) {
      Progress progress{place, from};
      while (!progress.ended) {
        Result<Progress> next = step(progress);
        if (!next) return tl::unexpected<Error>(next.error());
        progress = *next;
      }
      moved += progress.moved;
    }
  }
  return moved;
}

// The states of which a list may tell: those that the filter admits, less `delivered`.
std::vector<DeliveryState> listed_states(const DeliveryFilter& filter);

// Orders what was gathered so far and keeps the first `limit`.
void cut(DeliveryPage& page, std::size_t limit);

// One page of what stands at `places` in those states. `read` takes a place, a state and a limit, and answers a
// std::vector<ListedDelivery> in the order of their numbers.
template <class Read>
DeliveryPage gather(const DeliveryFilter& filter, const std::vector<std::int64_t>& places, std::size_t limit,
                    Read read) {
  DeliveryPage page;
  for (const std::int64_t place : places) {
    for (const DeliveryState state : listed_states(filter)) {
      for (auto& each : read(place, state, limit + 1)) page.deliveries.push_back(std::move(each));
    }
    cut(page, limit);
  }
  return page;
}

}  // namespace r311::store
