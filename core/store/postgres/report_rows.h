// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string_view>

#include "open311/model.h"
#include "store/postgres/connection.h"

namespace r311::store::postgres {

// The type whose word a row holds. Throws Failure with Kind::corrupt.
open311::ServiceType service_type_of(std::string_view text);

// The report with the store's number `request`. Throws Failure with Kind::not_found.
open311::AcceptedReport read_report(Connection& connection, std::int64_t request);

}  // namespace r311::store::postgres
