// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/walks.h"

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_set>

namespace r311::store::sqlite {

// `readable` is the column of those that everybody reads, or of those that are private; each has indexes of its own.
#define R311_WALK(moment, index, readable, condition, sign, direction)                                              \
  "SELECT " moment ", seq FROM requests INDEXED BY " index " WHERE jurisdiction = ?1 AND " moment                   \
  " BETWEEN ?2 AND ?3 AND " readable " = 1" condition " AND (" moment " <> ?4 OR seq " sign " ?5) ORDER BY " moment \
  " " direction ", seq " direction " LIMIT ?6"
#define R311_NEWEST(index, readable, sign, direction) \
  R311_WALK("requested", index, readable, " AND closed = ?7", sign, direction)
#define R311_OF_SERVICE(index, readable, sign, direction) \
  R311_WALK("requested", index, readable, " AND closed = ?7 AND service_code = ?8", sign, direction)
#define R311_UPDATED(index, readable, sign, direction) R311_WALK("updated", index, readable, "", sign, direction)

const char* const kNewest = R311_NEWEST("requests_newest", "visible", "<", "DESC");
const char* const kNewestOfService = R311_OF_SERVICE("requests_newest_of_service", "visible", "<", "DESC");
const char* const kLastUpdated = R311_UPDATED("requests_updated", "visible", "<", "DESC");
const char* const kNewestVeiled = R311_NEWEST("requests_veiled", "veiled", "<", "DESC");
const char* const kNewestVeiledOfService = R311_OF_SERVICE("requests_veiled_of_service", "veiled", "<", "DESC");
const char* const kLastUpdatedVeiled = R311_UPDATED("requests_veiled_updated", "veiled", "<", "DESC");

namespace {

using open311::ListPlace;

constexpr const char* kOldest = R311_NEWEST("requests_newest", "visible", ">", "ASC");
constexpr const char* kOldestOfService = R311_OF_SERVICE("requests_newest_of_service", "visible", ">", "ASC");
constexpr const char* kFirstUpdated = R311_UPDATED("requests_updated", "visible", ">", "ASC");
constexpr const char* kOldestVeiled = R311_NEWEST("requests_veiled", "veiled", ">", "ASC");
constexpr const char* kOldestVeiledOfService = R311_OF_SERVICE("requests_veiled_of_service", "veiled", ">", "ASC");
constexpr const char* kFirstUpdatedVeiled = R311_UPDATED("requests_veiled_updated", "veiled", ">", "ASC");

const char* requested_walk(bool veiled, bool of_service, bool ascending) {
  if (!veiled && !of_service) return ascending ? kOldest : kNewest;
  if (!veiled) return ascending ? kOldestOfService : kNewestOfService;
  if (!of_service) return ascending ? kOldestVeiled : kNewestVeiled;
  return ascending ? kOldestVeiledOfService : kNewestVeiledOfService;
}

const char* updated_walk(bool veiled, bool ascending) {
  if (veiled) return ascending ? kFirstUpdatedVeiled : kLastUpdatedVeiled;
  return ascending ? kFirstUpdated : kLastUpdated;
}

ListPlace read_place(Row& row) {
  const Time moment = row.time();
  return {moment, row.number()};
}

void bind(Query& query, std::int64_t jurisdiction, const Stretch& stretch, std::int64_t most) {
  const ListPlace after = stretch.after.value_or(ListPlace{Time::max(), 0});
  query.with(jurisdiction, stretch.from, stretch.to, after.moment, after.number, most);
}

}  // namespace

UpdatedWalk::UpdatedWalk(Connection& connection, std::int64_t jurisdiction, const Stretch& stretch, bool ascending,
                         bool privates)
    : ascending_(ascending), public_(connection, updated_walk(false, ascending)) {
  constexpr std::int64_t all = std::numeric_limits<std::int64_t>::max();
  bind(public_.query, jurisdiction, stretch, all);
  public_.step();
  if (!privates) return;
  veiled_.emplace(connection, updated_walk(true, ascending));
  bind(veiled_->query, jurisdiction, stretch, all);
  veiled_->step();
}

void UpdatedWalk::Side::step() {
  next.reset();
  if (!query.step()) return;
  Row row = query.row();
  next = read_place(row);
}

std::optional<ListPlace> UpdatedWalk::next() {
  Side* first = &public_;
  if (veiled_ && veiled_->next && (!first->next || (*veiled_->next < *first->next) == ascending_)) first = &*veiled_;
  const auto place = first->next;
  if (place) first->step();
  return place;
}

// As soon as `most` are known, later walks end where they would fall behind, so that all of them together read little
// more than is answered.
std::vector<ListPlace> first_requested(Connection& connection, std::int64_t jurisdiction, const RequestQuery& query,
                                       std::size_t most) {
  const bool ascending = query.order.ascending;
  Stretch stretch = stretch_of(query);
  std::vector<ListPlace> places;
  const auto walk = [&](bool veiled, bool closed, const std::string* service) {
    Query step = connection.query(requested_walk(veiled, service != nullptr, ascending));
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
  for (const bool veiled : {false, true}) {
    if (veiled && !query.privates) continue;
    for (const bool closed : {false, true}) {
      if (query.closed.value_or(closed) != closed) continue;
      if (services.empty()) walk(veiled, closed, nullptr);
      for (const auto& service : services) walk(veiled, closed, &service);
    }
  }
  return places;
}

}  // namespace r311::store::sqlite
