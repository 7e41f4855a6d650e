// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/facet_backlog.h"

#include <vector>

#include "store/postgres/facet_rows.h"

namespace r311::store::postgres {
namespace {

constexpr const char* kAdd = "INSERT INTO facet_backlog VALUES ($1)";
constexpr const char* kLength = "SELECT count(*) FROM (SELECT FROM facet_backlog LIMIT $1) counted";
constexpr const char* kTake =
    "DELETE FROM facet_backlog WHERE seq IN (SELECT seq FROM facet_backlog ORDER BY seq LIMIT $1"
    " FOR UPDATE SKIP LOCKED) RETURNING seq";
constexpr const char* kSettle = "SELECT gin_clean_pending_list('request_facets_words')";

}  // namespace

void add_to_backlog(Connection& connection, std::int64_t request) { connection.run(kAdd, request); }

std::int64_t backlog_length(Connection& connection, std::int64_t most) {
  return connection.run(kLength, most).front().number();
}

// Taken first and read then, by a statement that sees what was committed while the first one waited for its locks.
std::int64_t index_backlog(Connection& connection, std::int64_t most) {
  connection.begin();
  const auto taken = collect(connection.run(kTake, most), [](Row& row) { return row.number(); });
  if (!taken.empty()) add_facets(connection, taken);
  connection.commit();
  return static_cast<std::int64_t>(taken.size());
}

void settle_index(Connection& connection) { connection.run(kSettle); }

}  // namespace r311::store::postgres
