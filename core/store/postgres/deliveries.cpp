// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/deliveries.h"

#include <algorithm>
#include <limits>
#include <string_view>

namespace r311::store::postgres {

#define R311_DELIVERY_COLUMNS "id, request, kind, key, content, trace, state, attempts, created, due, reason"
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
#undef R311_DELIVERY_COLUMNS

constexpr const char* kAttempts =
    "SELECT number, started, took, outcome, reason FROM attempts WHERE delivery = $1 ORDER BY number";
constexpr const char* kCensus =
    "SELECT state, sum(count)::bigint FROM delivery_counts WHERE destination = $1 GROUP BY state HAVING sum(count) > 0";
constexpr const char* kFold =
    "WITH gone AS (DELETE FROM delivery_counts WHERE number IN (SELECT number FROM delivery_counts ORDER BY number"
    " LIMIT 2000 FOR UPDATE SKIP LOCKED) RETURNING destination, state, count)"
    " INSERT INTO delivery_counts (destination, state, count) SELECT destination, state, sum(count) FROM gone"
    " GROUP BY destination, state HAVING sum(count) <> 0";

DeliveryState read_state(Row& row) {
  const std::string_view text = row.view();
  if (const auto state = delivery_state_of(text)) return *state;
  throw Failure{{Kind::corrupt, "the store holds the unknown delivery state " + std::string(text)}};
}

std::vector<Delivery> read_deliveries(const Rows& rows, const std::string& destination) {
  std::vector<Delivery> deliveries;
  for (int i = 0; i < rows.size(); ++i) {
    Row row = rows[i];
    Delivery delivery;
    delivery.id = row.number();
    delivery.request = row.number();
    delivery.kind = read_kind(row);
    delivery.destination = destination;
    delivery.key = row.text();
    delivery.content = row.text();
    delivery.trace = row.text();
    delivery.state = read_state(row);
    delivery.attempts = static_cast<int>(row.number());
    delivery.created = row.time();
    delivery.due = row.time();
    delivery.reason = row.text();
    deliveries.push_back(std::move(delivery));
  }
  return deliveries;
}

std::vector<Delivery> read_page(Connection& connection, Names& names, const char* statement,
                                const std::string& destination, Time now, std::size_t limit) {
  const auto number = names.destination(connection, destination);
  if (!number) return {};
  const auto most = std::min<std::size_t>(limit, std::numeric_limits<std::int32_t>::max());
  return read_deliveries(connection.run(statement, *number, now, static_cast<std::int64_t>(most)), destination);
}

}  // namespace

DeliveryKind read_kind(Row& row) {
  const std::string_view text = row.view();
  if (const auto kind = delivery_kind_of(text)) return *kind;
  throw Failure{{Kind::corrupt, "the store holds a delivery of the unknown kind " + std::string(text)}};
}

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
  std::vector<Attempt> attempts;
  const Rows rows = connection.run(kAttempts, delivery);
  for (int i = 0; i < rows.size(); ++i) {
    Row row = rows[i];
    Attempt attempt;
    attempt.number = static_cast<int>(row.number());
    attempt.started = row.time();
    attempt.took = Milliseconds{row.number()};
    attempt.outcome = row.text();
    attempt.reason = row.text();
    attempts.push_back(std::move(attempt));
  }
  return attempts;
}

Census read_census(Connection& connection, std::int64_t destination) {
  Census counts;
  const Rows rows = connection.run(kCensus, destination);
  for (int i = 0; i < rows.size(); ++i) {
    Row row = rows[i];
    const DeliveryState state = read_state(row);
    counts.emplace_back(state, row.number());
  }
  std::sort(counts.begin(), counts.end());
  return counts;
}

void fold_counts(Connection& connection) { connection.run(kFold); }

}  // namespace r311::store::postgres
