// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/postgres/connection.h"
#include "store/postgres/names.h"
#include "store/store.h"

namespace r311::store::postgres {

// What operators see and do. All throw Failure.
std::vector<DestinationStanding> read_destinations(Connection& connection);
std::optional<Story> read_story(Connection& connection, Names& names, const std::string& jurisdiction,
                                const std::string& id);

struct OperatorOrder {
  DeliveryFilter filter;
  OperatorAction action = OperatorAction::retry;
  std::string reason;
  std::string who;
  Time now{};
};

// The states that deliveries are moved from. Throws Kind::invalid where the order has no reason.
std::vector<DeliveryState> states_to_leave(const OperatorOrder& order);
// The numbers of the requests that the order names or, where it names none, of the destinations.
std::vector<std::int64_t> places(Connection& connection, const OperatorOrder& order);

// How far an order has been carried out at one place, for deliveries in one state.
struct Progress {
  std::int64_t place = 0;
  DeliveryState from = DeliveryState::waiting;
  std::int64_t after = 0;  // the last delivery looked at
  std::int64_t moved = 0;
  bool ended = false;
};

// Moves the next few deliveries, inside a transaction: as few as keep no other writer waiting.
Progress act_on_some(Connection& connection, const OperatorOrder& order, Progress progress);

}  // namespace r311::store::postgres
