// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/postgres/connection.h"
#include "store/postgres/names.h"
#include "store/store.h"

namespace r311::store::postgres {

// Deliveries as they stand. All throw Failure.
std::vector<Delivery> read_due(Connection& connection, Names& names, const std::string& destination, Time now,
                               std::size_t limit);
std::vector<Delivery> read_due_last(Connection& connection, Names& names, const std::string& destination, Time now,
                                    std::size_t limit);
std::optional<Time> read_next_due(Connection& connection, Names& names, const std::string& destination);
std::vector<Delivery> read_unknown(Connection& connection, std::int64_t number, const std::string& destination);
std::vector<Delivery> read_deliveries_of(Connection& connection, std::int64_t request, const std::string& destination);
std::vector<Attempt> read_attempts(Connection& connection, std::int64_t delivery);

using Census = std::vector<std::pair<DeliveryState, std::int64_t>>;
Census read_census(Connection& connection, std::int64_t destination);
// Makes a few rows of the counts into one, so that a census stays quick.
void fold_counts(Connection& connection);

// The statement of read_due, for the proof that it sorts nothing.
extern const char* const kDue;

}  // namespace r311::store::postgres
