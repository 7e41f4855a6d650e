// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/deliveries.h"

#include <algorithm>
#include <limits>

#include "store/sqlite/names.h"

namespace r311::store::sqlite {

#define R311_DELIVERY_COLUMNS "id, request, key, trace, state, attempts, created, due, reason"
const char* const kDue =
    "SELECT " R311_DELIVERY_COLUMNS
    " FROM deliveries WHERE destination = ?1 AND state = 'waiting' AND due <= ?2 ORDER BY due, id LIMIT ?3";
const char* const kNextDue = "SELECT min(due) FROM deliveries WHERE destination = ?1 AND state = 'waiting'";
const char* const kInterrupt =
    "UPDATE deliveries SET state = 'unknown', reason = ?2 WHERE destination = ?1 AND state = 'sending'";
const char* const kUnknown =
    "SELECT " R311_DELIVERY_COLUMNS " FROM deliveries WHERE destination = ?1 AND state = 'unknown' ORDER BY id";
#undef R311_DELIVERY_COLUMNS

namespace {

constexpr const char* kInterruptedReason = "the gateway stopped while the back end was being called";

constexpr const char* kInterruptAttempts =
    "UPDATE attempts SET outcome = 'interrupted', reason = ?2 WHERE outcome = '' AND delivery IN"
    " (SELECT id FROM deliveries WHERE destination = ?1 AND state = 'sending')";
constexpr const char* kAttempts =
    "SELECT number, started, took, outcome, reason FROM attempts WHERE delivery = ?1 ORDER BY number";
constexpr const char* kCensus = "SELECT state, count FROM delivery_counts WHERE destination = ?1 AND count > 0";
constexpr const char* kBegin =
    "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, reason = ''"
    " WHERE id = ?1 AND state IN ('waiting', 'unknown')";
constexpr const char* kBeginAttempt =
    "INSERT INTO attempts (delivery, number, started) SELECT id, attempts, ?2 FROM deliveries WHERE id = ?1";
constexpr const char* kState = "SELECT state FROM deliveries WHERE id = ?1";
constexpr const char* kSettle =
    "UPDATE deliveries SET state = ?2, due = ?3, reason = ?4 WHERE id = ?1 AND state = 'sending'";
constexpr const char* kSettleAttempt =
    "UPDATE attempts SET started = ?2, took = ?3, outcome = ?4, reason = ?5"
    " WHERE delivery = ?1 AND number = (SELECT attempts FROM deliveries WHERE id = ?1)";
constexpr const char* kDelivered =
    "UPDATE requests SET visible = (type <> 'blackbox'),"
    " reference = CASE ?2 WHEN '' THEN reference ELSE ?2 END"
    " WHERE seq = (SELECT request FROM deliveries WHERE id = ?1)";

DeliveryState read_state(Row& row) {
  const std::string_view text = row.view();
  if (const auto state = delivery_state_of(text)) return *state;
  throw Failure{{Kind::corrupt, "the store holds the unknown delivery state " + std::string(text)}};
}

std::vector<Delivery> read_deliveries(Query& query, const std::string& destination) {
  std::vector<Delivery> deliveries;
  while (query.step()) {
    Row row = query.row();
    Delivery delivery;
    delivery.id = row.number();
    delivery.request = row.number();
    delivery.destination = destination;
    delivery.key = row.text();
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

// Says why a delivery could not be moved.
[[noreturn]] void refuse(Connection& connection, std::int64_t delivery, const char* move) {
  Query query = connection.query(kState);
  const std::string number = std::to_string(delivery);
  if (!query.with(delivery).step()) throw Failure{{Kind::not_found, "the store has no delivery number " + number}};
  throw Failure{{Kind::conflict, "delivery " + number + " is " + query.row().text() + " and can't be " + move}};
}

}  // namespace

std::vector<Delivery> read_due(Connection& connection, const std::string& destination, Time now, std::size_t limit) {
  const auto number = find_destination(connection, destination);
  if (!number) return {};
  const auto most = std::min<std::size_t>(limit, std::numeric_limits<std::int32_t>::max());
  Query query = connection.query(kDue);
  query.with(*number, now, static_cast<std::int64_t>(most));
  return read_deliveries(query, destination);
}

std::optional<Time> read_next_due(Connection& connection, const std::string& destination) {
  const auto number = find_destination(connection, destination);
  if (!number) return std::nullopt;
  Query query = connection.query(kNextDue);
  if (!query.with(*number).step() || query.row().null()) return std::nullopt;
  return query.row().time();
}

std::vector<Attempt> read_attempts(Connection& connection, std::int64_t delivery) {
  std::vector<Attempt> attempts;
  Query query = connection.query(kAttempts);
  query.with(delivery);
  while (query.step()) {
    Row row = query.row();
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

std::vector<std::pair<DeliveryState, std::int64_t>> read_census(Connection& connection,
                                                                const std::string& destination) {
  std::vector<std::pair<DeliveryState, std::int64_t>> counts;
  const auto number = find_destination(connection, destination);
  if (!number) return counts;
  Query query = connection.query(kCensus);
  query.with(*number);
  while (query.step()) {
    Row row = query.row();
    const DeliveryState state = read_state(row);
    counts.emplace_back(state, row.number());
  }
  std::sort(counts.begin(), counts.end());
  return counts;
}

void begin_attempt(Desk& desk, std::int64_t delivery, Time now) {
  desk.connection.query(kBegin).with(delivery).run();
  if (desk.connection.changed() == 0) refuse(desk.connection, delivery, "begun");
  desk.connection.query(kBeginAttempt).with(delivery, now).run();
}

void settle_attempt(Desk& desk, std::int64_t delivery, const Settlement& settlement) {
  if (settlement.state == DeliveryState::sending) {
    throw Failure{{Kind::invalid, "an attempt can't end with its delivery still being sent"}};
  }
  desk.connection.query(kSettle).with(delivery, word(settlement.state), settlement.due, settlement.reason).run();
  if (desk.connection.changed() == 0) refuse(desk.connection, delivery, "settled");
  desk.connection.query(kSettleAttempt)
      .with(delivery, settlement.started, settlement.took.count(), settlement.outcome, settlement.reason)
      .run();
  if (settlement.state == DeliveryState::delivered) {
    desk.connection.query(kDelivered).with(delivery, settlement.reference).run();
  }
}

std::vector<Delivery> settle_interrupted(Desk& desk, const std::string& destination) {
  const auto number = find_destination(desk.connection, destination);
  if (!number) return {};
  desk.connection.query(kInterruptAttempts).with(*number, std::string_view(kInterruptedReason)).run();
  desk.connection.query(kInterrupt).with(*number, std::string_view(kInterruptedReason)).run();
  Query query = desk.connection.query(kUnknown);
  query.with(*number);
  return read_deliveries(query, destination);
}

}  // namespace r311::store::sqlite
