// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/sqlite/writer.h"
#include "store/store.h"

namespace r311::store::sqlite {

// What operators see and do. All throw Failure; readers run inside the caller's snapshot.
std::vector<DestinationStanding> read_destinations(Connection& connection);
std::optional<Story> read_story(Connection& connection, const std::string& jurisdiction, const std::string& id);

struct OperatorOrder {
  DeliveryFilter filter;
  OperatorAction action = OperatorAction::retry;
  std::string reason;
  std::string who;
  Time now{};
};

// Moves some of the deliveries, as few as keep no other writer waiting. Answers how many; none: all are moved.
std::int64_t act_on_some(Desk& desk, const OperatorOrder& order);

}  // namespace r311::store::sqlite
