// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "store/postgres/connection.h"
#include "store/request_detail.h"

namespace r311::store::postgres {

// Throws Failure.
std::vector<RequestDetail> read_details(Connection& connection, const DetailQuery& query);

}  // namespace r311::store::postgres
