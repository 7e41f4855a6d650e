// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "store/postgres/connection.h"
#include "store/postgres/names.h"
#include "store/store.h"

namespace r311::store::postgres {

// What moves deliveries. All run inside a transaction and throw Failure. Whoever touches several deliveries of a
// request locks the request's row first, so that who follows whom is decided by one transaction at a time.

// A delivery that another node is just beginning is not waited for: it is that node's.
void begin_attempt(Connection& connection, const Delivery& delivery, Time now, Milliseconds lease);
void extend_lease(Connection& connection, const Delivery& delivery, Milliseconds lease);
Settled settle_attempt(Connection& connection, const Delivery& delivery, const Settlement& settlement);
std::vector<Delivery> settle_interrupted(Connection& connection, std::int64_t number, const std::string& destination);

std::int64_t add_follower(Connection& connection, std::int64_t request, const FollowUp& next, Time now);
void lock_requests(Connection& connection, const std::vector<std::int64_t>& requests);
// Rejects what follows a rejected create, and holds or lets go the rest, for each of `requests`, which are locked.
void order_followers(Connection& connection, const std::vector<std::int64_t>& requests);

}  // namespace r311::store::postgres
