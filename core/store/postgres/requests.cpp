// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/requests.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>

#include "store/delivery_rules.h"
#include "store/rows.h"

namespace r311::store::postgres {

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
constexpr const char* kShownFile =
    "SELECT " R311_FILE_COLUMNS
    " FROM request_media m WHERE m.digest = $1"
    " AND EXISTS (SELECT 1 FROM requests r WHERE r.seq = m.request AND r.visible) UNION ALL"
    " SELECT " R311_FILE_COLUMNS
    " FROM update_media m WHERE m.digest = $1"
    " AND EXISTS (SELECT 1 FROM updates u JOIN requests r ON r.seq = u.request"
    " WHERE u.number = m.of_update AND r.visible) LIMIT 1";
constexpr const char* kToken =
    "SELECT id, visible FROM requests WHERE jurisdiction = $1 AND token = $2 AND token <> ''";
#undef R311_NEWEST_OF

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
  const auto jurisdiction = names.jurisdiction(connection, query.jurisdiction);
  if (!jurisdiction) return {};
  return collect(find(connection, *jurisdiction, query), read_service_request<Row>);
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
  if (rows.empty()) throw Failure{no_report(seq)};
  Row row = rows.front();
  return read_service_request(row);
}

std::optional<open311::Attachment> read_shown_file(Connection& connection, const std::string& digest) {
  const Rows rows = connection.run(kShownFile, digest);
  if (rows.empty()) return std::nullopt;
  Row row = rows.front();
  return read_attachment(row);
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
