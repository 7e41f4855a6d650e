// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/delivery_record.h"
#include "store/sqlite/connection.h"

namespace r311::store::sqlite {

// Deliveries as they stand. All throw Failure and run inside the caller's snapshot.
std::vector<Delivery> read_due(Connection& connection, const std::string& destination, Time now, std::size_t limit);
std::vector<Delivery> read_due_last(Connection& connection, const std::string& destination, Time now,
                                    std::size_t limit);
std::optional<Time> read_next_due(Connection& connection, const std::string& destination);
std::vector<Delivery> read_unknown(Connection& connection, std::int64_t number, const std::string& destination);
std::vector<Delivery> read_deliveries_of(Connection& connection, std::int64_t request, const std::string& destination);
std::vector<Attempt> read_attempts(Connection& connection, std::int64_t delivery);
std::vector<std::pair<DeliveryState, std::int64_t>> read_census(Connection& connection, const std::string& destination);

// The statements that a destination's worker runs all the time, for the proof that they stay in small indices.
extern const char* const kDue;
extern const char* const kDueLast;
extern const char* const kNextDue;
extern const char* const kUnknown;

}  // namespace r311::store::sqlite
