// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/search.h"

#include <algorithm>
#include <string>

#include "store/sqlite/facet_index.h"
#include "store/sqlite/walks.h"

namespace r311::store::sqlite {
namespace {

#define R311_MATCHING(direction)                                                                     \
  "SELECT rowid FROM request_facets WHERE request_facets MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER" \
  " BY rowid " direction
constexpr const char* kMatching = R311_MATCHING("DESC");
constexpr const char* kMatchingFromTheOldest = R311_MATCHING("ASC");
constexpr const char* kAtPlace = "SELECT " R311_MATCHED_COLUMNS
                                 " FROM requests r INDEXED BY requests_place"
                                 " WHERE ((r.requested << 20) | (r.seq & 1048575)) = ?1";
constexpr const char* kOrderOfNumber = "SELECT " R311_MATCHED_COLUMNS " FROM requests r WHERE r.seq = ?1";
constexpr const char* kCountMatching =
    "SELECT count(*) FROM (SELECT 1 FROM request_facets WHERE request_facets MATCH ?1 LIMIT ?2)";
constexpr const char* kOfNumber = "SELECT " R311_CANDIDATE_COLUMNS " FROM requests r WHERE r.seq = ?1";
// That are walked to before the first of them is looked at.
constexpr std::size_t kFewestPlaces = 500;
constexpr std::size_t kMostPlaces = 10'000;
constexpr const char* kNotIndexed =
    "SELECT " R311_CANDIDATE_COLUMNS " FROM requests r WHERE r.seq > (SELECT seq FROM facet_progress) ORDER BY r.seq";

class Indexes final : public SearchIndexes {
 public:
  Indexes(Connection& connection, std::int64_t jurisdiction, bool privates)
      : connection_(connection), jurisdiction_(jurisdiction), privates_(privates) {}

  void requested(const RequestQuery& query, std::size_t most, const Take& take) override {
    RequestQuery part = query;
    for (std::size_t left = most, size = kFewestPlaces; left > 0; size = std::min(size * 4, kMostPlaces)) {
      size = std::min(size, left);
      const auto places = first_requested(connection_, jurisdiction_, part, size);
      for (const auto& place : places) {
        if (!look_at(kOrderOfNumber, place.number, take)) return;
      }
      if (places.size() < size) return;
      part.after = places.back();
      left -= size;
    }
  }

  void updated(const Stretch& stretch, bool ascending, bool texts, const Take& take) override {
    UpdatedWalk walk(connection_, jurisdiction_, stretch, ascending, privates_);
    while (const auto place = walk.next()) {
      if (!look_at(texts ? kOfNumber : kOrderOfNumber, place->number, take)) return;
    }
  }

  std::size_t count_updated(const Stretch& stretch, std::size_t most) override {
    UpdatedWalk walk(connection_, jurisdiction_, stretch, false, privates_);
    std::size_t count = 0;
    while (count < most && walk.next()) ++count;
    return count;
  }

  std::size_t count_matching(const std::vector<FacetTerm>& terms, std::size_t most) override {
    const std::string expression = facet_expression(terms);
    Query query = connection_.query(kCountMatching);
    query.with(expression, static_cast<std::int64_t>(most));
    return query.step() ? static_cast<std::size_t>(query.row().number()) : 0;
  }

  void matching(const std::vector<FacetTerm>& terms, const Stretch& stretch, bool ascending,
                const Take& take) override {
    std::int64_t low = index_place(stretch.from, 0);
    std::int64_t high = index_place(stretch.to, -1);
    if (stretch.after) {
      const std::int64_t place = index_place(stretch.after->moment, stretch.after->number);
      (ascending ? low : high) = ascending ? place + 1 : place - 1;
    }
    const std::string expression = facet_expression(terms);
    Query query = connection_.query(ascending ? kMatchingFromTheOldest : kMatching);
    query.with(expression, low, high);
    while (query.step()) {
      if (!look_at(kAtPlace, query.row().number(), take)) return;
    }
  }

  void not_indexed(const Take& take) override {
    Query query = connection_.query(kNotIndexed);
    while (query.step()) {
      Row row = query.row();
      if (!take(read_candidate(row))) return;
    }
  }

 private:
  bool look_at(const char* sql, std::int64_t key, const Take& take) {
    Query query = connection_.query(sql);
    if (!query.with(key).step()) return true;
    Row row = query.row();
    return take(read_candidate(row));
  }

  Connection& connection_;
  const std::int64_t jurisdiction_;
  const bool privates_;
};

}  // namespace

std::vector<open311::ListPlace> find_places(Connection& connection, std::int64_t jurisdiction,
                                            const RequestQuery& query, std::size_t most) {
  if (is_plain(query)) return first_requested(connection, jurisdiction, query, most);
  Indexes indexes(connection, jurisdiction, query.privates);
  return search(indexes, jurisdiction, query, most);
}

}  // namespace r311::store::sqlite
