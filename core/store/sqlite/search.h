// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "store/search.h"
#include "store/sqlite/connection.h"

namespace r311::store::sqlite {

// The places of the first `most` requests that answer a query, in its order. Throws Failure.
std::vector<open311::ListPlace> find_places(Connection& connection, std::int64_t jurisdiction,
                                            const RequestQuery& query, std::size_t most);

}  // namespace r311::store::sqlite
