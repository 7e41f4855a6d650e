// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/requests.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>

#include "store/delivery_rules.h"
#include "store/key_rules.h"
#include "store/merging.h"
#include "store/postgres/search.h"
#include "store/rows.h"

namespace r311::store::postgres {

// One walk of an index for each kind of request that is asked for, none longer than the answer; then the first of
// what they found. `readable` is the column of those that everybody reads, or of those that are private; each has
// indexes of its own.
#define R311_WALK(readable, sign, direction, condition)                                                                \
  "(SELECT requested, seq FROM requests WHERE jurisdiction = $1 AND closed = c.closed AND " readable                   \
  " AND requested BETWEEN $3 AND $4 AND (requested, seq) " sign " ($5, $6)" condition " ORDER BY requested " direction \
  ", seq " direction " LIMIT $7 + $8)"
#define R311_FIRST_OF(walk, direction, walks)                                                                      \
  "SELECT " R311_REQUEST_COLUMNS " FROM (SELECT p.requested, p.seq FROM unnest($2::boolean[]) AS c (closed)" walks \
  " CROSS JOIN LATERAL " walk " p ORDER BY p.requested " direction ", p.seq " direction                            \
  " OFFSET $7 LIMIT $8) n"                                                                                         \
  " JOIN requests r ON r.seq = n.seq ORDER BY n.requested " direction ", n.seq " direction
#define R311_BOTH(sign, direction, condition) \
  "(" R311_WALK("visible", sign, direction, condition) " UNION ALL " R311_WALK("veiled", sign, direction, condition) ")"
#define R311_SERVICES " CROSS JOIN unnest($9::text[]) AS s (code)"
#define R311_ITS_SERVICE " AND service_code = s.code"

const char* const kNewest = R311_FIRST_OF(R311_WALK("visible", "<", "DESC", ""), "DESC", "");
const char* const kNewestOfServices =
    R311_FIRST_OF(R311_WALK("visible", "<", "DESC", R311_ITS_SERVICE), "DESC", R311_SERVICES);
const char* const kNewestOfAll = R311_FIRST_OF(R311_BOTH("<", "DESC", ""), "DESC", "");
const char* const kNewestOfAllOfServices =
    R311_FIRST_OF(R311_BOTH("<", "DESC", R311_ITS_SERVICE), "DESC", R311_SERVICES);

namespace {

using open311::ServiceRequest;

constexpr const char* kNamed =
    "SELECT " R311_REQUEST_COLUMNS
    " FROM requests r WHERE r.seq IN (" R311_WHOLE_OF("n.jurisdiction = $1 AND n.id = ANY ($5::text[])") ")"
    " AND (r.visible OR (r.veiled AND $7))"
    " AND r.closed = ANY ($2::boolean[]) AND r.requested BETWEEN $3 AND $4"
    " AND (cardinality($6::text[]) = 0 OR r.service_code = ANY ($6::text[])) ORDER BY r.requested DESC, r.seq DESC";
constexpr const char* kRow = "SELECT " R311_REQUEST_COLUMNS " FROM requests r WHERE r.seq = $1";
#define R311_SHOWN_FILE(readable)                                                        \
  "SELECT " R311_FILE_COLUMNS                                                            \
  " FROM request_media m WHERE m.digest = $1 AND EXISTS (SELECT 1 FROM requests r WHERE" \
  " r.seq = m.request AND " readable ") UNION ALL SELECT " R311_FILE_COLUMNS             \
  " FROM update_media m WHERE m.digest = $1 AND EXISTS (SELECT 1 FROM updates u JOIN"    \
  " requests r ON r.seq = u.request WHERE u.number = m.of_update AND " readable ") LIMIT 1"
constexpr const char* kShownFile = R311_SHOWN_FILE("r.visible");
constexpr const char* kVeiledFile = R311_SHOWN_FILE("r.veiled AND r.jurisdiction = $2");
constexpr const char* kToken =
    "SELECT r.id, r.visible OR r.veiled, coalesce(" R311_STATE_OF_CREATE("r.seq") ", '') = 'rejected'"
    " FROM requests r WHERE r.jurisdiction = $1 AND r.token = $2 AND r.token <> ''";
constexpr const char* kOldest = R311_FIRST_OF(R311_WALK("visible", ">", "ASC", ""), "ASC", "");
constexpr const char* kOldestOfServices =
    R311_FIRST_OF(R311_WALK("visible", ">", "ASC", R311_ITS_SERVICE), "ASC", R311_SERVICES);
constexpr const char* kOldestOfAll = R311_FIRST_OF(R311_BOTH(">", "ASC", ""), "ASC", "");
constexpr const char* kOldestOfAllOfServices =
    R311_FIRST_OF(R311_BOTH(">", "ASC", R311_ITS_SERVICE), "ASC", R311_SERVICES);
// One may turn private between the look for its place and this.
constexpr const char* kAtPlaces = "SELECT " R311_REQUEST_COLUMNS
                                  " FROM unnest($1::bigint[]) WITH ORDINALITY AS n (seq, place)"
                                  " JOIN requests r ON r.seq = n.seq AND (r.visible OR (r.veiled AND $2))"
                                  " ORDER BY n.place";

Rows find(Connection& connection, std::int64_t jurisdiction, const RequestQuery& query) {
  const std::set<std::string> once(query.service_codes.begin(), query.service_codes.end());
  const std::vector<std::string> services(once.begin(), once.end());
  const std::vector<bool> closed = query.closed ? std::vector<bool>{*query.closed} : std::vector<bool>{false, true};
  const Time from = query.from.value_or(Time::min());
  const Time to = query.to.value_or(Time::max());
  if (!query.ids.empty())
    return connection.run(kNamed, jurisdiction, closed, from, to, query.ids, services, query.privates);
  constexpr std::size_t all = std::numeric_limits<std::int32_t>::max();
  const std::size_t most = std::min(query.limit, all);
  const std::size_t skip = std::min(query.skip, all);
  const bool up = query.order.ascending;
  if (!is_plain(query)) {
    const auto places = find_places(connection, jurisdiction, query, most == 0 ? 0 : skip + most);
    std::vector<std::int64_t> numbers;
    for (std::size_t i = skip; i < places.size(); ++i) numbers.push_back(places[i].number);
    return connection.run(kAtPlaces, numbers, query.privates);
  }
  const open311::ListPlace after = query.after.value_or(before_all_of(from, to, up));
  const auto run = [&](const char* sql, const auto&... of) {
    return connection.run(sql, jurisdiction, closed, from, to, after.moment, after.number,
                          static_cast<std::int64_t>(skip), static_cast<std::int64_t>(most), of...);
  };
  if (services.empty()) return run(query.privates ? (up ? kOldestOfAll : kNewestOfAll) : (up ? kOldest : kNewest));
  if (query.privates) return run(up ? kOldestOfAllOfServices : kNewestOfAllOfServices, services);
  return run(up ? kOldestOfServices : kNewestOfServices, services);
}

}  // namespace

std::vector<ServiceRequest> read_requests(Connection& connection, Names& names, const RequestQuery& query) {
  const auto jurisdiction = names.jurisdiction(connection, query.jurisdiction);
  if (!jurisdiction) return {};
  return collect(find(connection, *jurisdiction, query), read_service_request<Row>);
}

std::optional<ServiceRequest> read_request(Connection& connection, Names& names, const std::string& jurisdiction,
                                           const std::string& id, bool privates) {
  RequestQuery query;
  query.privates = privates;
  query.jurisdiction = jurisdiction;
  query.ids.push_back(id);
  auto requests = read_requests(connection, names, query);
  if (requests.empty()) return std::nullopt;
  return std::move(requests.front());
}

ServiceRequest read_row(Connection& connection, std::int64_t seq) {
  const Rows rows = connection.run(kRow, seq);
  if (rows.empty()) throw Failure{no_report(seq)};
  Row row = rows.front();
  return read_service_request(row);
}

std::optional<ShownFile> read_shown_file(Connection& connection, Names& names, const std::string& digest,
                                         const std::vector<std::string>& private_of) {
  if (const Rows rows = connection.run(kShownFile, digest); !rows.empty()) {
    Row row = rows.front();
    return ShownFile{read_attachment(row), false};
  }
  for (const std::string& name : private_of) {
    const auto jurisdiction = names.jurisdiction(connection, name);
    if (!jurisdiction) continue;
    const Rows rows = connection.run(kVeiledFile, digest, *jurisdiction);
    if (rows.empty()) continue;
    Row row = rows.front();
    return ShownFile{read_attachment(row), true};
  }
  return std::nullopt;
}

std::optional<TokenState> read_token(Connection& connection, Names& names, const std::string& jurisdiction,
                                     const std::string& token) {
  const auto number = names.jurisdiction(connection, jurisdiction);
  if (!number) return std::nullopt;
  const Rows rows = connection.run(kToken, *number, token);
  if (rows.empty()) return std::nullopt;
  Row row = rows.front();
  TokenState state;
  state.id = row.text();
  state.resolved = row.flag();
  state.rejected = row.flag() && !state.resolved;
  return state;
}

}  // namespace r311::store::postgres
