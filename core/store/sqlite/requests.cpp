// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/requests.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "store/delivery_rules.h"
#include "store/key_rules.h"
#include "store/merging.h"
#include "store/rows.h"
#include "store/sqlite/names.h"
#include "store/sqlite/search.h"

namespace r311::store::sqlite {
namespace {

using open311::ListPlace;
using open311::ServiceRequest;

constexpr const char* kById =
    "SELECT r.requested, r.seq, r.closed, r.service_code FROM (" R311_WHOLE_OF(
        "n.jurisdiction = ?1 AND n.id = ?2") ") w JOIN requests r ON r.seq = w.seq"
    " WHERE (r.visible OR (r.veiled AND ?3))";
constexpr const char* kRequest = "SELECT " R311_REQUEST_COLUMNS " FROM requests r WHERE r.seq = ?1";
// One may turn private between the look for its place and this.
constexpr const char* kAtPlace =
    "SELECT " R311_REQUEST_COLUMNS " FROM requests r WHERE r.seq = ?1 AND (r.visible OR (r.veiled AND ?2))";
#define R311_SHOWN_FILE(readable)                                                        \
  "SELECT " R311_FILE_COLUMNS                                                            \
  " FROM request_media m WHERE m.digest = ?1 AND EXISTS (SELECT 1 FROM requests r WHERE" \
  " r.seq = m.request AND " readable ") UNION ALL SELECT " R311_FILE_COLUMNS             \
  " FROM update_media m WHERE m.digest = ?1 AND EXISTS (SELECT 1 FROM updates u JOIN"    \
  " requests r ON r.seq = u.request WHERE u.number = m.of_update AND " readable ") LIMIT 1"
constexpr const char* kShownFile = R311_SHOWN_FILE("r.visible");
constexpr const char* kVeiledFile = R311_SHOWN_FILE("r.veiled AND r.jurisdiction = ?2");
constexpr const char* kToken =
    "SELECT r.id, r.visible OR r.veiled, coalesce(" R311_STATE_OF_CREATE("r.seq") ", '') = 'rejected'"
    " FROM requests r WHERE r.jurisdiction = ?1 AND r.token = ?2 AND r.token <> ''";

std::vector<ListPlace> named(Connection& connection, std::int64_t jurisdiction, const RequestQuery& query) {
  const std::unordered_set<std::string_view> ids(query.ids.begin(), query.ids.end());
  const std::unordered_set<std::string_view> services(query.service_codes.begin(), query.service_codes.end());
  std::vector<ListPlace> places;
  for (const std::string_view id : ids) {
    Query found = connection.query(kById);
    if (!found.with(jurisdiction, id, query.privates).step()) continue;
    Row row = found.row();
    const Time requested = row.time();
    const std::int64_t seq = row.number();
    const bool closed = row.flag();
    const bool in_time = requested >= query.from.value_or(Time::min()) && requested <= query.to.value_or(Time::max());
    const bool wanted = services.empty() || services.contains(row.view());
    if (in_time && wanted && query.closed.value_or(closed) == closed) places.push_back({requested, seq});
  }
  std::sort(places.begin(), places.end(), std::greater<>());
  const auto same = [](const ListPlace& a, const ListPlace& b) { return a.number == b.number; };
  places.erase(std::unique(places.begin(), places.end(), same), places.end());
  return places;
}

std::optional<ServiceRequest> read_place(Connection& connection, std::int64_t seq, bool privates) {
  Query query = connection.query(kAtPlace);
  if (!query.with(seq, privates).step()) return std::nullopt;
  Row row = query.row();
  return read_service_request(row);
}

}  // namespace

std::vector<ServiceRequest> read_requests(Connection& connection, const RequestQuery& query) {
  std::vector<ServiceRequest> requests;
  const auto jurisdiction = find_jurisdiction(connection, query.jurisdiction);
  if (!jurisdiction) return requests;
  constexpr std::size_t most = std::numeric_limits<std::int32_t>::max();
  const std::size_t skipped = query.ids.empty() ? std::min(query.skip, most) : 0;
  const auto places = query.ids.empty() ? find_places(connection, *jurisdiction, query,
                                                      query.limit == 0 ? 0 : skipped + std::min(query.limit, most))
                                        : named(connection, *jurisdiction, query);
  for (std::size_t i = skipped; i < places.size(); ++i) {
    if (auto request = read_place(connection, places[i].number, query.privates))
      requests.push_back(*std::move(request));
  }
  return requests;
}

std::optional<ServiceRequest> read_request(Connection& connection, const std::string& jurisdiction,
                                           const std::string& id, bool privates) {
  RequestQuery query;
  query.privates = privates;
  query.jurisdiction = jurisdiction;
  query.ids.push_back(id);
  auto requests = read_requests(connection, query);
  if (requests.empty()) return std::nullopt;
  return std::move(requests.front());
}

open311::ServiceRequest read_row(Connection& connection, std::int64_t seq) {
  Query query = connection.query(kRequest);
  if (!query.with(seq).step()) throw Failure{no_report(seq)};
  Row row = query.row();
  return read_service_request(row);
}

std::optional<ShownFile> read_shown_file(Connection& connection, const std::string& digest,
                                         const std::vector<std::string>& private_of) {
  {
    Query query = connection.query(kShownFile);
    if (query.with(digest).step()) {
      Row row = query.row();
      return ShownFile{read_attachment(row), false};
    }
  }
  for (const std::string& name : private_of) {
    const auto jurisdiction = find_jurisdiction(connection, name);
    if (!jurisdiction) continue;
    Query query = connection.query(kVeiledFile);
    if (!query.with(digest, *jurisdiction).step()) continue;
    Row row = query.row();
    return ShownFile{read_attachment(row), true};
  }
  return std::nullopt;
}

std::optional<TokenState> read_token(Connection& connection, const std::string& jurisdiction,
                                     const std::string& token) {
  const auto number = find_jurisdiction(connection, jurisdiction);
  if (!number) return std::nullopt;
  Query query = connection.query(kToken);
  if (!query.with(*number, token).step()) return std::nullopt;
  Row row = query.row();
  TokenState state;
  state.id = row.text();
  state.resolved = row.flag();
  state.rejected = row.flag() && !state.resolved;
  return state;
}

}  // namespace r311::store::sqlite
