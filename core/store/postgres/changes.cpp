// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/changes.h"

#include <vector>

#include "store/change_rules.h"
#include "store/rows.h"

namespace r311::store::postgres {
namespace {

using open311::Change;

// Locked until the transaction ends: what a change is compared with stays what it was.
constexpr const char* kByKey =
    "SELECT seq, requested, changed FROM requests WHERE seq IN"
    " (SELECT r.seq FROM destinations d JOIN requests r ON r.jurisdiction = d.jurisdiction AND r.id = $2"
    " WHERE d.number = $1 AND r.destination = $1 AND r.own_id = ''"
    " UNION ALL SELECT r.seq FROM destinations d JOIN requests r ON r.jurisdiction = d.jurisdiction AND r.own_id = $2"
    " AND r.own_id <> '' WHERE d.number = $1 AND r.destination = $1) FOR NO KEY UPDATE";
constexpr const char* kByReference =
    "SELECT seq, requested, changed FROM requests"
    " WHERE destination = $1 AND reference = $2 AND reference <> '' ORDER BY seq DESC LIMIT $3 FOR NO KEY UPDATE";
constexpr const char* kKeep =
    "INSERT INTO status_history (request, digest, update_id, reference, status, backend_status, note, changed,"
    " received) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
constexpr const char* kChange =
    "UPDATE requests SET changed = $2, updated = $3, status = coalesce($4, status), closed = coalesce($5, closed),"
    " status_notes = CASE $6 WHEN '' THEN status_notes ELSE $6 END,"
    " backend_status = CASE $7 WHEN '' THEN backend_status ELSE $7 END,"
    " reference = CASE reference WHEN '' THEN $8 ELSE reference END WHERE seq = $1";
constexpr const char* kKeepCursor =
    "INSERT INTO cursors VALUES ($1, $2, $3)"
    " ON CONFLICT (destination) DO UPDATE SET cursor = excluded.cursor, polled = excluded.polled";
constexpr const char* kCursor = "SELECT cursor FROM cursors WHERE destination = $1";

Target read_target(Row& row) {
  const std::int64_t seq = row.number();
  const Time requested = row.time();
  return {seq, requested, read_moment(row)};
}

std::vector<Target> targets_of(Connection& connection, std::int64_t destination, const Change& change) {
  std::vector<Target> targets;
  if (!change.key.empty()) targets = collect(connection.run(kByKey, destination, change.key), read_target);
  if (targets.empty() && !change.reference.empty()) {
    targets =
        collect(connection.run(kByReference, destination, change.reference, kMostRequestsOfOneReference), read_target);
  }
  return targets;
}

void apply_one(Connection& connection, std::int64_t destination, const Change& change, Time now, PollEffect& effect) {
  const auto targets = targets_of(connection, destination, change);
  const NewStatus status = new_status(change);
  const auto keep = [&](const Target& target, const std::string& digest) {
    const Rows kept = connection.run(kKeep, target.seq, digest, change.update_id, change.reference, status.word,
                                     change.backend_status, change.note, change.changed, now);
    return kept.changed() > 0;
  };
  const auto apply = [&](const Target& target) {
    connection.run(kChange, target.seq, change.changed, updated(target, change), status.word, status.closed,
                   change.note, change.backend_status, change.reference);
  };
  take_change(change, targets, effect, keep, apply);
}

}  // namespace

PollEffect apply_poll(Connection& connection, Names& names, const PollResult& poll, Time now) {
  PollEffect effect;
  if (const auto destination = names.destination(connection, poll.destination)) {
    for (const Change& change : poll.changes) apply_one(connection, *destination, change, now, effect);
  } else {
    effect.unmatched = poll.changes.size();
  }
  connection.run(kKeepCursor, poll.destination, poll.cursor, now);
  return effect;
}

std::string read_cursor(Connection& connection, const std::string& destination) {
  const Rows rows = connection.run(kCursor, destination);
  return rows.empty() ? std::string() : rows.front().text();
}

}  // namespace r311::store::postgres
