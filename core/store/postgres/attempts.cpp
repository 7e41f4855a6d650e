// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/attempts.h"

#include "store/delivery_rules.h"
#include "store/postgres/deliveries.h"
#include "store/postgres/server_time.h"
#include "store/postgres/updates.h"
#include "store/rows.h"

namespace r311::store::postgres {
namespace {

constexpr const char* kBegin =
    "WITH begun AS (UPDATE deliveries SET state = 'sending', attempts = attempts + 1, reason = '',"
    " leased = CASE WHEN $2 > 0 THEN " R311_SERVER_TIME
    " + $2 ELSE 0 END"
    " WHERE id = (SELECT id FROM deliveries WHERE id = $1 AND attempts = $4"
    " AND (state = 'unknown' OR (state = 'waiting' AND NOT held)) FOR UPDATE SKIP LOCKED) RETURNING id, attempts)"
    " INSERT INTO attempts (delivery, number, started) SELECT id, attempts, $3 FROM begun";
constexpr const char* kExtend =
    "UPDATE deliveries SET leased = " R311_SERVER_TIME " + $3 WHERE id = $1 AND state = 'sending' AND attempts = $2";
constexpr const char* kStanding = "SELECT state, held, attempts FROM deliveries WHERE id = $1";

constexpr const char* kBelongsTo =
    "SELECT d.request, d.kind, r.id, r.backend_id FROM deliveries d JOIN requests r ON r.seq = d.request"
    " WHERE d.id = $1 FOR NO KEY UPDATE OF r";
constexpr const char* kSettle =
    "UPDATE deliveries SET state = $2, due = $3, reason = $4 WHERE id = $1 AND state = 'sending' AND attempts = $5";
constexpr const char* kSettleAttempt =
    "UPDATE attempts SET started = $3, took = $4, outcome = $5, reason = $6 WHERE delivery = $1 AND number = $2";
constexpr const char* kDelivered =
    "UPDATE requests SET visible = (type <> 'blackbox'),"
    " reference = CASE $2 WHEN '' THEN reference ELSE $2 END WHERE seq = $1";
constexpr const char* kTakeReferenceAsId =
    "UPDATE requests SET own_id = id, id = $2 WHERE seq = $1 AND backend_id AND own_id = '' AND $2 <> ''"
    " AND NOT EXISTS (SELECT 1 FROM requests o WHERE o.jurisdiction = requests.jurisdiction AND o.id = $2)"
    " AND NOT EXISTS (SELECT 1 FROM requests o WHERE o.jurisdiction = requests.jurisdiction AND o.own_id = $2"
    " AND o.own_id <> '')";
// Who finds the row locked leaves it: another failure of this moment is being told there.
constexpr const char* kFailed =
    "UPDATE destinations SET last_reason = $2, last_failure = $3 WHERE number = (SELECT number FROM destinations"
    " WHERE number = (SELECT destination FROM deliveries WHERE id = $1) FOR NO KEY UPDATE SKIP LOCKED)";

constexpr const char* kInterrupt =
    "WITH dead AS (SELECT id, attempts FROM deliveries WHERE destination = $1 AND state = 'sending'"
    " AND state <> 'delivered' AND leased <= " R311_SERVER_TIME
    " ORDER BY id FOR UPDATE SKIP LOCKED),"
    " moved AS (UPDATE deliveries d SET state = 'unknown', reason = $2 FROM dead WHERE d.id = dead.id)"
    " UPDATE attempts a SET outcome = 'interrupted', reason = $2 FROM dead"
    " WHERE a.delivery = dead.id AND a.number = dead.attempts AND a.outcome = ''";

constexpr const char* kFollow =
    "INSERT INTO deliveries (request, destination, kind, key, content, trace, state, created, due)"
    " SELECT seq, destination, $2, $3, $4, $5, 'waiting', $6, $6 FROM requests WHERE seq = $1 RETURNING id";
constexpr const char* kLock = "SELECT seq FROM requests WHERE seq = ANY ($1::bigint[]) ORDER BY seq FOR NO KEY UPDATE";
constexpr const char* kRejectBehind =
    "UPDATE deliveries d SET state = 'rejected', reason = $2 WHERE d.request = ANY ($1::bigint[])"
    " AND d.kind <> 'create' AND d.state IN ('waiting', 'parked') AND EXISTS (SELECT 1 FROM deliveries c"
    " WHERE c.request = d.request AND c.kind = 'create' AND c.state = 'rejected')";
constexpr const char* kHold =
    "UPDATE deliveries d SET held = NOT d.held WHERE d.request = ANY ($1::bigint[]) AND d.kind <> 'create'"
    " AND d.held <> EXISTS (SELECT 1 FROM deliveries e WHERE e.request = d.request AND e.id < d.id"
    " AND e.state <> 'delivered' AND (e.state <> 'rejected' OR e.kind = 'create'))";

// Says why a delivery could not be moved.
[[noreturn]] void refuse(Connection& connection, std::int64_t delivery, const char* moved) {
  const Rows rows = connection.run(kStanding, delivery);
  if (rows.empty()) throw Failure{no_delivery(delivery)};
  Row row = rows.front();
  Standing standing;
  standing.state = row.text();
  standing.held = row.flag();
  standing.attempts = row.number();
  throw Failure{refusal(delivery, standing, moved)};
}

// Whether the request is known by `reference` from now on.
bool take_reference_as_id(Connection& connection, std::int64_t request, const std::string& reference) {
  try {
    return connection.run(kTakeReferenceAsId, request, reference).changed() > 0;
  } catch (Failure& failed) {
    // Another node gave it away between the look and the write: the next look sees that.
    if (failed.error.kind == Kind::conflict) failed.trouble = Trouble::again;
    throw;
  }
}

}  // namespace

void begin_attempt(Connection& connection, const Delivery& delivery, Time now, Milliseconds lease) {
  const Rows begun =
      connection.run(kBegin, delivery.id, static_cast<std::int64_t>(lease.count()), now, delivery.attempts);
  if (begun.changed() == 0) refuse(connection, delivery.id, "begun");
}

void extend_lease(Connection& connection, const Delivery& delivery, Milliseconds lease) {
  const Rows extended =
      connection.run(kExtend, delivery.id, delivery.attempts, static_cast<std::int64_t>(lease.count()));
  if (extended.changed() == 0) refuse(connection, delivery.id, "extended");
}

Settled settle_attempt(Connection& connection, const Delivery& delivery, const Settlement& settlement) {
  if (const auto fit = check_settlement(settlement); !fit) throw Failure{fit.error()};
  const Rows belongs = connection.run(kBelongsTo, delivery.id);
  if (belongs.empty()) refuse(connection, delivery.id, "settled");
  Row row = belongs.front();
  const std::int64_t request = row.number();
  const bool create = read_kind(row) == DeliveryKind::create;
  Settled settled;
  settled.id = row.text();
  const bool backend_id = row.flag();
  const Rows moved = connection.run(kSettle, delivery.id, word(settlement.state), settlement.due, settlement.reason,
                                    delivery.attempts);
  if (moved.changed() == 0) refuse(connection, delivery.id, "settled");
  connection.run(kSettleAttempt, delivery.id, delivery.attempts, settlement.started,
                 static_cast<std::int64_t>(settlement.took.count()), settlement.outcome, settlement.reason);
  const bool delivered = settlement.state == DeliveryState::delivered;
  if (!delivered) connection.run(kFailed, delivery.id, settlement.reason, settlement.started);
  if (delivered && create) {
    connection.run(kDelivered, request, settlement.reference);
    tell_id(settled, settlement, backend_id, take_reference_as_id(connection, request, settlement.reference));
  }
  if (delivered && delivery.kind == DeliveryKind::update)
    keep_echo(connection, request, delivery.content, settlement.reference);
  order_followers(connection, {request});
  return settled;
}

std::vector<Delivery> settle_interrupted(Connection& connection, std::int64_t number, const std::string& destination) {
  connection.run(kInterrupt, number, kInterruptedReason);
  return read_unknown(connection, number, destination);
}

std::int64_t add_follower(Connection& connection, std::int64_t request, const FollowUp& next, Time now) {
  lock_requests(connection, {request});
  const Rows added = connection.run(kFollow, request, word(next.kind), next.key, next.content, next.trace, now);
  if (added.empty()) throw Failure{no_report(request)};
  order_followers(connection, {request});
  return added.front().number();
}

void lock_requests(Connection& connection, const std::vector<std::int64_t>& requests) {
  connection.run(kLock, requests);
}

void order_followers(Connection& connection, const std::vector<std::int64_t>& requests) {
  connection.run(kRejectBehind, requests, kRejectedWithItsReport);
  connection.run(kHold, requests);
}

}  // namespace r311::store::postgres
