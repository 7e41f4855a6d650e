// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/changes.h"

#include <algorithm>
#include <vector>

#include "base/digest.h"
#include "store/sqlite/names.h"

namespace r311::store::sqlite {
namespace {

using open311::Change;

// A back end that merges duplicates gives several requests one reference; one that gives all the same is broken.
constexpr std::int64_t kMostRequestsOfOneReference = 100;

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

struct Target {
  std::int64_t seq;
  Time requested;
  std::optional<Time> changed;  // when the back end last changed it
};

enum class Effect { applied, known, late };

void read_targets(Query& query, std::vector<Target>& targets) {
  while (query.step()) {
    Row row = query.row();
    Target target{row.number(), row.time(), std::nullopt};
    if (!row.null()) target.changed = row.time();
    targets.push_back(target);
  }
}

std::vector<Target> targets_of(Connection& connection, std::int64_t destination, const Change& change) {
  std::vector<Target> targets;
  if (!change.key.empty()) {
    Query query = connection.query(kByKey);
    read_targets(query.with(destination, change.key), targets);
  }
  if (targets.empty() && !change.reference.empty()) {
    Query query = connection.query(kByReference);
    read_targets(query.with(destination, change.reference, kMostRequestsOfOneReference), targets);
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

Effect apply_to(Desk& desk, const Target& target, const Change& change, const std::string& digest) {
  std::optional<std::string_view> status;
  std::optional<bool> closed;
  if (change.status) {
    status = open311::word(*change.status);
    closed = open311::is_closed(*change.status);
  }
  desk.connection.query(kKeep)
      .with(target.seq, digest, change.update_id, change.reference, status, change.backend_status, change.note,
            change.changed, desk.clock.now())
      .run();
  if (desk.connection.changed() == 0) return Effect::known;
  if (target.changed && change.changed < *target.changed) return Effect::late;
  desk.connection.query(kChange)
      .with(target.seq, change.changed, std::max(change.changed, target.requested), status, closed, change.note,
            change.backend_status, change.reference)
      .run();
  return Effect::applied;
}

void apply_one(Desk& desk, std::int64_t destination, const Change& change, PollEffect& effect) {
  const auto targets = targets_of(desk.connection, destination, change);
  if (targets.empty()) {
    ++effect.unmatched;
    return;
  }
  const std::string digest = digest_of(change);
  bool applied = false;
  bool late = false;
  for (const Target& target : targets) {
    const Effect one = apply_to(desk, target, change, digest);
    applied = applied || one == Effect::applied;
    late = late || one == Effect::late;
  }
  ++(applied ? effect.applied : late ? effect.late : effect.known);
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
