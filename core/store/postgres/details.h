// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "store/postgres/connection.h"
#include "store/request_detail.h"

namespace r311::store::postgres {

// Throws Failure.
std::vector<RequestDetail> read_details(Connection& connection, const DetailQuery& query);
std::vector<Photo> read_further_photos(Connection& connection, const std::vector<std::int64_t>& requests);

}  // namespace r311::store::postgres
