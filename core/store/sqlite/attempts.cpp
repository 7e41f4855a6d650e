// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/attempts.h"

#include <limits>
#include <optional>
#include <string_view>

#include "store/delivery_rules.h"
#include "store/rows.h"
#include "store/sqlite/deliveries.h"
#include "store/sqlite/merging.h"
#include "store/sqlite/names.h"
#include "store/sqlite/updates.h"

namespace r311::store::sqlite {

const char* const kClaim =
    "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, reason = '', leased = ?3 WHERE id ="
    " (SELECT id FROM deliveries WHERE destination = ?1 AND state = 'waiting' AND held = 0 AND due <= ?2"
    " ORDER BY due, id LIMIT 1) RETURNING " R311_DELIVERY_COLUMNS;
const char* const kInterrupt =
    "UPDATE deliveries SET state = 'unknown', reason = ?2"
    " WHERE destination = ?1 AND state = 'sending' AND state <> 'delivered' AND leased <= ?3";
const char* const kFirstToWaitFor =
    "SELECT id, kind = 'create' AND state = 'rejected' FROM deliveries INDEXED BY deliveries_holding"
    " WHERE request = ?1 AND " R311_HOLDS_OTHERS_UP " ORDER BY id LIMIT 1";
const char* const kRelease =
    "UPDATE deliveries INDEXED BY deliveries_following SET held = 0"
    " WHERE request = ?1 AND held = 1 AND id <= ?2 AND " R311_FOLLOWS;
const char* const kHold =
    "UPDATE deliveries INDEXED BY deliveries_following SET held = 1"
    " WHERE request = ?1 AND held = 0 AND id > ?2 AND " R311_FOLLOWS;

namespace {

constexpr const char* kInterruptAttempts =
    "UPDATE attempts SET outcome = 'interrupted', reason = ?2 WHERE outcome = '' AND delivery IN"
    " (SELECT id FROM deliveries WHERE destination = ?1 AND state = 'sending' AND state <> 'delivered'"
    " AND leased <= ?3)";
constexpr const char* kBegin =
    "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, reason = '', leased = ?2"
    " WHERE id = ?1 AND attempts = ?3 AND (state = 'unknown' OR (state = 'waiting' AND held = 0))";
constexpr const char* kExtend =
    "UPDATE deliveries SET leased = ?3 WHERE id = ?1 AND state = 'sending' AND attempts = ?2";
constexpr const char* kForgetLeases =
    "UPDATE deliveries SET leased = 0 WHERE state = 'sending' AND state <> 'delivered'";
constexpr const char* kBeginAttempt =
    "INSERT INTO attempts (delivery, number, started) SELECT id, attempts, ?2 FROM deliveries WHERE id = ?1";
constexpr const char* kState = "SELECT state, held, attempts FROM deliveries WHERE id = ?1";
constexpr const char* kSettle =
    "UPDATE deliveries SET state = ?2, due = ?3, reason = ?4 WHERE id = ?1 AND state = 'sending' AND attempts = ?5";
constexpr const char* kSettleAttempt =
    "UPDATE attempts SET started = ?2, took = ?3, outcome = ?4, reason = ?5"
    " WHERE delivery = ?1 AND number = (SELECT attempts FROM deliveries WHERE id = ?1)";
constexpr const char* kStepBack =
    "UPDATE deliveries SET state = ?2, due = ?3, reason = ?4, attempts = attempts - 1 WHERE id = ?1"
    " AND state = 'sending' AND attempts = ?5"
    " AND (SELECT started FROM attempts WHERE delivery = ?1 AND number = ?5) = ?6";
constexpr const char* kForgetAttempt = "DELETE FROM attempts WHERE delivery = ?1 AND number = ?2";
// Two statements, because one that names a column rewrites the indices of it: most requests show from the start.
constexpr const char* kShow =
    "UPDATE requests SET visible = non_public = 0, veiled = non_public <> 0"
    " WHERE seq = ?1 AND visible = 0 AND veiled = 0 AND type <> 'blackbox'";
constexpr const char* kReference = "UPDATE requests SET reference = ?2 WHERE seq = ?1 AND ?2 <> ''";
constexpr const char* kTakeReferenceAsId =
    "UPDATE requests SET own_id = id, id = ?2 WHERE seq = ?1 AND backend_id = 1 AND own_id = '' AND ?2 <> ''"
    " AND NOT EXISTS (SELECT 1 FROM requests o WHERE o.jurisdiction = requests.jurisdiction"
    " AND (o.id = ?2 OR (o.own_id = ?2 AND o.own_id <> '')))";
constexpr const char* kFailed =
    "UPDATE destinations SET last_reason = ?2, last_failure = ?3"
    " WHERE number = (SELECT destination FROM deliveries WHERE id = ?1)";
constexpr const char* kBelongsTo =
    "SELECT d.request, d.kind, r.id, r.backend_id FROM deliveries d JOIN requests r ON r.seq = d.request"
    " WHERE d.id = ?1";
constexpr const char* kFollow =
    "INSERT INTO deliveries (request, destination, kind, key, content, trace, state, created, due)"
    " SELECT seq, destination, ?2, ?3, ?4, ?5, 'waiting', ?6, ?6 FROM requests WHERE seq = ?1";
constexpr const char* kRejectBehind =
    "UPDATE deliveries SET state = 'rejected', reason = ?2 WHERE request = ?1 AND kind <> 'create'"
    " AND state IN ('waiting', 'parked')";

// Says why a delivery could not be moved.
[[noreturn]] void refuse(Connection& connection, std::int64_t delivery, const char* moved) {
  Query query = connection.query(kState);
  if (!query.with(delivery).step()) throw Failure{no_delivery(delivery)};
  Row row = query.row();
  Standing standing;
  standing.state = row.text();
  standing.held = row.flag();
  standing.attempts = row.number();
  throw Failure{refusal(delivery, standing, moved)};
}

Time leased_until(const Desk& desk, Milliseconds lease) {
  return lease > Milliseconds{0} ? desk.clock.now() + lease : Time{};
}

// The delivery that a claim began.
std::optional<Delivery> begin_first(Desk& desk, const Claim& claim) {
  const auto number = find_destination(desk.connection, claim.destination);
  if (!number) return std::nullopt;
  std::optional<Delivery> begun;
  {
    Query query = desk.connection.query(kClaim);
    query.with(*number, claim.due_by, leased_until(desk, claim.lease));
    if (!query.step()) return std::nullopt;
    Row row = query.row();
    begun = read_delivery(row, claim.destination);
    query.step();
  }
  desk.connection.query(kBeginAttempt).with(begun->id, claim.started).run();
  return begun;
}

}  // namespace

void begin_attempt(Desk& desk, const Delivery& delivery, Time now, Milliseconds lease) {
  desk.connection.query(kBegin).with(delivery.id, leased_until(desk, lease), delivery.attempts).run();
  if (desk.connection.changed() == 0) refuse(desk.connection, delivery.id, "begun");
  desk.connection.query(kBeginAttempt).with(delivery.id, now).run();
}

void extend_lease(Desk& desk, const Delivery& delivery, Milliseconds lease) {
  desk.connection.query(kExtend).with(delivery.id, delivery.attempts, desk.clock.now() + lease).run();
  if (desk.connection.changed() == 0) refuse(desk.connection, delivery.id, "extended");
}

void forget_leases(Connection& connection) { connection.run(kForgetLeases); }

namespace {

void end_attempt(Connection& connection, const Delivery& delivery, const Settlement& settlement) {
  connection.query(kSettle)
      .with(delivery.id, word(settlement.state), settlement.due, settlement.reason, delivery.attempts)
      .run();
  if (connection.changed() == 0) refuse(connection, delivery.id, "settled");
  connection.query(kSettleAttempt)
      .with(delivery.id, settlement.started, settlement.took.count(), settlement.outcome, settlement.reason)
      .run();
  if (settlement.state != DeliveryState::delivered)
    connection.query(kFailed).with(delivery.id, settlement.reason, settlement.started).run();
}

void step_back(Connection& connection, const Delivery& delivery, const Settlement& settlement) {
  connection.query(kStepBack)
      .with(delivery.id, word(settlement.state), settlement.due, settlement.reason, delivery.attempts,
            settlement.started)
      .run();
  if (connection.changed() == 0) refuse(connection, delivery.id, "settled");
  connection.query(kForgetAttempt).with(delivery.id, delivery.attempts).run();
}

}  // namespace

Settled settle_attempt(Desk& desk, const Delivery& delivery, const Settlement& settlement) {
  if (const auto fit = check_settlement(settlement); !fit) throw Failure{fit.error()};
  Connection& connection = desk.connection;
  if (settlement.stepped_back)
    step_back(connection, delivery, settlement);
  else
    end_attempt(connection, delivery, settlement);
  const bool delivered = settlement.state == DeliveryState::delivered;

  std::int64_t request = 0;
  Settled settled;
  bool create = true;
  bool backend_id = false;
  {
    Query query = connection.query(kBelongsTo);
    if (!query.with(delivery.id).step()) refuse(connection, delivery.id, "settled");
    Row row = query.row();
    request = row.number();
    create = read_kind(row) == DeliveryKind::create;
    settled.id = row.text();
    backend_id = row.flag();
  }
  if (delivered && create) {
    connection.query(kShow).with(request).run();
    connection.query(kReference).with(request, settlement.reference).run();
    merge_foreign(connection, request, settlement.reference);
    connection.query(kTakeReferenceAsId).with(request, settlement.reference).run();
    tell_id(settled, settlement, backend_id, connection.changed() > 0);
  }
  if (delivered && delivery.kind == DeliveryKind::update)
    keep_echo(connection, request, delivery.content, settlement.reference);
  order_followers(connection, request);
  return settled;
}

void take_turn(Desk& desk, const Turn& turn, Turned& turned) {
  if (turn.ended) {
    desk.connection.run("SAVEPOINT ended");
    try {
      turned.settled = settle_attempt(desk, turn.ended->delivery, turn.ended->settlement);
    } catch (const Failure& failed) {
      const bool refused = failed.error.kind == Kind::conflict || failed.error.kind == Kind::not_found;
      if (failed.environment || !refused) throw;
      desk.connection.run("ROLLBACK TO ended");
      turned.settled = tl::unexpected<Error>(failed.error);
    }
    desk.connection.run("RELEASE ended");
  }
  if (turn.claim) turned.claimed.begun = begin_first(desk, *turn.claim);
}

std::int64_t add_follower(Desk& desk, std::int64_t request, const FollowUp& next) {
  Connection& connection = desk.connection;
  connection.query(kFollow).with(request, word(next.kind), next.key, next.content, next.trace, desk.clock.now()).run();
  if (connection.changed() == 0) throw Failure{no_report(request)};
  const std::int64_t number = connection.last_row();
  order_followers(connection, request);
  return number;
}

void order_followers(Connection& connection, std::int64_t request) {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  bool rejected = false;
  {
    Query query = connection.query(kFirstToWaitFor);
    if (query.with(request).step()) {
      Row row = query.row();
      first = row.number();
      rejected = row.flag();
    }
  }
  if (rejected) connection.query(kRejectBehind).with(request, std::string_view(kRejectedWithItsReport)).run();
  connection.query(kRelease).with(request, first).run();
  connection.query(kHold).with(request, first).run();
}

std::vector<Delivery> settle_interrupted(Desk& desk, const std::string& destination) {
  const auto number = find_destination(desk.connection, destination);
  if (!number) return {};
  const std::string_view reason = kInterruptedReason;
  const Time now = desk.clock.now();
  desk.connection.query(kInterruptAttempts).with(*number, reason, now).run();
  desk.connection.query(kInterrupt).with(*number, reason, now).run();
  return read_unknown(desk.connection, *number, destination);
}

}  // namespace r311::store::sqlite
