// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/requests.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>

namespace r311::store::postgres {

#define R311_REQUEST_COLUMNS                                                                                  \
  "r.id, r.status, r.status_notes, r.service_name, r.service_code, r.requested, r.updated, r.address_string," \
  " r.address_id, r.latitude, r.longitude, r.media_url, r.description"
// One walk of an index for each kind of request that is asked for, none longer than the answer; then the newest of
// what they found.
#define R311_NEWEST_OF(walks, condition)                                                                           \
  "SELECT " R311_REQUEST_COLUMNS " FROM (SELECT p.requested, p.seq FROM unnest($2::boolean[]) AS c (closed)" walks \
  " CROSS JOIN LATERAL (SELECT requested, seq FROM requests WHERE jurisdiction = $1 AND closed = c.closed AND "    \
  "visible AND requested BETWEEN $3 AND $4" condition                                                              \
  " ORDER BY requested DESC, seq DESC LIMIT $5) p ORDER BY p.requested DESC, p.seq DESC LIMIT $5) n"               \
  " JOIN requests r ON r.seq = n.seq ORDER BY n.requested DESC, n.seq DESC"

const char* const kNewest = R311_NEWEST_OF("", "");
const char* const kNewestOfServices =
    R311_NEWEST_OF(" CROSS JOIN unnest($6::text[]) AS s (code)", " AND service_code = s.code");

namespace {

using open311::ServiceRequest;

constexpr const char* kNamed =
    "SELECT " R311_REQUEST_COLUMNS
    " FROM requests r WHERE r.jurisdiction = $1 AND r.id = ANY ($5::text[]) AND r.visible"
    " AND r.closed = ANY ($2::boolean[]) AND r.requested BETWEEN $3 AND $4"
    " AND (cardinality($6::text[]) = 0 OR r.service_code = ANY ($6::text[])) ORDER BY r.requested DESC, r.seq DESC";
constexpr const char* kRow = "SELECT " R311_REQUEST_COLUMNS " FROM requests r WHERE r.seq = $1";
constexpr const char* kToken =
    "SELECT id, visible FROM requests WHERE jurisdiction = $1 AND token = $2 AND token <> ''";
#undef R311_NEWEST_OF
#undef R311_REQUEST_COLUMNS

open311::Status read_status(Row& row) {
  const std::string_view text = row.view();
  if (const auto status = open311::status_of(text)) return *status;
  throw Failure{{Kind::corrupt, "the store holds the unknown status " + std::string(text)}};
}

ServiceRequest read_columns(Row row) {
  ServiceRequest request;
  request.id = row.text();
  request.status = read_status(row);
  request.status_notes = row.text();
  request.service_name = row.text();
  request.service_code = row.text();
  request.requested = row.time();
  request.updated = row.time();
  request.address = row.text();
  request.address_id = row.text();
  if (row.null()) {
    row.skip();
    row.skip();
  } else {
    const double latitude = row.real();
    request.position = open311::Position{latitude, row.real()};
  }
  request.media_url = row.text();
  request.description = row.text();
  return request;
}

Rows find(Connection& connection, std::int64_t jurisdiction, const RequestQuery& query) {
  const std::set<std::string> once(query.service_codes.begin(), query.service_codes.end());
  const std::vector<std::string> services(once.begin(), once.end());
  const std::vector<bool> closed = query.closed ? std::vector<bool>{*query.closed} : std::vector<bool>{false, true};
  const Time from = query.from.value_or(Time::min());
  const Time to = query.to.value_or(Time::max());
  const auto most = static_cast<std::int64_t>(
      std::min<std::size_t>(query.limit, static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())));
  if (!query.ids.empty()) return connection.run(kNamed, jurisdiction, closed, from, to, query.ids, services);
  if (services.empty()) return connection.run(kNewest, jurisdiction, closed, from, to, most);
  return connection.run(kNewestOfServices, jurisdiction, closed, from, to, most, services);
}

}  // namespace

std::vector<ServiceRequest> read_requests(Connection& connection, Names& names, const RequestQuery& query) {
  std::vector<ServiceRequest> requests;
  const auto jurisdiction = names.jurisdiction(connection, query.jurisdiction);
  if (!jurisdiction) return requests;
  const Rows rows = find(connection, *jurisdiction, query);
  requests.reserve(static_cast<std::size_t>(rows.size()));
  for (int i = 0; i < rows.size(); ++i) requests.push_back(read_columns(rows[i]));
  return requests;
}

std::optional<ServiceRequest> read_request(Connection& connection, Names& names, const std::string& jurisdiction,
                                           const std::string& id) {
  RequestQuery query;
  query.jurisdiction = jurisdiction;
  query.ids.push_back(id);
  auto requests = read_requests(connection, names, query);
  if (requests.empty()) return std::nullopt;
  return std::move(requests.front());
}

ServiceRequest read_row(Connection& connection, std::int64_t seq) {
  const Rows rows = connection.run(kRow, seq);
  if (rows.empty()) throw Failure{{Kind::not_found, "the store has no report number " + std::to_string(seq)}};
  return read_columns(rows.front());
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
  return state;
}

}  // namespace r311::store::postgres
