// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "store/sqlite/writer.h"
#include "store/store.h"

namespace r311::store::sqlite {

// What back ends say of their work orders, and where their polls ended. All throw Failure.
PollEffect apply_poll(Desk& desk, const PollResult& poll);
std::string read_cursor(Connection& connection, const std::string& destination);

}  // namespace r311::store::sqlite
