// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/attempts.h"

#include <map>
#include <set>

#include "store/delivery_rules.h"
#include "store/postgres/deliveries.h"
#include "store/postgres/merging.h"
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

constexpr const char* kClaim =
    "WITH first AS (SELECT id FROM deliveries WHERE destination = $1 AND state = 'waiting' AND NOT held AND due <= $2"
    " ORDER BY due, id LIMIT $3 FOR UPDATE SKIP LOCKED),"
    " begun AS (UPDATE deliveries d SET state = 'sending', attempts = attempts + 1, reason = '',"
    " leased = CASE WHEN $5 > 0 THEN " R311_SERVER_TIME
    " + $5 ELSE 0 END FROM first WHERE d.id = first.id RETURNING d.*),"
    " tried AS (INSERT INTO attempts (delivery, number, started) SELECT id, attempts, $4 FROM begun)"
    " SELECT " R311_DELIVERY_COLUMNS " FROM begun ORDER BY due, id";

constexpr const char* kBelongTo =
    "SELECT d.id, d.request, d.kind, r.id, r.backend_id FROM deliveries d JOIN requests r ON r.seq = d.request"
    " WHERE d.id = ANY ($1::bigint[]) ORDER BY r.seq FOR NO KEY UPDATE OF r";
// `back` is 1 for what stepped back. A subquery that is compared is never hashed, as one that EXISTS asks may be.
constexpr const char* kSettle =
    "WITH ended AS (SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[],"
    " $6::bigint[], $7::bigint[], $8::text[], $9::bigint[])"
    " AS n (id, number, state, due, reason, started, took, outcome, back)),"
    " moved AS (UPDATE deliveries d SET state = ended.state, due = ended.due, reason = ended.reason,"
    " attempts = d.attempts - ended.back FROM ended"
    " WHERE d.id = ended.id AND d.state = 'sending' AND d.attempts = ended.number"
    " AND CASE ended.back WHEN 0 THEN true ELSE ended.started ="
    " (SELECT a.started FROM attempts a WHERE a.delivery = ended.id AND a.number = ended.number) END RETURNING d.id),"
    " told AS (UPDATE attempts a SET started = ended.started, took = ended.took, outcome = ended.outcome,"
    " reason = ended.reason FROM ended JOIN moved USING (id)"
    " WHERE ended.back = 0 AND a.delivery = ended.id AND a.number = ended.number),"
    " forgotten AS (DELETE FROM attempts a USING ended JOIN moved USING (id)"
    " WHERE ended.back = 1 AND a.delivery = ended.id AND a.number = ended.number)"
    " SELECT id FROM moved";
constexpr const char* kDelivered =
    "UPDATE requests r SET visible = (type <> 'blackbox' AND non_public = 0),"
    " veiled = (type <> 'blackbox' AND non_public <> 0),"
    " reference = CASE n.reference WHEN '' THEN r.reference ELSE n.reference END"
    " FROM unnest($1::bigint[], $2::text[]) AS n (seq, reference) WHERE r.seq = n.seq";
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
// Of each request the first delivery that others wait for, if there is one.
#define R311_FIRST_TO_WAIT_FOR                                                                                         \
  "unnest($1::bigint[]) AS n (request) LEFT JOIN LATERAL (SELECT id, kind = 'create'"                                  \
  " AND state = 'rejected' AS rejected FROM deliveries WHERE deliveries.request = n.request AND " R311_HOLDS_OTHERS_UP \
  " ORDER BY deliveries.id LIMIT 1) f ON true"
constexpr const char* kRejectBehind =
    "UPDATE deliveries d SET state = 'rejected', reason = $2 WHERE d.request = ANY (ARRAY(SELECT n.request FROM"
    " " R311_FIRST_TO_WAIT_FOR " WHERE f.rejected)) AND d.kind <> 'create' AND d.state IN ('waiting', 'parked')";
// Two walks, each finds those alone that change. They are sorted, so that no plan makes a join of all that waits of it.
constexpr const char* kHold =
    "UPDATE deliveries d SET held = NOT d.held WHERE d.id = ANY (ARRAY(SELECT w.id FROM " R311_FIRST_TO_WAIT_FOR
    " CROSS JOIN LATERAL (SELECT b.id FROM deliveries b WHERE b.request = n.request AND b.held"
    " AND b.id <= coalesce(f.id, 9223372036854775807) AND " R311_FOLLOWS
    " UNION ALL SELECT b.id FROM deliveries b WHERE b.request = n.request AND NOT b.held AND b.id > f.id"
    " AND " R311_FOLLOWS " ORDER BY id) w))";

