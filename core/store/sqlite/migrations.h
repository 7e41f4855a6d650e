// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>

#include "base/result.h"
#include "store/sqlite/connection.h"

namespace r311::store::sqlite {

// One step of the schema. Released steps never change; a change of the schema is a new one.
struct Migration {
  int number;
  const char* sql;
};

// Every step, from 1, without gaps.
std::span<const Migration> migrations();

// Brings the database to `target` (the newest by default) in one transaction; nothing is done if it is there.
// Kind::corrupt: the file is a newer gateway's or another program's; it is left as it was.
Result<void> migrate(Connection& connection, const std::string& file, int target = migrations().back().number);

// Whether the database has the newest schema, for those who may not change it. Kind::conflict: it has another one;
// Kind::corrupt: it is another program's.
Result<void> check_newest(Connection& connection, const std::string& file);

}  // namespace r311::store::sqlite
