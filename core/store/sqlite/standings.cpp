// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/standings.h"
#include "store/rows.h"

#include "store/sqlite/schema.h"

namespace r311::store::sqlite {

const char* const kNodesSchema = R"sql(
CREATE TABLE node_standings (
  node TEXT NOT NULL,
  destination TEXT NOT NULL,
  circuit TEXT NOT NULL,
  window_size INTEGER NOT NULL,
  in_flight INTEGER NOT NULL,
  last_reason TEXT NOT NULL,
  next_try INTEGER,
  updated INTEGER NOT NULL,
  PRIMARY KEY (node, destination)
) STRICT, WITHOUT ROWID;
)sql";

namespace {

constexpr const char* kForget = "DELETE FROM node_standings WHERE node = ?1 OR updated < ?2";
constexpr const char* kTell = "INSERT INTO node_standings VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
constexpr const char* kRead = "SELECT " R311_NODE_STANDING_COLUMNS " FROM node_standings ORDER BY destination, node";

}  // namespace

void write_standings(Connection& connection, const std::string& node, const std::vector<NodeStanding>& standings,
                     Time now) {
  connection.query(kForget).with(node, now - kStandingsKept).run();
  for (const auto& one : standings) {
    connection.query(kTell)
        .with(node, one.destination, one.circuit, static_cast<std::int64_t>(one.window),
              static_cast<std::int64_t>(one.in_flight), one.last_reason, one.next_try, now)
        .run();
  }
}

std::vector<NodeStanding> read_standings(Connection& connection) {
  std::vector<NodeStanding> found;
  Query query = connection.query(kRead);
  while (query.step()) {
    Row row = query.row();
    found.push_back(read_node_standing(row));
  }
  return found;
}

}  // namespace r311::store::sqlite
