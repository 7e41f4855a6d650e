// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/changes.h"

#include <vector>

#include "store/change_rules.h"
#include "store/link_rules.h"
#include "store/rows.h"
#include "store/sqlite/acceptance.h"
#include "store/sqlite/names.h"
#include "store/sqlite/set_aside.h"
#include "store/sqlite/unknown_codes.h"
#include "store/sqlite/updates.h"
#include "store/update_rows.h"

namespace r311::store::sqlite {
namespace {

using open311::Change;

constexpr const char* kByKey =
    "SELECT " R311_TARGET_COLUMNS
    " FROM destinations d JOIN requests r"
    " ON r.jurisdiction = d.jurisdiction AND r.id = ?2 WHERE d.number = ?1 AND r.destination = ?1 AND r.own_id = ''"
    " UNION ALL SELECT " R311_TARGET_COLUMNS
    " FROM destinations d JOIN requests r"
    " ON r.jurisdiction = d.jurisdiction AND r.own_id = ?2 AND r.own_id <> ''"
    " WHERE d.number = ?1 AND r.destination = ?1";
constexpr const char* kByReference =
    "SELECT " R311_TARGET_COLUMNS
    " FROM requests r WHERE destination = ?1 AND reference = ?2 AND reference <> '' ORDER BY seq DESC LIMIT ?3";
constexpr const char* kIsKept = "SELECT 1 FROM updates WHERE request = ?1 AND digest = ?2";
constexpr const char* kKeep =
    "INSERT INTO updates (request, jurisdiction, digest, id, update_id, reference, says_status, status,"
    " backend_status, note, changed, received, published, media) SELECT seq, jurisdiction, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
    " ?9, ?10, ?11, ?12, ?13 FROM requests WHERE seq = ?1 ON CONFLICT DO NOTHING";
constexpr const char* kChange =
    "UPDATE requests SET changed = ?2, updated = ?3, status = coalesce(?4, status), closed = coalesce(?5, closed),"
    " status_notes = CASE ?6 WHEN '' THEN status_notes ELSE ?6 END,"
    " backend_status = CASE ?7 WHEN '' THEN backend_status ELSE ?7 END,"
    " reference = CASE reference WHEN '' THEN ?8 ELSE reference END,"
    " expected = CASE WHEN ?9 THEN ?10 ELSE expected END, service_notice = coalesce(?11, service_notice)"
    " WHERE seq = ?1";
constexpr const char* kUnlink = "DELETE FROM request_links WHERE request = ?1 AND kind = ?2";
constexpr const char* kLink = "INSERT INTO request_links VALUES (?1, ?2, ?3, ?4)";
constexpr const char* kChangePrivacy =
    "UPDATE requests SET non_public = ?2, visible = (visible OR veiled) AND ?2 = 0,"
    " veiled = (visible OR veiled) AND ?2 <> 0 WHERE seq = ?1";
constexpr const char* kKnownOrder =
    "SELECT 1 FROM requests WHERE destination = ?1 AND reference = ?2 AND reference <> ''"
    " UNION ALL SELECT 1 FROM requests WHERE jurisdiction = ?3 AND id = ?4 AND destination = ?1";
constexpr const char* kIdTaken =
    "SELECT 1 FROM requests WHERE jurisdiction = ?1 AND id = ?2"
    " UNION ALL SELECT 1 FROM requests WHERE jurisdiction = ?1 AND own_id = ?2 AND own_id <> ''";
constexpr const char* kFound =
    "UPDATE requests SET reference = ?2, status = ?3, closed = ?4, backend_status = ?5, non_public = ?6,"
    " visible = ?6 = 0 AND type <> 'blackbox', veiled = ?6 <> 0 AND type <> 'blackbox', expected = ?7,"
    " service_notice = ?8, zipcode = ?9 WHERE seq = ?1";
constexpr const char* kKeepCursor =
    "INSERT INTO cursors VALUES (?1, ?2, ?3)"
    " ON CONFLICT DO UPDATE SET cursor = excluded.cursor, polled = excluded.polled";
constexpr const char* kCursor = "SELECT cursor FROM cursors WHERE destination = ?1";

std::vector<Target> targets_of(Connection& connection, std::int64_t destination, const Change& change) {
  std::vector<Target> targets;
  if (!change.key.empty()) {
    Query query = connection.query(kByKey);
    targets = collect(query.with(destination, change.key), read_target<Row>);
  }
  if (targets.empty() && !change.reference.empty()) {
    Query query = connection.query(kByReference);
    targets = collect(query.with(destination, change.reference, kMostRequestsOfOneReference), read_target<Row>);
  }
  return targets;
}

void write_links(Connection& connection, std::int64_t request, std::int64_t destination, const open311::Links& links) {
  for (const LinksOfKind& told : kinds_told(links)) {
    connection.query(kUnlink).with(request, told.kind).run();
    for (const std::string& reference : told.references)
      connection.query(kLink).with(request, told.kind, reference, destination).run();
  }
}

// True if its code is new: of one that is told once more, as private, the code was counted.
bool apply_one(Desk& desk, std::int64_t destination, const Change& change, PollEffect& effect) {
  const auto targets = targets_of(desk.connection, destination, change);
  Connection& connection = desk.connection;
  const Time now = desk.clock.now();
  bool new_code = false;
  const auto sent = [&](const Target& target) { return read_sent(connection, target.seq); };
  const auto echoed = [&](std::int64_t number) { mark_echoed(connection, number); };
  const auto kept = [&](const Target& target, const std::string& digest) {
    return connection.query(kIsKept).with(target.seq, digest).step();
  };
  const auto keep = [&](const Target& target, const std::string& digest, const Change& told) {
    const std::string id = update_id_of(target.own_id, digest);
    const std::string_view status = told.status ? open311::word(*told.status) : std::string_view(target.status);
    connection.query(kKeep)
        .with(target.seq, digest, id, told.update_id, told.reference, told.status.has_value(), status,
              told.backend_status, told.note, told.changed, now, published(target, told, now), !told.media_urls.empty())
        .run();
    if (connection.changed() == 0) return false;
    new_code = new_code || !told.backend_status.empty();
    add_media_urls(connection, connection.last_row(), told.media_urls);
    return true;
  };
  const auto apply = [&](const Target& target, const Change& told) {
    const NewStatus status = new_status(told);
    connection.query(kChange)
        .with(target.seq, told.changed, updated(target, told, now), status.word, status.closed, told.note,
              told.backend_status, told.reference, told.expected.has_value(), told.expected.value_or(std::nullopt),
              told.notice)
        .run();
    write_links(connection, target.seq, destination, told.links);
  };
  const auto set_privacy = [&](const Target& target, const std::optional<bool>& told) {
    if (const auto privacy = new_privacy(target.privacy, told))
      connection.query(kChangePrivacy).with(target.seq, *privacy).run();
  };
  take_change(change, targets, effect, sent, echoed, kept, keep, apply, set_privacy);
  return new_code;
}

// A work order that came about in the back end becomes a request once, however often it is told. True if it does now.
bool add_found(Desk& desk, const std::string& destination_name, const FoundOrder& found, PollEffect& effect) {
  const open311::AcceptedReport& report = found.report;
  if (auto fit = check_found(found, destination_name); !fit) throw Failure{std::move(fit).error()};
  Connection& connection = desk.connection;
  const std::int64_t jurisdiction = desk.names.jurisdiction(connection, report.jurisdiction);
  const std::int64_t destination = desk.names.destination(connection, destination_name, jurisdiction);
  if (connection.query(kKnownOrder).with(destination, report.reference, jurisdiction, report.id).step()) {
    ++effect.known;
    return false;
  }
  open311::AcceptedReport shown = report;
  if (!found.other_id.empty() && connection.query(kIdTaken).with(jurisdiction, report.id).step()) {
    shown.id = found.other_id;
    effect.renamed.push_back(report.reference);
  }
  shown.requested = opened(report.requested, desk.clock.now());
  const std::int64_t request = add_request(desk, shown, jurisdiction, destination);
  const open311::Status status = found.status.value_or(open311::Status::open);
  connection.query(kFound)
      .with(request, report.reference, open311::word(status), open311::is_closed(status), found.backend_status,
            privacy_of(report.non_public, found.non_public), found.expected, found.notice, found.zipcode)
      .run();
  ++effect.made;
  return true;
}

}  // namespace

PollEffect apply_poll(Desk& desk, const PollResult& poll) {
  PollEffect effect;
  CodesTold codes;
  for (const FoundOrder& told : poll.found) {
    const FoundOrder found = take_from_aside(desk.connection, poll.destination, told);
    if (add_found(desk, poll.destination, found, effect)) codes.add(found);
  }
  set_aside(desk, poll, effect);
  const auto destination = find_destination(desk.connection, poll.destination);
  for (const Change& change : poll.changes) {
    const std::size_t unmatched = effect.unmatched;
    if (!destination) {
      ++effect.unmatched;
    } else if (apply_one(desk, *destination, change, effect)) {
      codes.add(change);
    }
    if (effect.unmatched > unmatched) tell_set_aside(desk.connection, poll.destination, change);
  }
  if (destination) keep_codes(desk.connection, *destination, codes, desk.clock.now());
  desk.connection.query(kKeepCursor).with(poll.destination, poll.cursor, desk.clock.now()).run();
  return effect;
}

std::string read_cursor(Connection& connection, const std::string& destination) {
  Query query = connection.query(kCursor);
  return query.with(destination).step() ? query.row().text() : std::string();
}

}  // namespace r311::store::sqlite
