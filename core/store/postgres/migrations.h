// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>

#include "base/result.h"
#include "store/postgres/connection.h"

namespace r311::store::postgres {

// A step to the schema of its number, in ascending order. A step that has been released never changes.
struct Migration {
  int number;
  const char* sql;
  bool words = false;  // what requests are found by is made anew, once all steps are done
};
std::span<const Migration> migrations();

// Brings the schema `relay311` of the database up to date, all steps or none, up to `target` if given. Nodes that do so
// at the same time do it one after the other. Kind::corrupt: a newer gateway's schema, or another program's.
// Kind::unavailable: it can't be done now; Kind::invalid: the server is too old or its encoding is not UTF8.
Result<void> migrate(const Address& address, int target = 1 << 20);

// Begins a transaction that keeps every gateway that starts waiting until it ends. Throws Failure.
void begin_alone(Connection& connection);

// Only looks: Kind::not_found if no gateway has made a store there, Kind::corrupt if its schema is not the newest.
Result<void> check_newest(const Address& address);

}  // namespace r311::store::postgres
