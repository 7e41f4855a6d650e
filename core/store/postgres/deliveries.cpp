// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/deliveries.h"

#include <algorithm>
#include <limits>

#include "store/rows.h"

namespace r311::store::postgres {

const char* const kDue = "SELECT " R311_DELIVERY_COLUMNS
                         " FROM deliveries WHERE destination = $1 AND state = 'waiting' AND NOT held AND due <= $2"
                         " ORDER BY due, id LIMIT $3";

namespace {

constexpr const char* kDueLast = "SELECT " R311_DELIVERY_COLUMNS
                                 " FROM deliveries WHERE destination = $1 AND state = 'waiting' AND NOT held"
                                 " AND due <= $2 ORDER BY due DESC, id DESC LIMIT $3";
constexpr const char* kNextDue =
    "SELECT due FROM deliveries WHERE destination = $1 AND state = 'waiting' AND NOT held ORDER BY due, id LIMIT 1";
constexpr const char* kUnknown = "SELECT " R311_DELIVERY_COLUMNS
                                 " FROM deliveries WHERE destination = $1 AND state = 'unknown'"
                                 " AND state <> 'delivered' ORDER BY id";
constexpr const char* kOfRequest = "SELECT " R311_DELIVERY_COLUMNS " FROM deliveries WHERE request = $1 ORDER BY id";

constexpr const char* kAttempts = "SELECT " R311_ATTEMPT_COLUMNS " FROM attempts WHERE delivery = $1 ORDER BY number";
constexpr const char* kCensus =
    "SELECT state, sum(count)::bigint FROM delivery_counts WHERE destination = $1 GROUP BY state HAVING sum(count) > 0";
constexpr const char* kFold =
    "WITH gone AS (DELETE FROM delivery_counts WHERE number IN (SELECT number FROM delivery_counts ORDER BY number"
    " LIMIT 2000 FOR UPDATE SKIP LOCKED) RETURNING destination, state, count)"
    " INSERT INTO delivery_counts (destination, state, count) SELECT destination, state, sum(count) FROM gone"
    " GROUP BY destination, state HAVING sum(count) <> 0";

std::vector<Delivery> read_deliveries(const Rows& rows, const std::string& destination) {
  return collect(rows, [&](Row& row) { return read_delivery(row, destination); });
}

std::vector<Delivery> read_page(Connection& connection, Names& names, const char* statement,
                                const std::string& destination, Time now, std::size_t limit) {
  const auto number = names.destination(connection, destination);
  if (!number) return {};
  const auto most = std::min<std::size_t>(limit, std::numeric_limits<std::int32_t>::max());
  return read_deliveries(connection.run(statement, *number, now, static_cast<std::int64_t>(most)), destination);
}

}  // namespace

std::vector<Delivery> read_due(Connection& connection, Names& names, const std::string& destination, Time now,
                               std::size_t limit) {
  return read_page(connection, names, kDue, destination, now, limit);
}

std::vector<Delivery> read_due_last(Connection& connection, Names& names, const std::string& destination, Time now,
                                    std::size_t limit) {
  return read_page(connection, names, kDueLast, destination, now, limit);
}

std::optional<Time> read_next_due(Connection& connection, Names& names, const std::string& destination) {
  const auto number = names.destination(connection, destination);
  if (!number) return std::nullopt;
  const Rows rows = connection.run(kNextDue, *number);
  if (rows.empty()) return std::nullopt;
  return rows.front().time();
}

std::vector<Delivery> read_unknown(Connection& connection, std::int64_t number, const std::string& destination) {
  return read_deliveries(connection.run(kUnknown, number), destination);
}

std::vector<Delivery> read_deliveries_of(Connection& connection, std::int64_t request, const std::string& destination) {
  return read_deliveries(connection.run(kOfRequest, request), destination);
}

std::vector<Attempt> read_attempts(Connection& connection, std::int64_t delivery) {
  return collect(connection.run(kAttempts, delivery), read_attempt<Row>);
}

Census read_census(Connection& connection, std::int64_t destination) {
  Census counts = collect(connection.run(kCensus, destination), read_count<Row>);
  std::sort(counts.begin(), counts.end());
  return counts;
}

void fold_counts(Connection& connection) { connection.run(kFold); }

}  // namespace r311::store::postgres
