// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/requests.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "store/delivery_rules.h"
#include "store/rows.h"
#include "store/sqlite/names.h"

namespace r311::store::sqlite {

const char* const kNewest =
    "SELECT requested, seq FROM requests INDEXED BY requests_newest"
    " WHERE jurisdiction = ?1 AND closed = ?2 AND requested BETWEEN ?3 AND ?4 AND visible = 1"
    " ORDER BY requested DESC, seq DESC LIMIT ?5";
const char* const kNewestOfService =
    "SELECT requested, seq FROM requests INDEXED BY requests_newest_of_service"
    " WHERE jurisdiction = ?1 AND closed = ?2 AND requested BETWEEN ?3 AND ?4 AND visible = 1 AND service_code = ?6"
    " ORDER BY requested DESC, seq DESC LIMIT ?5";

namespace {

using open311::ServiceRequest;

constexpr const char* kById =
    "SELECT requested, seq, closed, service_code FROM requests WHERE jurisdiction = ?1 AND id = ?2 AND visible = 1";
constexpr const char* kRequest = "SELECT " R311_REQUEST_COLUMNS " FROM requests r WHERE r.seq = ?1";
constexpr const char* kShownFile =
    "SELECT " R311_FILE_COLUMNS
    " FROM request_media m WHERE m.digest = ?1"
    " AND EXISTS (SELECT 1 FROM requests r WHERE r.seq = m.request AND r.visible) UNION ALL"
    " SELECT " R311_FILE_COLUMNS
    " FROM update_media m WHERE m.digest = ?1"
    " AND EXISTS (SELECT 1 FROM updates u JOIN requests r ON r.seq = u.request"
    " WHERE u.number = m.of_update AND r.visible) LIMIT 1";
constexpr const char* kToken =
    "SELECT id, visible FROM requests WHERE jurisdiction = ?1 AND token = ?2 AND token <> ''";

// Where a request stands in the order of answers.
struct Place {
  Time requested;
  std::int64_t seq;
};

bool newer(const Place& a, const Place& b) {
  return a.requested != b.requested ? a.requested > b.requested : a.seq > b.seq;
}

// The newest of several walks. Each walk is in order already, one an index range; as soon as `limit` are known, later
// walks end where they would fall behind, so that all of them together read little more than is answered.
class Newest {
 public:
  explicit Newest(const RequestQuery& query)
      : limit_(std::min<std::size_t>(query.limit, std::numeric_limits<std::int32_t>::max())),
        from_(query.from.value_or(Time::min())),
        to_(query.to.value_or(Time::max())) {}

  void walk(Connection& connection, std::int64_t jurisdiction, bool closed, const std::string* service) {
    Query query = connection.query(service == nullptr ? kNewest : kNewestOfService);
    const auto most = static_cast<std::int64_t>(limit_);
    if (service == nullptr) {
      query.with(jurisdiction, closed, from_, to_, most);
    } else {
      query.with(jurisdiction, closed, from_, to_, most, *service);
    }
    const auto known = static_cast<std::ptrdiff_t>(places_.size());
    while (query.step()) {
      Row row = query.row();
      const Time requested = row.time();
      places_.push_back({requested, row.number()});
    }
    std::inplace_merge(places_.begin(), places_.begin() + known, places_.end(), newer);
    if (places_.size() < limit_ || limit_ == 0) return;
    places_.resize(limit_);
    from_ = places_.back().requested;
  }

  std::vector<Place> take() { return std::move(places_); }

 private:
  const std::size_t limit_;
  Time from_;
  const Time to_;
  std::vector<Place> places_;
};

std::vector<Place> newest(Connection& connection, std::int64_t jurisdiction, const RequestQuery& query) {
  Newest found(query);
  const std::unordered_set<std::string> services(query.service_codes.begin(), query.service_codes.end());
  for (const bool closed : {false, true}) {
    if (query.closed.value_or(closed) != closed) continue;
    if (services.empty()) found.walk(connection, jurisdiction, closed, nullptr);
    for (const auto& service : services) found.walk(connection, jurisdiction, closed, &service);
  }
  return found.take();
}

std::vector<Place> named(Connection& connection, std::int64_t jurisdiction, const RequestQuery& query) {
  const std::unordered_set<std::string_view> ids(query.ids.begin(), query.ids.end());
  const std::unordered_set<std::string_view> services(query.service_codes.begin(), query.service_codes.end());
  std::vector<Place> places;
  for (const std::string_view id : ids) {
    Query found = connection.query(kById);
    if (!found.with(jurisdiction, id).step()) continue;
    Row row = found.row();
    const Time requested = row.time();
    const std::int64_t seq = row.number();
    const bool closed = row.flag();
    const bool in_time = requested >= query.from.value_or(Time::min()) && requested <= query.to.value_or(Time::max());
    const bool wanted = services.empty() || services.contains(row.view());
    if (in_time && wanted && query.closed.value_or(closed) == closed) places.push_back({requested, seq});
  }
  std::sort(places.begin(), places.end(), newer);
  return places;
}

std::optional<ServiceRequest> read_place(Connection& connection, std::int64_t seq) {
  Query query = connection.query(kRequest);
  if (!query.with(seq).step()) return std::nullopt;
  Row row = query.row();
  return read_service_request(row);
}

}  // namespace

std::vector<ServiceRequest> read_requests(Connection& connection, const RequestQuery& query) {
  std::vector<ServiceRequest> requests;
  const auto jurisdiction = find_jurisdiction(connection, query.jurisdiction);
  if (!jurisdiction) return requests;
  const auto places =
      query.ids.empty() ? newest(connection, *jurisdiction, query) : named(connection, *jurisdiction, query);
  requests.reserve(places.size());
  for (const Place& place : places) {
    if (auto request = read_place(connection, place.seq)) requests.push_back(*std::move(request));
  }
  return requests;
}

std::optional<ServiceRequest> read_request(Connection& connection, const std::string& jurisdiction,
                                           const std::string& id) {
  RequestQuery query;
  query.jurisdiction = jurisdiction;
  query.ids.push_back(id);
  auto requests = read_requests(connection, query);
  if (requests.empty()) return std::nullopt;
  return std::move(requests.front());
}

open311::ServiceRequest read_row(Connection& connection, std::int64_t seq) {
  if (auto request = read_place(connection, seq)) return *std::move(request);
  throw Failure{no_report(seq)};
}

std::optional<open311::Attachment> read_shown_file(Connection& connection, const std::string& digest) {
  Query query = connection.query(kShownFile);
  if (!query.with(digest).step()) return std::nullopt;
  Row row = query.row();
  return read_attachment(row);
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
  return state;
}

}  // namespace r311::store::sqlite
