// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/operators.h"

#include <string_view>
#include <utility>

#include "store/merging.h"
#include "store/postgres/attempts.h"
#include "store/postgres/deliveries.h"
#include "store/postgres/report_rows.h"
#include "store/postgres/requests.h"
#include "store/postgres/unknown_codes.h"
#include "store/rows.h"

namespace r311::store::postgres {
namespace {

constexpr std::int64_t kMovedAtOnce = 500;

constexpr const char* kDestinations = "SELECT d.number, " R311_STANDING_COLUMNS " FROM destinations d ORDER BY d.name";
constexpr const char* kFind =
    "SELECT f.seq, d.name FROM (SELECT 1 AS place, " R311_STANDS_FOR
    " AS seq, n.destination FROM requests n WHERE n.jurisdiction = $1 AND n.id = $2"
    " UNION ALL SELECT 2, seq, destination FROM requests WHERE jurisdiction = $1 AND own_id = $2 AND own_id <> ''"
    " UNION ALL SELECT 3, seq, destination FROM requests WHERE jurisdiction = $1 AND token = $2 AND token <> '') f"
    " JOIN destinations d ON d.number = f.destination ORDER BY f.place LIMIT 1";
// By no index: an operator may wait for it, and everybody would pay for the index.
constexpr const char* kFindByUpdate =
    "SELECT r.seq, d.name FROM updates u JOIN requests r ON r.seq = u.request JOIN destinations d ON"
    " d.number = r.destination WHERE u.jurisdiction = $1 AND u.id = $2 LIMIT 1";
constexpr const char* kNotes = "SELECT " R311_NOTE_COLUMNS " FROM operator_notes WHERE delivery = $1 ORDER BY number";
constexpr const char* kDestinationsOf =
    "SELECT d.number FROM destinations d JOIN jurisdictions j ON j.number = d.jurisdiction"
    " WHERE ($1 = '' OR d.name = $1) AND ($2 = '' OR j.name = $2) ORDER BY d.number";
constexpr const char* kRequestsOf =
    "SELECT r.seq FROM jurisdictions j CROSS JOIN LATERAL"
    " (SELECT " R311_STANDS_FOR
    " AS seq, n.destination FROM requests n WHERE n.jurisdiction = j.number AND n.id = $3"
    " UNION SELECT seq, destination FROM requests WHERE jurisdiction = j.number AND own_id = $3 AND own_id <> ''"
    " UNION SELECT seq, destination FROM requests WHERE jurisdiction = j.number AND token = $3 AND token <> '') r"
    " JOIN destinations d ON d.number = r.destination"
    " WHERE ($1 = '' OR d.name = $1) AND ($2 = '' OR j.name = $2) ORDER BY r.seq";

#define R311_AT(columns, place)                                                                         \
  "SELECT " columns " FROM deliveries WHERE state = $1 AND state <> 'delivered' AND id > $2 AND " place \
  " = $5 AND"                                                                                           \
  " ($3::bigint IS NULL OR created < $3) ORDER BY id LIMIT $4"
constexpr const char* kOfDestination = R311_AT("id, request", "destination");
constexpr const char* kOfRequest = R311_AT("id, request", "request");
constexpr const char* kListOfDestination = R311_AT(R311_LISTED_COLUMNS, "destination");
constexpr const char* kListOfRequest = R311_AT(R311_LISTED_COLUMNS, "request");
#undef R311_AT
constexpr const char* kMove =
    "WITH moved AS (UPDATE deliveries SET state = $3, due = $4, reason = $5 WHERE id = ANY ($1::bigint[])"
    " AND state = $2 RETURNING id)"
    " INSERT INTO operator_notes (delivery, at, action, who, reason) SELECT id, $4, $6, $7, $5 FROM moved ORDER BY id"
    " RETURNING delivery";
// What follows a create that stays rejected was rejected again.
constexpr const char* kStanding = "SELECT count(*) FROM deliveries WHERE id = ANY ($1::bigint[]) AND state = $2";

std::vector<std::int64_t> numbers(const Rows& rows) {
  std::vector<std::int64_t> found;
  for (int i = 0; i < rows.size(); ++i) found.push_back(rows[i].number());
  return found;
}

std::vector<OperatorNote> read_notes(Connection& connection, std::int64_t delivery) {
  return collect(connection.run(kNotes, delivery), read_note<Row>);
}

}  // namespace

std::vector<DestinationStanding> read_destinations(Connection& connection) {
  return collect(connection.run(kDestinations), [&](Row& row) {
    const std::int64_t number = row.number();
    DestinationStanding standing = read_standing(row);
    standing.counts = read_census(connection, number);
    standing.unknown_codes = read_unknown_codes(connection, number);
    return standing;
  });
}

std::optional<Story> read_story(Connection& connection, Names& names, const std::string& jurisdiction,
                                const std::string& id) {
  const auto number = names.jurisdiction(connection, jurisdiction);
  if (!number || id.empty()) return std::nullopt;
  Rows rows = connection.run(kFind, *number, id);
  if (rows.empty()) rows = connection.run(kFindByUpdate, *number, id);
  if (rows.empty()) return std::nullopt;
  Row row = rows.front();
  const std::int64_t request = row.number();
  const std::string destination = row.text();
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
  return numbers(filter.id.empty() ? connection.run(kDestinationsOf, filter.destination, filter.jurisdiction)
                                   : connection.run(kRequestsOf, filter.destination, filter.jurisdiction, filter.id));
}

DeliveryPage list_deliveries(Connection& connection, const DeliveryFilter& filter, std::int64_t after,
                             std::size_t limit) {
  const char* statement = filter.id.empty() ? kListOfDestination : kListOfRequest;
  return gather(filter, places(connection, filter), limit,
                [&](std::int64_t place, DeliveryState state, std::size_t most) {
                  return collect(connection.run(statement, word(state), after, filter.created_before,
                                                static_cast<std::int64_t>(most), place),
                                 read_listed<Row>);
                });
}

Progress act_on_some(Connection& connection, const OperatorOrder& order, DeliveryState to, Progress progress) {
  const char* statement = order.filter.id.empty() ? kOfDestination : kOfRequest;
  const Rows rows = connection.run(statement, word(progress.from), progress.after, order.filter.created_before,
                                   kMovedAtOnce, progress.place);
  progress.ended = rows.empty();
  if (progress.ended) return progress;
  std::vector<std::int64_t> deliveries;
  std::vector<std::int64_t> requests;
  for (int i = 0; i < rows.size(); ++i) {
    Row row = rows[i];
    deliveries.push_back(row.number());
    requests.push_back(row.number());
  }
  progress.after = deliveries.back();
  lock_requests(connection, requests);
  const auto moved = numbers(connection.run(kMove, deliveries, word(progress.from), word(to), order.now, order.reason,
                                            word(order.action), order.who));
  order_followers(connection, requests);
  progress.moved += connection.run(kStanding, moved, word(to)).front().number();
  return progress;
}

}  // namespace r311::store::postgres
