// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/facet_index.h"

#include <algorithm>

#include "store/search.h"

namespace r311::store::sqlite {
namespace {

constexpr const char* kBehind = "SELECT coalesce(max(seq), 0) - (SELECT seq FROM facet_progress) FROM requests";
constexpr const char* kNext = "SELECT r.type = 'blackbox', " R311_CANDIDATE_COLUMNS
                              " FROM requests r WHERE r.seq > (SELECT seq FROM facet_progress) ORDER BY r.seq LIMIT ?1";
constexpr const char* kAdd = "INSERT INTO request_facets (rowid, words) VALUES (?1, ?2)";
constexpr const char* kDrop = "INSERT INTO request_facets (request_facets, rowid, words) VALUES ('delete', ?1, ?2)";
constexpr const char* kChanged =
    "SELECT r.requested, r.seq, c.words, r.jurisdiction, r.closed, r.status FROM facet_changes c JOIN requests r"
    " ON r.seq = c.seq";
constexpr const char* kForgetChanges = "DELETE FROM facet_changes";
constexpr const char* kReached = "UPDATE facet_progress SET seq = ?1";

// Beyond any time that a place can tell from others: the year 2109.
constexpr std::int64_t kFarthest = std::int64_t{1} << 42U;

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}

}  // namespace

std::int64_t index_place(Time requested, std::int64_t seq) {
  const std::int64_t moment = std::clamp<std::int64_t>(requested.time_since_epoch().count(), -kFarthest, kFarthest);
  return moment * (1 << 20) + (seq & ((1 << 20) - 1));
}

std::int64_t facets_behind(Connection& connection) {
  Query query = connection.query(kBehind);
  return query.step() ? query.row().number() : 0;
}

void index_changes(Connection& connection) {
  struct Changed {
    std::int64_t place;
    std::string before, now;
  };
  Query query = connection.query(kChanged);
  const auto changed = collect(query, [](Row& row) {
    const Time requested = row.time();
    Changed one{index_place(requested, row.number()), row.text(), {}};
    const std::int64_t jurisdiction = row.number();
    Searched searched;
    searched.closed = row.flag();
    searched.status = read_word<open311::Status>(row, &open311::status_of, "status");
    one.now = joined(facets_of(jurisdiction, searched, changing_facets));
    return one;
  });
  if (changed.empty()) return;
  for (const Changed& one : changed) {
    connection.query(kDrop).with(one.place, one.before).run();
    connection.query(kAdd).with(one.place, one.now).run();
  }
  connection.run(kForgetChanges);
}

void index_facets(Connection& connection, std::int64_t most) {
  struct Next {
    std::int64_t place;
    std::string words;
  };
  std::vector<Next> next;
  std::int64_t last = 0;
  {
    Query query = connection.query(kNext);
    query.with(most);
    while (query.step()) {
      Row row = query.row();
      const bool never_read = row.flag();
      const Candidate one = read_candidate(row);
      last = one.seq;
      if (never_read) continue;
      next.push_back({index_place(one.requested, one.seq), joined(facets_of(one.jurisdiction, one.searched))});
    }
  }
  if (last == 0) return;
  // In the order of their places, which the index takes up with the least work.
  std::sort(next.begin(), next.end(), [](const Next& a, const Next& b) { return a.place < b.place; });
  for (const Next& one : next) connection.query(kAdd).with(one.place, one.words).run();
  connection.query(kReached).with(last).run();
}

std::string facet_expression(const std::vector<FacetTerm>& terms) {
  std::string all;
  for (const FacetTerm& term : terms) {
    std::string any;
    for (const std::string& word : term.words) any += (any.empty() ? "\"" : " OR \"") + word + "\"";
    all += (all.empty() ? "(" : " AND (") + any + ")";
  }
  return all;
}

}  // namespace r311::store::sqlite
