// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
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
// The `most` deliveries of the claim's destination that are due first and that no other is just beginning.
std::vector<Delivery> begin_first(Connection& connection, Names& names, const Claim& claim, std::size_t most);
// Each that is refused has an error of its own. No two are of one delivery.
std::vector<Result<Settled>> settle_attempts(Connection& connection, const std::vector<const Ended*>& ended);
std::vector<Delivery> settle_interrupted(Connection& connection, std::int64_t number, const std::string& destination);

std::int64_t add_follower(Connection& connection, std::int64_t request, const FollowUp& next, Time now);
void lock_requests(Connection& connection, const std::vector<std::int64_t>& requests);
// Rejects what follows a rejected create, and holds or lets go the rest, for each of `requests`, which are locked.
void order_followers(Connection& connection, const std::vector<std::int64_t>& requests);

}  // namespace r311::store::postgres
