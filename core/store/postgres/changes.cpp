// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/changes.h"

#include <vector>

#include "store/change_rules.h"
#include "store/link_rules.h"
#include "store/postgres/facet_backlog.h"
#include "store/postgres/merging.h"
#include "store/postgres/set_aside.h"
#include "store/postgres/unknown_codes.h"
#include "store/postgres/updates.h"
#include "store/update_rows.h"

namespace r311::store::postgres {
namespace {

using open311::Change;

// Locked until the transaction ends: what a change is compared with stays what it was.
constexpr const char* kByKey =
    "SELECT " R311_TARGET_COLUMNS
    " FROM requests r WHERE r.seq IN"
    " (SELECT r.seq FROM destinations d JOIN requests r ON r.jurisdiction = d.jurisdiction AND r.id = $2"
    " WHERE d.number = $1 AND r.destination = $1 AND r.own_id = ''"
    " UNION ALL SELECT r.seq FROM destinations d JOIN requests r ON r.jurisdiction = d.jurisdiction AND r.own_id = $2"
    " AND r.own_id <> '' WHERE d.number = $1 AND r.destination = $1) FOR NO KEY UPDATE";
constexpr const char* kByReference = "SELECT " R311_TARGET_COLUMNS
                                     " FROM requests r WHERE destination = $1 AND reference = $2 AND reference <> '' "
                                     "ORDER BY seq DESC LIMIT $3 FOR NO KEY UPDATE";
constexpr const char* kIsKept = "SELECT 1 FROM updates WHERE request = $1 AND digest = $2";
constexpr const char* kKeep =
    "INSERT INTO updates (request, jurisdiction, digest, id, update_id, reference, says_status, status,"
    " backend_status, note, changed, received, published, media) SELECT seq, jurisdiction, $2, $3, $4, $5, $6, $7, $8,"
    " $9, $10, $11, $12, $13 FROM requests WHERE seq = $1 ON CONFLICT DO NOTHING RETURNING number";
constexpr const char* kUnlink = "DELETE FROM request_links WHERE request = $1 AND kind = $2";
constexpr const char* kLink =
    "INSERT INTO request_links SELECT $1, $2, reference, $4 FROM unnest($3::text[]) AS n (reference)";
constexpr const char* kKnownOrder =
    "SELECT 1 FROM requests WHERE destination = $1 AND reference = $2 AND reference <> ''"
    " UNION ALL SELECT 1 FROM requests WHERE jurisdiction = $3 AND id = $4 AND destination = $1";
constexpr const char* kIdTaken =
    "SELECT 1 FROM requests WHERE jurisdiction = $1 AND id = $2"
    " UNION ALL SELECT 1 FROM requests WHERE jurisdiction = $1 AND own_id = $2 AND own_id <> ''";
constexpr const char* kFound =
    "INSERT INTO requests (seq, jurisdiction, destination, id, token, type, backend_id, visible, status, closed,"
    " backend_status, reference, requested, updated, service_code, service_name, service_group, backend_code,"
    " interface_used, latitude, longitude, address_string, address_id, media_url, email, device_id, account_id,"
    " first_name, last_name, phone, description, non_public, veiled, expected, service_notice, zipcode,"
    " agency_responsible) VALUES (nextval('requests_seq'), $1, $2, $3, '', $4, false,"
    " $18 = 0 AND $4 <> 'blackbox', $5, $6, $7, $8, $9, $9, $10, $11, $12, $13,"
    " '', $14, $15, $16, '', '', '', '', '', '', '', '', $17, $18, $18 <> 0 AND $4 <> 'blackbox', $19, $20, $21, $22)"
    " ON CONFLICT DO NOTHING RETURNING seq";
constexpr const char* kChange =
    "UPDATE requests SET changed = $2, updated = $3, status = coalesce($4, status), closed = coalesce($5, closed),"
    " status_notes = CASE $6 WHEN '' THEN status_notes ELSE $6 END,"
    " backend_status = CASE $7 WHEN '' THEN backend_status ELSE $7 END,"
    " reference = CASE reference WHEN '' THEN $8 ELSE reference END,"
    " expected = CASE WHEN $9 THEN $10 ELSE expected END, service_notice = coalesce($11, service_notice)"
    " WHERE seq = $1";
constexpr const char* kChangePrivacy =
    "UPDATE requests SET non_public = $2, visible = (visible OR veiled) AND $2 = 0,"
    " veiled = (visible OR veiled) AND $2 <> 0 WHERE seq = $1";
constexpr const char* kKeepCursor =
    "INSERT INTO cursors VALUES ($1, $2, $3)"
    " ON CONFLICT (destination) DO UPDATE SET cursor = excluded.cursor, polled = excluded.polled";
constexpr const char* kCursor = "SELECT cursor FROM cursors WHERE destination = $1";

std::vector<Target> targets_of(Connection& connection, std::int64_t destination, const Change& change) {
  std::vector<Target> targets;
  if (!change.key.empty()) targets = collect(connection.run(kByKey, destination, change.key), read_target<Row>);
  if (targets.empty() && !change.reference.empty()) {
    const auto look = [&] {
      return collect(connection.run(kByReference, destination, change.reference, kMostRequestsOfOneReference),
                     read_target<Row>);
    };
    targets = look();
    // One that was merged into another between the look and the lock: the next look sees that.
    if (targets.empty()) targets = look();
  }
  return targets;
}

void write_links(Connection& connection, std::int64_t request, std::int64_t destination, const open311::Links& links) {
  for (const LinksOfKind& told : kinds_told(links)) {
    connection.run(kUnlink, request, told.kind);
    connection.run(kLink, request, told.kind, told.references, destination);
  }
}

// True if its code is new: of one that is told once more, as private, the code was counted.
bool apply_one(Connection& connection, std::int64_t destination, const Change& change, Time now, PollEffect& effect) {
  bool new_code = false;
  const auto targets = targets_of(connection, destination, change);
  const auto sent = [&](const Target& target) { return read_sent(connection, target.seq); };
  const auto echoed = [&](std::int64_t number) { mark_echoed(connection, number); };
  const auto kept = [&](const Target& target, const std::string& digest) {
    return !connection.run(kIsKept, target.seq, digest).empty();
  };
  const auto keep = [&](const Target& target, const std::string& digest, const Change& told) {
    const std::string_view status = told.status ? open311::word(*told.status) : std::string_view(target.status);
    const Rows added = connection.run(kKeep, target.seq, digest, update_id_of(target.own_id, digest), told.update_id,
                                      told.reference, told.status.has_value(), status, told.backend_status, told.note,
                                      told.changed, now, published(target, told, now), !told.media_urls.empty());
    if (added.empty()) return false;
    new_code = new_code || !told.backend_status.empty();
    add_media_urls(connection, added.front().number(), told.media_urls);
    return true;
  };
  const auto apply = [&](const Target& target, const Change& told) {
    const NewStatus status = new_status(told);
    connection.run(kChange, target.seq, told.changed, updated(target, told, now), status.word, status.closed, told.note,
                   told.backend_status, told.reference, told.expected.has_value(), told.expected.value_or(std::nullopt),
                   told.notice);
    write_links(connection, target.seq, destination, told.links);
  };
  const auto set_privacy = [&](const Target& target, const std::optional<bool>& told) {
    if (const auto privacy = new_privacy(target.privacy, told)) connection.run(kChangePrivacy, target.seq, *privacy);
  };
  take_change(change, targets, effect, sent, echoed, kept, keep, apply, set_privacy);
  return new_code;
}

// A work order that came about in the back end becomes a request once, however often it is told. True if it does now.
bool add_found(Connection& connection, Names& names, const std::string& destination_name, const FoundOrder& found,
               Time now, PollEffect& effect) {
  const open311::AcceptedReport& report = found.report;
  if (auto fit = check_found(found, destination_name); !fit) throw Failure{std::move(fit).error()};
  const auto jurisdiction = names.jurisdiction(connection, report.jurisdiction);
  const auto destination = names.destination(connection, destination_name);
  if (!jurisdiction || !destination) throw Failure{no_request(report.reference)};
  if (!connection.run(kKnownOrder, *destination, report.reference, *jurisdiction, report.id).empty()) {
    ++effect.known;
    return false;
  }
  const bool taken = !found.other_id.empty() && !connection.run(kIdTaken, *jurisdiction, report.id).empty();
  if (taken) effect.renamed.push_back(report.reference);
  const auto& position = report.report.position;
  const open311::Status status = found.status.value_or(open311::Status::open);
  const Rows made = connection.run(
      kFound, *jurisdiction, *destination, taken ? found.other_id : report.id, open311::word(report.type),
      open311::word(status), open311::is_closed(status), found.backend_status, report.reference,
      opened(report.requested, now), report.service_code, report.service_name, report.service_group,
      report.backend_code, position ? std::optional(position->latitude) : std::nullopt,
      position ? std::optional(position->longitude) : std::nullopt, report.report.address_string,
      report.report.description, privacy_of(report.non_public, found.non_public), found.expected, found.notice,
      found.zipcode, report.agency);
  // The id was given to another between the look and this: the next look sees that.
  if (made.empty()) throw Failure{{Kind::unavailable, "an id was taken just now"}, Trouble::again};
  if (report.type != open311::ServiceType::blackbox) add_to_backlog(connection, made.front().number());
  ++effect.made;
  return true;
}

}  // namespace

PollEffect apply_poll(Connection& connection, Names& names, const PollResult& poll, Time now) {
  PollEffect effect;
  std::vector<std::string> references;
  for (const FoundOrder& found : poll.found) references.push_back(found.report.reference);
  lock_references(connection, references, true);
  CodesTold codes;
  for (const FoundOrder& told : poll.found) {
    const FoundOrder found = take_from_aside(connection, poll.destination, told);
    if (add_found(connection, names, poll.destination, found, now, effect)) codes.add(found);
  }
  set_aside(connection, poll, now, effect);
  const auto destination = names.destination(connection, poll.destination);
  for (const Change& change : poll.changes) {
    const std::size_t unmatched = effect.unmatched;
    if (!destination) {
      ++effect.unmatched;
    } else if (apply_one(connection, *destination, change, now, effect)) {
      codes.add(change);
    }
    if (effect.unmatched > unmatched) tell_set_aside(connection, poll.destination, change);
  }
  if (destination) keep_codes(connection, *destination, codes, now);
  connection.run(kKeepCursor, poll.destination, poll.cursor, now);
  return effect;
}

std::string read_cursor(Connection& connection, const std::string& destination) {
  const Rows rows = connection.run(kCursor, destination);
  return rows.empty() ? std::string() : rows.front().text();
}

}  // namespace r311::store::postgres
