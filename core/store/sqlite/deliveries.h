// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/delivery_record.h"
#include "store/sqlite/writer.h"
#include "store/store.h"

namespace r311::store::sqlite {

// Deliveries and their attempts. All throw Failure; readers run inside the caller's snapshot, writers inside the
// writer's transaction.
std::vector<Delivery> read_due(Connection& connection, const std::string& destination, Time now, std::size_t limit);
std::vector<Delivery> read_due_last(Connection& connection, const std::string& destination, Time now,
                                    std::size_t limit);
std::optional<Time> read_next_due(Connection& connection, const std::string& destination);
std::vector<Attempt> read_attempts(Connection& connection, std::int64_t delivery);
std::vector<std::pair<DeliveryState, std::int64_t>> read_census(Connection& connection, const std::string& destination);

std::vector<Delivery> read_deliveries_of(Connection& connection, std::int64_t request, const std::string& destination);

void begin_attempt(Desk& desk, const Delivery& delivery, Time now, Milliseconds lease);
void extend_lease(Desk& desk, const Delivery& delivery, Milliseconds lease);
// Of a process that had the store to itself and ended: no lease means anything any more.
void forget_leases(Connection& connection);
Settled settle_attempt(Desk& desk, const Delivery& delivery, const Settlement& settlement);
std::vector<Delivery> settle_interrupted(Desk& desk, const std::string& destination);
std::int64_t add_follower(Desk& desk, std::int64_t request, const FollowUp& next);
// To be called when a delivery of the request came in, ended or was moved: what follows a rejected create is rejected,
// what has one to wait for is held, everything else is not.
void order_followers(Connection& connection, std::int64_t request);

// The statements that a destination's worker runs all the time, for the proof that they stay in small indices.
extern const char* const kDue;
extern const char* const kDueLast;
extern const char* const kNextDue;
extern const char* const kInterrupt;
extern const char* const kUnknown;

}  // namespace r311::store::sqlite
