// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/operator_order.h"
#include "store/sqlite/writer.h"
#include "store/store.h"

namespace r311::store::sqlite {

// What operators see and do. All throw Failure; readers run inside the caller's snapshot.
std::vector<DestinationStanding> read_destinations(Connection& connection);
std::optional<Story> read_story(Connection& connection, const std::string& jurisdiction, const std::string& id);

// The numbers of the requests that the filter names or, where it names none, of the destinations.
std::vector<std::int64_t> places(Connection& connection, const DeliveryFilter& filter);

DeliveryPage list_deliveries(Connection& connection, const DeliveryFilter& filter, std::int64_t after,
                             std::size_t limit);

// Moves the next few deliveries to `to`: as few as keep no other writer waiting.
Progress act_on_some(Desk& desk, const OperatorOrder& order, DeliveryState to, Progress progress);

}  // namespace r311::store::sqlite
