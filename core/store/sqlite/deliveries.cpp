// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/deliveries.h"

#include <algorithm>
#include <limits>

#include "store/rows.h"
#include "store/sqlite/names.h"

namespace r311::store::sqlite {

const char* const kDue = "SELECT " R311_DELIVERY_COLUMNS
                         " FROM deliveries WHERE destination = ?1 AND state = 'waiting' AND held = 0 AND due <= ?2"
                         " ORDER BY due, id LIMIT ?3";
const char* const kDueLast = "SELECT " R311_DELIVERY_COLUMNS
                             " FROM deliveries WHERE destination = ?1 AND state = 'waiting' AND held = 0 AND due <= ?2"
                             " ORDER BY due DESC, id DESC LIMIT ?3";
const char* const kNextDue =
    "SELECT min(due) FROM deliveries WHERE destination = ?1 AND state = 'waiting' AND held = 0";
const char* const kUnknown =
    "SELECT " R311_DELIVERY_COLUMNS
    " FROM deliveries WHERE destination = ?1 AND state = 'unknown' AND state <> 'delivered' ORDER BY id";

namespace {

constexpr const char* kOfRequest = "SELECT " R311_DELIVERY_COLUMNS " FROM deliveries WHERE request = ?1 ORDER BY id";

constexpr const char* kAttempts = "SELECT " R311_ATTEMPT_COLUMNS " FROM attempts WHERE delivery = ?1 ORDER BY number";
constexpr const char* kCensus = "SELECT state, count FROM delivery_counts WHERE destination = ?1 AND count > 0";

std::vector<Delivery> read_deliveries(Query& query, const std::string& destination) {
  return collect(query, [&](Row& row) { return read_delivery(row, destination); });
}

std::vector<Delivery> read_page(Connection& connection, const char* statement, const std::string& destination, Time now,
                                std::size_t limit) {
  const auto number = find_destination(connection, destination);
  if (!number) return {};
  const auto most = std::min<std::size_t>(limit, std::numeric_limits<std::int32_t>::max());
  Query query = connection.query(statement);
  query.with(*number, now, static_cast<std::int64_t>(most));
  return read_deliveries(query, destination);
}

}  // namespace

std::vector<Delivery> read_due(Connection& connection, const std::string& destination, Time now, std::size_t limit) {
  return read_page(connection, kDue, destination, now, limit);
}

std::vector<Delivery> read_due_last(Connection& connection, const std::string& destination, Time now,
                                    std::size_t limit) {
  return read_page(connection, kDueLast, destination, now, limit);
}

std::optional<Time> read_next_due(Connection& connection, const std::string& destination) {
  const auto number = find_destination(connection, destination);
  if (!number) return std::nullopt;
  Query query = connection.query(kNextDue);
  if (!query.with(*number).step() || query.row().null()) return std::nullopt;
  return query.row().time();
}

std::vector<Attempt> read_attempts(Connection& connection, std::int64_t delivery) {
  Query query = connection.query(kAttempts);
  return collect(query.with(delivery), read_attempt<Row>);
}

std::vector<std::pair<DeliveryState, std::int64_t>> read_census(Connection& connection,
                                                                const std::string& destination) {
  const auto number = find_destination(connection, destination);
  if (!number) return {};
  Query query = connection.query(kCensus);
  auto counts = collect(query.with(*number), read_count<Row>);
  std::sort(counts.begin(), counts.end());
  return counts;
}

std::vector<Delivery> read_deliveries_of(Connection& connection, std::int64_t request, const std::string& destination) {
  Query query = connection.query(kOfRequest);
  query.with(request);
  return read_deliveries(query, destination);
}

std::vector<Delivery> read_unknown(Connection& connection, std::int64_t number, const std::string& destination) {
  Query query = connection.query(kUnknown);
  query.with(number);
  return read_deliveries(query, destination);
}

}  // namespace r311::store::sqlite
