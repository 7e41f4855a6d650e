// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/operators.h"

#include <string_view>
#include <utility>

#include "store/merging.h"
#include "store/rows.h"
#include "store/sqlite/attempts.h"
#include "store/sqlite/deliveries.h"
#include "store/sqlite/names.h"
#include "store/sqlite/report_rows.h"
#include "store/sqlite/requests.h"
#include "store/sqlite/unknown_codes.h"

namespace r311::store::sqlite {
namespace {

// A few milliseconds' work.
constexpr std::int64_t kMovedAtOnce = 200;

constexpr const char* kDestinations = "SELECT d.number, " R311_STANDING_COLUMNS " FROM destinations d ORDER BY d.name";
constexpr const char* kFind =
    "SELECT " R311_STANDS_FOR
    ", d.name FROM requests n JOIN destinations d ON d.number = n.destination WHERE n.jurisdiction = ?1 AND"
    " (n.id = ?2 OR (n.own_id = ?2 AND n.own_id <> '') OR (n.token = ?2 AND n.token <> '')) AND ?2 <> ''"
    " ORDER BY n.id = ?2 DESC LIMIT 1";
// By no index: an operator may wait for it, and everybody would pay for the index.
constexpr const char* kFindByUpdate =
    "SELECT r.seq, d.name FROM updates u JOIN requests r ON r.seq = u.request JOIN destinations d ON"
    " d.number = r.destination WHERE +u.jurisdiction = ?1 AND u.id = ?2 AND ?2 <> '' LIMIT 1";
constexpr const char* kNotes = "SELECT " R311_NOTE_COLUMNS " FROM operator_notes WHERE delivery = ?1 ORDER BY number";
constexpr const char* kNote =
    "INSERT INTO operator_notes (delivery, at, action, who, reason) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr const char* kMove = "UPDATE deliveries SET state = ?2, due = ?3, reason = ?4 WHERE id = ?1";

// What follows a create that stays rejected was rejected again.
constexpr const char* kStands = "SELECT 1 FROM deliveries WHERE id = ?1 AND state = ?2";

#define R311_AT(columns, place)                                                                         \
  "SELECT " columns " FROM deliveries WHERE state = ?1 AND state <> 'delivered' AND id > ?2 AND " place \
  " = ?5 AND"                                                                                           \
  " (?3 IS NULL OR created < ?3) ORDER BY id LIMIT ?4"
constexpr const char* kOfDestination = R311_AT("id, request", "destination");
constexpr const char* kOfReport = R311_AT("id, request", "request");
constexpr const char* kListOfDestination = R311_AT(R311_LISTED_COLUMNS, "destination");
constexpr const char* kListOfReport = R311_AT(R311_LISTED_COLUMNS, "request");
#undef R311_AT
constexpr const char* kDestinationsOf =
    "SELECT d.number FROM destinations d JOIN jurisdictions j ON j.number = d.jurisdiction"
    " WHERE (?1 = '' OR d.name = ?1) AND (?2 = '' OR j.name = ?2)";
constexpr const char* kReportsOf =
    "SELECT " R311_STANDS_FOR
    " FROM requests n JOIN jurisdictions j ON j.number = n.jurisdiction"
    " JOIN destinations d ON d.number = n.destination WHERE (?3 = '' OR j.name = ?3) AND (?1 = '' OR d.name = ?1)"
    " AND (n.id = ?2 OR (n.own_id = ?2 AND n.own_id <> '') OR (n.token = ?2 AND n.token <> ''))";

struct Chosen {
  std::int64_t delivery;
  std::int64_t request;
};

std::vector<std::int64_t> numbers(Query& query) {
  std::vector<std::int64_t> found;
  while (query.step()) found.push_back(query.row().number());
  return found;
}

std::vector<Chosen> choose(Connection& connection, const DeliveryFilter& filter, const Progress& progress) {
  Query query = connection.query(filter.id.empty() ? kOfDestination : kOfReport);
  query.with(word(progress.from), progress.after, filter.created_before, kMovedAtOnce, progress.place);
  std::vector<Chosen> chosen;
  while (query.step()) {
    Row row = query.row();
    const std::int64_t delivery = row.number();
    chosen.push_back({delivery, row.number()});
  }
  return chosen;
}

bool stands(Connection& connection, std::int64_t delivery, DeliveryState state) {
  return connection.query(kStands).with(delivery, word(state)).step();
}

struct Found {
  std::int64_t request;
  std::string destination;
};

std::optional<Found> find(Connection& connection, std::int64_t jurisdiction, const std::string& id) {
  for (const char* const statement : {kFind, kFindByUpdate}) {
    Query query = connection.query(statement);
    if (!query.with(jurisdiction, id).step()) continue;
    Row row = query.row();
    const std::int64_t request = row.number();
    return Found{request, row.text()};
  }
  return std::nullopt;
}

std::vector<OperatorNote> read_notes(Connection& connection, std::int64_t delivery) {
  Query query = connection.query(kNotes);
  return collect(query.with(delivery), read_note<Row>);
}

}  // namespace

std::vector<DestinationStanding> read_destinations(Connection& connection) {
  Query query = connection.query(kDestinations);
  return collect(query, [&](Row& row) {
    const std::int64_t number = row.number();
    DestinationStanding standing = read_standing(row);
    standing.counts = read_census(connection, standing.name);
    standing.unknown_codes = read_unknown_codes(connection, number);
    return standing;
  });
}

std::optional<Story> read_story(Connection& connection, const std::string& jurisdiction, const std::string& id) {
  const auto number = find_jurisdiction(connection, jurisdiction);
  if (!number) return std::nullopt;
  const auto found = find(connection, *number, id);
  if (!found) return std::nullopt;
  const auto& [request, destination] = *found;
  Story story;
  story.report = read_report(connection, request);
  story.request = read_row(connection, request);
  for (auto& delivery : read_deliveries_of(connection, request, destination)) {
    DeliveryStory one;
    one.attempts = read_attempts(connection, delivery.id);
    one.notes = read_notes(connection, delivery.id);
    one.delivery = std::move(delivery);
    story.deliveries.push_back(std::move(one));
  }
  return story;
}

std::vector<std::int64_t> places(Connection& connection, const DeliveryFilter& filter) {
  if (filter.id.empty()) {
    Query query = connection.query(kDestinationsOf);
    return numbers(query.with(filter.destination, filter.jurisdiction));
  }
  Query query = connection.query(kReportsOf);
  return numbers(query.with(filter.destination, filter.id, filter.jurisdiction));
}

DeliveryPage list_deliveries(Connection& connection, const DeliveryFilter& filter, std::int64_t after,
                             std::size_t limit) {
  return gather(filter, places(connection, filter), limit,
                [&](std::int64_t place, DeliveryState state, std::size_t most) {
                  Query query = connection.query(filter.id.empty() ? kListOfDestination : kListOfReport);
                  query.with(word(state), after, filter.created_before, static_cast<std::int64_t>(most), place);
                  return collect(query, read_listed<Row>);
                });
}

Progress act_on_some(Desk& desk, const OperatorOrder& order, DeliveryState to, Progress progress) {
  Connection& connection = desk.connection;
  const auto chosen = choose(connection, order.filter, progress);
  progress.ended = chosen.empty();
  for (const Chosen& one : chosen) {
    connection.query(kMove).with(one.delivery, word(to), order.now, order.reason).run();
    connection.query(kNote).with(one.delivery, order.now, word(order.action), order.who, order.reason).run();
    order_followers(connection, one.request);
    if (stands(connection, one.delivery, to)) ++progress.moved;
    progress.after = one.delivery;
  }
  return progress;
}

}  // namespace r311::store::sqlite
