// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "store/delivery_record.h"
#include "store/sqlite/writer.h"
#include "store/store.h"

namespace r311::store::sqlite {

// What moves deliveries. All run inside the writer's transaction and throw Failure.
void begin_attempt(Desk& desk, const Delivery& delivery, Time now, Milliseconds lease);
void extend_lease(Desk& desk, const Delivery& delivery, Milliseconds lease);
// Of a process that had the store to itself and ended: no lease means anything any more.
void forget_leases(Connection& connection);
Settled settle_attempt(Desk& desk, const Delivery& delivery, const Settlement& settlement);
// As Store::turn; what `turned` says is so once the transaction is committed.
void take_turn(Desk& desk, const Turn& turn, Turned& turned);
std::vector<Delivery> settle_interrupted(Desk& desk, const std::string& destination);
std::int64_t add_follower(Desk& desk, std::int64_t request, const FollowUp& next);
// To be called when a delivery of the request came in, ended or was moved: what follows a rejected create is rejected,
// what has one to wait for is held, everything else is not.
void order_followers(Connection& connection, std::int64_t request);

// Statements that run all the time, for the proof that they stay in small indices.
extern const char* const kClaim;
extern const char* const kInterrupt;
extern const char* const kFirstToWaitFor;
extern const char* const kRelease;
extern const char* const kHold;

}  // namespace r311::store::sqlite
