// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "open311/model.h"
#include "store/postgres/connection.h"

namespace r311::store::postgres {

// The report with the store's number `request`. Throws Failure with Kind::not_found.
open311::AcceptedReport read_report(Connection& connection, std::int64_t request);

}  // namespace r311::store::postgres
