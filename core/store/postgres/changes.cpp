// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/changes.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/digest.h"

namespace r311::store::postgres {
namespace {

using open311::Change;

// A back end that merges duplicates gives several requests one reference; one that gives all the same is broken.
constexpr std::int64_t kMostRequestsOfOneReference = 100;

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

struct Target {
  std::int64_t seq;
  Time requested;
  std::optional<Time> changed;  // when the back end last changed it
};

enum class Effect { applied, known, late };

std::vector<Target> read_targets(const Rows& rows) {
  std::vector<Target> targets;
  for (int i = 0; i < rows.size(); ++i) {
    Row row = rows[i];
    const std::int64_t seq = row.number();
    Target target{seq, row.time(), std::nullopt};
    if (!row.null()) target.changed = row.time();
    targets.push_back(target);
  }
  return targets;
}

std::vector<Target> targets_of(Connection& connection, std::int64_t destination, const Change& change) {
  std::vector<Target> targets;
  if (!change.key.empty()) targets = read_targets(connection.run(kByKey, destination, change.key));
  if (targets.empty() && !change.reference.empty()) {
    targets = read_targets(connection.run(kByReference, destination, change.reference, kMostRequestsOfOneReference));
  }
  return targets;
}

// Two changes with one digest are one change told twice. Lengths keep neighbouring fields from running together.
std::string digest_of(const Change& change) {
  std::string content;
  const auto add = [&content](std::string_view field) {
    content += std::to_string(field.size());
    content += ':';
    content += field;
  };
  if (!change.update_id.empty()) {
    add("id");
    add(change.update_id);
    return sha256_hex(content);
  }
  add("content");
  add(change.status ? open311::word(*change.status) : std::string_view());
  add(change.backend_status);
  add(change.note);
  add(std::to_string(change.changed.time_since_epoch().count()));
  return sha256_hex(content);
}

Effect apply_to(Connection& connection, const Target& target, const Change& change, const std::string& digest,
                Time now) {
  std::optional<std::string> status;
  std::optional<bool> closed;
  if (change.status) {
    status = open311::word(*change.status);
    closed = open311::is_closed(*change.status);
  }
  const Rows kept = connection.run(kKeep, target.seq, digest, change.update_id, change.reference, status,
                                   change.backend_status, change.note, change.changed, now);
  if (kept.changed() == 0) return Effect::known;
  if (target.changed && change.changed < *target.changed) return Effect::late;
  connection.run(kChange, target.seq, change.changed, std::max(change.changed, target.requested), status, closed,
                 change.note, change.backend_status, change.reference);
  return Effect::applied;
}

void apply_one(Connection& connection, std::int64_t destination, const Change& change, Time now, PollEffect& effect) {
  const auto targets = targets_of(connection, destination, change);
  if (targets.empty()) {
    ++effect.unmatched;
    return;
  }
  const std::string digest = digest_of(change);
  bool applied = false;
  bool late = false;
  for (const Target& target : targets) {
    const Effect one = apply_to(connection, target, change, digest, now);
    applied = applied || one == Effect::applied;
    late = late || one == Effect::late;
  }
  ++(applied ? effect.applied : late ? effect.late : effect.known);
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
