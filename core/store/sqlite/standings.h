// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "store/delivery_record.h"
#include "store/sqlite/connection.h"

namespace r311::store::sqlite {

// What nodes say of their destinations. Both throw Failure; the writer runs inside the writer's transaction.
void write_standings(Connection& connection, const std::string& node, const std::vector<NodeStanding>& standings,
                     Time now);
std::vector<NodeStanding> read_standings(Connection& connection);

}  // namespace r311::store::sqlite
