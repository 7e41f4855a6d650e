// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "store/postgres/connection.h"
#include "store/search.h"

namespace r311::store::postgres {

// The place before all requests of these times. The server begins a walk at the place behind which it is asked for,
// whatever else bounds the walk: at the beginning of all times it would walk up to `from`, or down to `to`, first.
open311::ListPlace before_all_of(Time from, Time to, bool ascending);

// The places of the first `most` requests that answer a query that is not plain, in its order. Throws Failure.
std::vector<open311::ListPlace> find_places(Connection& connection, std::int64_t jurisdiction,
                                            const RequestQuery& query, std::size_t most);

}  // namespace r311::store::postgres
