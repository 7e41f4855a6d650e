// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/walks.h"

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_set>

namespace r311::store::sqlite {

#define R311_WALK(moment, index, condition, sign, direction)                                                   \
  "SELECT " moment ", seq FROM requests INDEXED BY " index " WHERE jurisdiction = ?1 AND " moment              \
  " BETWEEN ?2 AND ?3 AND visible = 1" condition " AND (" moment " <> ?4 OR seq " sign " ?5) ORDER BY " moment \
  " " direction ", seq " direction " LIMIT ?6"
#define R311_NEWEST(sign, direction) R311_WALK("requested", "requests_newest", " AND closed = ?7", sign, direction)
#define R311_OF_SERVICE(sign, direction) \
  R311_WALK("requested", "requests_newest_of_service", " AND closed = ?7 AND service_code = ?8", sign, direction)
#define R311_UPDATED(sign, direction) R311_WALK("updated", "requests_updated", "", sign, direction)

const char* const kNewest = R311_NEWEST("<", "DESC");
const char* const kNewestOfService = R311_OF_SERVICE("<", "DESC");
const char* const kLastUpdated = R311_UPDATED("<", "DESC");

namespace {

using open311::ListPlace;

constexpr const char* kOldest = R311_NEWEST(">", "ASC");
constexpr const char* kOldestOfService = R311_OF_SERVICE(">", "ASC");
constexpr const char* kFirstUpdated = R311_UPDATED(">", "ASC");

ListPlace read_place(Row& row) {
  const Time moment = row.time();
  return {moment, row.number()};
}

void bind(Query& query, std::int64_t jurisdiction, const Stretch& stretch, std::int64_t most) {
  const ListPlace after = stretch.after.value_or(ListPlace{Time::max(), 0});
  query.with(jurisdiction, stretch.from, stretch.to, after.moment, after.number, most);
}

}  // namespace

UpdatedWalk::UpdatedWalk(Connection& connection, std::int64_t jurisdiction, const Stretch& stretch, bool ascending)
    : query_(connection.query(ascending ? kFirstUpdated : kLastUpdated)) {
  bind(query_, jurisdiction, stretch, std::numeric_limits<std::int64_t>::max());
}

std::optional<ListPlace> UpdatedWalk::next() {
  if (!query_.step()) return std::nullopt;
  Row row = query_.row();
  return read_place(row);
}

// As soon as `most` are known, later walks end where they would fall behind, so that all of them together read little
// more than is answered.
std::vector<ListPlace> first_requested(Connection& connection, std::int64_t jurisdiction, const RequestQuery& query,
                                       std::size_t most) {
  const bool ascending = query.order.ascending;
  Stretch stretch = stretch_of(query);
  std::vector<ListPlace> places;
  const auto walk = [&](bool closed, const std::string* service) {
    Query step = connection.query(service == nullptr ? (ascending ? kOldest : kNewest)
                                                     : (ascending ? kOldestOfService : kNewestOfService));
    bind(step, jurisdiction, stretch, static_cast<std::int64_t>(most));
    step.set(7, closed);
    if (service != nullptr) step.set(8, *service);
    const auto known = static_cast<std::ptrdiff_t>(places.size());
    while (step.step()) {
      Row row = step.row();
      places.push_back(read_place(row));
    }
    std::inplace_merge(places.begin(), places.begin() + known, places.end(),
                       [&](const ListPlace& a, const ListPlace& b) { return before(query.order, a, b); });
    if (places.size() < most || most == 0) return;
    places.resize(most);
    (ascending ? stretch.to : stretch.from) = places.back().moment;
  };
  const std::unordered_set<std::string> services(query.service_codes.begin(), query.service_codes.end());
  for (const bool closed : {false, true}) {
    if (query.closed.value_or(closed) != closed) continue;
    if (services.empty()) walk(closed, nullptr);
    for (const auto& service : services) walk(closed, &service);
  }
  return places;
}

}  // namespace r311::store::sqlite