// Why a delivery could not be moved.
Error refused(Connection& connection, std::int64_t delivery, const char* moved) {
  const Rows rows = connection.run(kStanding, delivery);
  if (rows.empty()) return no_delivery(delivery);
  Row row = rows.front();
  Standing standing;
  standing.state = row.text();
  standing.held = row.flag();
  standing.attempts = row.number();
  return refusal(delivery, standing, moved);
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

// The request of a delivery, locked.
struct Owner {
  std::int64_t request = 0;
  bool create = true;
  std::string id;
  bool backend_id = false;
};

std::map<std::int64_t, Owner> lock_owners(Connection& connection, const std::vector<std::int64_t>& deliveries) {
  std::map<std::int64_t, Owner> owners;
  const Rows rows = connection.run(kBelongTo, deliveries);
  for (int i = 0; i < rows.size(); ++i) {
    Row row = rows[i];
    Owner& owner = owners[row.number()];
    owner.request = row.number();
    owner.create = read_kind(row) == DeliveryKind::create;
    owner.id = row.text();
    owner.backend_id = row.flag();
  }
  return owners;
}

// Answers which were in the attempt that ended.
std::set<std::int64_t> move_ended(Connection& connection, const std::vector<const Ended*>& ended) {
  std::vector<std::int64_t> ids, numbers, dues, started, took, back;
  std::vector<std::string> states, reasons, outcomes;
  for (const Ended* one : ended) {
    const auto& [delivery, settlement] = *one;
    ids.push_back(delivery.id);
    numbers.push_back(delivery.attempts);
    states.emplace_back(word(settlement.state));
    dues.push_back(settlement.due.time_since_epoch().count());
    reasons.push_back(settlement.reason);
    started.push_back(settlement.started.time_since_epoch().count());
    took.push_back(settlement.took.count());
    outcomes.push_back(settlement.outcome);
    back.push_back(settlement.stepped_back ? 1 : 0);
  }
  const Rows rows = connection.run(kSettle, ids, numbers, states, dues, reasons, started, took, outcomes, back);
  std::set<std::int64_t> moved;
  for (int i = 0; i < rows.size(); ++i) moved.insert(rows[i].number());
  return moved;
}

}  // namespace

void begin_attempt(Connection& connection, const Delivery& delivery, Time now, Milliseconds lease) {
  const Rows begun =
      connection.run(kBegin, delivery.id, static_cast<std::int64_t>(lease.count()), now, delivery.attempts);
  if (begun.changed() == 0) throw Failure{refused(connection, delivery.id, "begun")};
}

void extend_lease(Connection& connection, const Delivery& delivery, Milliseconds lease) {
  const Rows extended =
      connection.run(kExtend, delivery.id, delivery.attempts, static_cast<std::int64_t>(lease.count()));
  if (extended.changed() == 0) throw Failure{refused(connection, delivery.id, "extended")};
}

std::vector<Delivery> begin_first(Connection& connection, Names& names, const Claim& claim, std::size_t most) {
  const auto number = names.destination(connection, claim.destination);
  if (!number) return {};
  const Rows rows = connection.run(kClaim, *number, claim.due_by, static_cast<std::int64_t>(most), claim.started,
                                   static_cast<std::int64_t>(claim.lease.count()));
  return collect(rows, [&](Row& row) { return read_delivery(row, claim.destination); });
}

std::vector<Result<Settled>> settle_attempts(Connection& connection, const std::vector<const Ended*>& ended) {
  std::vector<Result<Settled>> results(ended.size());
  std::vector<const Ended*> fit;
  std::vector<std::int64_t> ids;
  std::vector<std::string> answered;
  for (std::size_t i = 0; i < ended.size(); ++i) {
    if (const auto checked = check_settlement(ended[i]->settlement); !checked) {
      results[i] = tl::unexpected<Error>(checked.error());
      continue;
    }
    fit.push_back(ended[i]);
    ids.push_back(ended[i]->delivery.id);
    const auto& [delivery, settlement] = *ended[i];
    if (delivery.kind == DeliveryKind::create && !settlement.reference.empty())
      answered.push_back(settlement.reference);
  }
  if (fit.empty()) return results;
  lock_references(connection, answered, false);
  const auto owners = lock_owners(connection, ids);
  const auto moved = move_ended(connection, fit);

  std::vector<std::int64_t> requests, delivered;
  std::vector<std::string> references;
  std::map<std::string, const Ended*> failed;  // the last of each destination
  for (const Ended* one : fit) {
    const auto& [delivery, settlement] = *one;
    if (!moved.contains(delivery.id)) continue;
    const Owner& owner = owners.at(delivery.id);
    requests.push_back(owner.request);
    if (settlement.stepped_back) continue;
    if (settlement.state != DeliveryState::delivered) {
      failed[delivery.destination] = one;
    } else if (owner.create) {
      delivered.push_back(owner.request);
      references.push_back(settlement.reference);
    } else if (delivery.kind == DeliveryKind::update) {
      keep_echo(connection, owner.request, delivery.content, settlement.reference);
    }
  }
  for (const auto& [destination, one] : failed)
    connection.run(kFailed, one->delivery.id, one->settlement.reason, one->settlement.started);
  if (!delivered.empty()) {
    connection.run(kDelivered, delivered, references);
    merge_foreign(connection, delivered, references);
  }
  if (!requests.empty()) order_followers(connection, requests);

  for (std::size_t i = 0; i < ended.size(); ++i) {
    if (!results[i]) continue;
    const auto& [delivery, settlement] = *ended[i];
    if (!moved.contains(delivery.id)) {
      results[i] = tl::unexpected<Error>(refused(connection, delivery.id, "settled"));
      continue;
    }
    const Owner& owner = owners.at(delivery.id);
    results[i]->id = owner.id;
    if (settlement.state == DeliveryState::delivered && owner.create) {
      const bool taken = owner.backend_id && take_reference_as_id(connection, owner.request, settlement.reference);
      tell_id(*results[i], settlement, owner.backend_id, taken);
    }
  }
  return results;
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
