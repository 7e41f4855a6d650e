// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/changes.h"

#include <vector>

#include "store/change_rules.h"
#include "store/rows.h"
#include "store/sqlite/names.h"

namespace r311::store::sqlite {
namespace {

using open311::Change;

constexpr const char* kByKey =
    "SELECT r.seq, r.requested, r.changed FROM destinations d JOIN requests r"
    " ON r.jurisdiction = d.jurisdiction AND r.id = ?2 WHERE d.number = ?1 AND r.destination = ?1 AND r.own_id = ''"
    " UNION ALL SELECT r.seq, r.requested, r.changed FROM destinations d JOIN requests r"
    " ON r.jurisdiction = d.jurisdiction AND r.own_id = ?2 AND r.own_id <> ''"
    " WHERE d.number = ?1 AND r.destination = ?1";
constexpr const char* kByReference =
    "SELECT seq, requested, changed FROM requests"
    " WHERE destination = ?1 AND reference = ?2 AND reference <> '' ORDER BY seq DESC LIMIT ?3";
constexpr const char* kKeep =
    "INSERT INTO status_history (request, digest, update_id, reference, status, backend_status, note, changed,"
    " received) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING";
constexpr const char* kChange =
    "UPDATE requests SET changed = ?2, updated = ?3, status = coalesce(?4, status), closed = coalesce(?5, closed),"
    " status_notes = CASE ?6 WHEN '' THEN status_notes ELSE ?6 END,"
    " backend_status = CASE ?7 WHEN '' THEN backend_status ELSE ?7 END,"
    " reference = CASE reference WHEN '' THEN ?8 ELSE reference END WHERE seq = ?1";
constexpr const char* kKeepCursor =
    "INSERT INTO cursors VALUES (?1, ?2, ?3)"
    " ON CONFLICT DO UPDATE SET cursor = excluded.cursor, polled = excluded.polled";
constexpr const char* kCursor = "SELECT cursor FROM cursors WHERE destination = ?1";

Target read_target(Row& row) {
  const std::int64_t seq = row.number();
  const Time requested = row.time();
  return {seq, requested, read_moment(row)};
}

std::vector<Target> targets_of(Connection& connection, std::int64_t destination, const Change& change) {
  std::vector<Target> targets;
  if (!change.key.empty()) {
    Query query = connection.query(kByKey);
    targets = collect(query.with(destination, change.key), read_target);
  }
  if (targets.empty() && !change.reference.empty()) {
    Query query = connection.query(kByReference);
    targets = collect(query.with(destination, change.reference, kMostRequestsOfOneReference), read_target);
  }
  return targets;
}

void apply_one(Desk& desk, std::int64_t destination, const Change& change, PollEffect& effect) {
  const auto targets = targets_of(desk.connection, destination, change);
  const NewStatus status = new_status(change);
  const auto keep = [&](const Target& target, const std::string& digest) {
    desk.connection.query(kKeep)
        .with(target.seq, digest, change.update_id, change.reference, status.word, change.backend_status, change.note,
              change.changed, desk.clock.now())
        .run();
    return desk.connection.changed() > 0;
  };
  const auto apply = [&](const Target& target) {
    desk.connection.query(kChange)
        .with(target.seq, change.changed, updated(target, change), status.word, status.closed, change.note,
              change.backend_status, change.reference)
        .run();
  };
  take_change(change, targets, effect, keep, apply);
}

}  // namespace

PollEffect apply_poll(Desk& desk, const PollResult& poll) {
  PollEffect effect;
  if (const auto destination = find_destination(desk.connection, poll.destination)) {
    for (const Change& change : poll.changes) apply_one(desk, *destination, change, effect);
  } else {
    effect.unmatched = poll.changes.size();
  }
  desk.connection.query(kKeepCursor).with(poll.destination, poll.cursor, desk.clock.now()).run();
  return effect;
}

std::string read_cursor(Connection& connection, const std::string& destination) {
  Query query = connection.query(kCursor);
  return query.with(destination).step() ? query.row().text() : std::string();
}

}  // namespace r311::store::sqlite
