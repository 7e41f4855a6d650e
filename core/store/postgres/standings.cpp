// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/standings.h"
#include "store/rows.h"

#include "store/postgres/schema.h"

namespace r311::store::postgres {

// Means nothing after a crash of the server, so it needs no log.
const char* const kNodesSchema = R"sql(
CREATE UNLOGGED TABLE node_standings (
  node text COLLATE "C" NOT NULL,
  destination text COLLATE "C" NOT NULL,
  circuit text COLLATE "C" NOT NULL,
  window_size bigint NOT NULL,
  in_flight bigint NOT NULL,
  last_reason text NOT NULL,
  next_try bigint,
  updated bigint NOT NULL,
  PRIMARY KEY (node, destination)
);
)sql";

namespace {

// Who finds rows locked leaves them: another node is clearing away the same.
constexpr const char* kForget =
    "DELETE FROM node_standings WHERE (node, destination) IN (SELECT node, destination FROM node_standings"
    " WHERE node = $1 OR updated < $2 FOR UPDATE SKIP LOCKED)";
constexpr const char* kTell =
    "INSERT INTO node_standings VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (node, destination) DO UPDATE SET"
    " circuit = excluded.circuit, window_size = excluded.window_size, in_flight = excluded.in_flight,"
    " last_reason = excluded.last_reason, next_try = excluded.next_try, updated = excluded.updated";
constexpr const char* kRead = "SELECT " R311_NODE_STANDING_COLUMNS " FROM node_standings ORDER BY destination, node";

}  // namespace

void write_standings(Connection& connection, const std::string& node, const std::vector<NodeStanding>& standings,
                     Time now) {
  connection.run(kForget, node, now - kStandingsKept);
  for (const auto& one : standings) {
    connection.run(kTell, node, one.destination, one.circuit, static_cast<std::int64_t>(one.window),
                   static_cast<std::int64_t>(one.in_flight), one.last_reason, one.next_try, now);
  }
}

std::vector<NodeStanding> read_standings(Connection& connection) {
  std::vector<NodeStanding> found;
  const Rows rows = connection.run(kRead);
  for (int i = 0; i < rows.size(); ++i) {
    Row row = rows[i];
    found.push_back(read_node_standing(row));
  }
  return found;
}

}  // namespace r311::store::postgres
