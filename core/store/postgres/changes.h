// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "store/postgres/connection.h"
#include "store/postgres/names.h"
#include "store/store.h"

namespace r311::store::postgres {

// Applies what a poll brought, inside a transaction. Throws Failure.
PollEffect apply_poll(Connection& connection, Names& names, const PollResult& poll, Time now);
std::string read_cursor(Connection& connection, const std::string& destination);

}  // namespace r311::store::postgres
