// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "store/postgres/connection.h"

// The requests that the index of facets does not have yet (backlog_schema.cpp). A search looks at each of them. All
// throw Failure.
namespace r311::store::postgres {

// Adds a request, whose index is filled behind. Inside the caller's transaction.
void add_to_backlog(Connection& connection, std::int64_t request);

// How many there are, counted up to `most`.
std::int64_t backlog_length(Connection& connection, std::int64_t most);

// Indexes the first of them, at most so many, in a transaction of its own, and answers how many. What another node is
// indexing, or where a status is just changing, is passed over. Run again after any failure, it indexes nothing twice.
std::int64_t index_backlog(Connection& connection, std::int64_t most);

// Takes what was indexed lately into the index's order, which searches otherwise walk beside it.
void settle_index(Connection& connection);

}  // namespace r311::store::postgres
