// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/search.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "store/postgres/facet_rows.h"

namespace r311::store::postgres {
namespace {

using open311::ListPlace;

// Rows that are had at once: as many as are wanted, since each time the server finds all of a stretch again.
constexpr std::int64_t kFewestRows = 250;
constexpr std::int64_t kMostRows = 12'000;
// What has matched so often in one stretch does so in the next, which is longer: it is taken in pieces.
constexpr std::size_t kMany = 100;

// Behind the place ($5, $6) in the order of `moment`, of which the times are from $3 to $4.
#define R311_PAGE(columns, source, moment, sign, direction)                                         \
  "SELECT " columns " FROM " source " WHERE r.jurisdiction = $1 AND r.visible AND r." moment        \
  " BETWEEN $3 AND $4 AND (r." moment ", r.seq) " sign " ($5, $6) ORDER BY r." moment " " direction \
  ", r.seq " direction " LIMIT $7"
#define R311_REQUESTED(sign, direction)                                                                              \
  R311_PAGE(                                                                                                         \
      R311_CANDIDATE_COLUMNS,                                                                                        \
      "unnest($2::boolean[]) AS c (closed) CROSS JOIN LATERAL (SELECT * FROM requests p WHERE p.jurisdiction"        \
      " = $1 AND p.closed = c.closed AND p.visible AND p.requested BETWEEN $3 AND $4 AND (p.requested, p.seq) " sign \
      " ($5, $6) ORDER BY p.requested " direction ", p.seq " direction " LIMIT $7) r",                               \
      "requested", sign, direction)
// Each by its number: OFFSET keeps the server from walking all requests to look for those that match.
#define R311_MATCHING(sign, direction)                                                        \
  R311_PAGE(R311_MATCHED_COLUMNS,                                                             \
            "facet_matches($2::text::tsquery) f CROSS JOIN LATERAL (SELECT * FROM requests p" \
            " WHERE p.seq = f.seq OFFSET 0) r",                                               \
            "requested", sign, direction)
#define R311_UPDATED(columns, sign, direction)                                        \
  "SELECT " columns                                                                   \
  " FROM requests r WHERE r.jurisdiction = $1 AND r.visible AND r.updated BETWEEN $2" \
  " AND $3 AND (r.updated, r.seq) " sign " ($4, $5) ORDER BY r.updated " direction ", r.seq " direction " LIMIT $6"

struct Page {
  const char* descending;
  const char* ascending;
  const char* of(bool up) const { return up ? ascending : descending; }
};
constexpr Page kUpdated{R311_UPDATED(R311_CANDIDATE_COLUMNS, "<", "DESC"),
                        R311_UPDATED(R311_CANDIDATE_COLUMNS, ">", "ASC")};
constexpr Page kOrderOfUpdate{R311_UPDATED(R311_MATCHED_COLUMNS, "<", "DESC"),
                              R311_UPDATED(R311_MATCHED_COLUMNS, ">", "ASC")};
constexpr const char* kCountUpdated =
    "SELECT count(*) FROM (SELECT FROM requests WHERE jurisdiction = $1 AND visible AND updated BETWEEN $2 AND $3"
    " LIMIT $4) counted";
constexpr const char* kCountMatching = "SELECT facet_count($1::text::tsquery, $2)";
constexpr Page kRequested{R311_REQUESTED("<", "DESC"), R311_REQUESTED(">", "ASC")};
constexpr Page kMatching{R311_MATCHING("<", "DESC"), R311_MATCHING(">", "ASC")};

constexpr const char* kNotIndexed = "SELECT " R311_CANDIDATE_COLUMNS
                                    " FROM facet_backlog b JOIN requests r USING (seq)"
                                    " WHERE r.jurisdiction = $1 AND r.visible ORDER BY b.seq";

class Indexes final : public SearchIndexes {
 public:
  Indexes(Connection& connection, std::int64_t jurisdiction, std::size_t most)
      : connection_(connection),
        jurisdiction_(jurisdiction),
        rows_(std::clamp(to_number(most), kFewestRows, kMostRows)) {}

  // Services are looked at one by one here: this is asked only together with a time of update.
  void requested(const RequestQuery& query, std::size_t most, const Take& take) override {
    const std::vector<bool> closed = query.closed ? std::vector<bool>{*query.closed} : std::vector<bool>{false, true};
    std::size_t taken = 0;
    const char* const sql = kRequested.of(query.order.ascending);
    pages(
        stretch_of(query), query.order.ascending, false, std::min(to_number(most), rows_),
        [&](const Candidate& one) { return take(one) && ++taken < most; },
        [&](const Stretch& s, const ListPlace& after, std::int64_t rows) {
          return connection_.run(sql, jurisdiction_, closed, s.from, s.to, after.moment, after.number, rows);
        });
  }

  void updated(const Stretch& stretch, bool ascending, bool words, const Take& take) override {
    const char* const sql = (words ? kUpdated : kOrderOfUpdate).of(ascending);
    pages(stretch, ascending, true, rows_, take, [&](const Stretch& s, const ListPlace& after, std::int64_t rows) {
      return connection_.run(sql, jurisdiction_, s.from, s.to, after.moment, after.number, rows);
    });
  }

  void matching(const std::vector<FacetTerm>& terms, const Stretch& stretch, bool ascending,
                const Take& take) override {
    const auto begin = begin_of(stretch, ascending);
    if (!begin) return;
    bool wanted = true;
    std::size_t matched = 0;  // of the last stretch
    const Take until = [&](const Candidate& one) {
      ++matched;
      return wanted = take(one);
    };
    const auto look = [&](const Days& days, const std::vector<std::string>& words) {
      std::vector<FacetTerm> all = terms;
      all.push_back({days.words.letter, words});
      const std::string asked = facet_query(all);
      const char* const sql = kMatching.of(ascending);
      pages({days.first, days.last, stretch.after}, ascending, false, rows_, until,
            [&](const Stretch& s, const ListPlace& after, std::int64_t rows) {
              return connection_.run(sql, jurisdiction_, asked, s.from, s.to, after.moment, after.number, rows);
            });
    };
    for (const Days& days :
         days_between(jurisdiction_, ascending ? *begin : stretch.from, ascending ? stretch.to : *begin, ascending)) {
      std::vector<std::string> words = days.words.words;
      if (!ascending) std::reverse(words.begin(), words.end());
      if (std::exchange(matched, 0) < kMany) {
        look(days, words);
      } else {
        for (auto word = words.begin(); wanted && word != words.end(); ++word) look(days, {*word});
      }
      if (!wanted) return;
    }
  }

  std::size_t count_updated(const Stretch& stretch, std::size_t most) override {
    return count(connection_.run(kCountUpdated, jurisdiction_, stretch.from, stretch.to, to_number(most)));
  }

  std::size_t count_matching(const std::vector<FacetTerm>& terms, std::size_t most) override {
    return count(connection_.run(kCountMatching, facet_query(terms), to_number(most)));
  }

  void not_indexed(const Take& take) override {
    const Rows rows = connection_.run(kNotIndexed, jurisdiction_);
    for (int i = 0; i < rows.size(); ++i) {
      Row row = rows[i];
      if (!take(read_candidate(row))) return;
    }
  }

 private:
  static std::int64_t to_number(std::size_t value) { return static_cast<std::int64_t>(value); }
  static std::size_t count(const Rows& rows) { return static_cast<std::size_t>(rows.front().number()); }

  // Where the first request lies: the parts of time grow from where they begin, and must not begin in an empty age.
  std::optional<Time> begin_of(const Stretch& stretch, bool ascending) {
    std::optional<Time> begin;
    RequestQuery any;
    any.from = stretch.from;
    any.to = stretch.to;
    any.order.ascending = ascending;
    requested(any, 1, [&](const Candidate& one) {
      begin = one.requested;
      return false;
    });
    return begin;
  }

  template <class Ask>
  void pages(const Stretch& stretch, bool ascending, bool by_updated, std::int64_t most, const Take& take, Ask ask) {
    constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
    ListPlace after = stretch.after.value_or(ascending ? ListPlace{Time::min(), -end} : ListPlace{Time::max(), end});
    for (;; most = std::min(most * 4, kMostRows)) {
      const Rows rows = ask(stretch, after, most);
      for (int i = 0; i < rows.size(); ++i) {
        Row row = rows[i];
        const Candidate one = read_candidate(row);
        after = {by_updated ? one.updated : one.requested, one.seq};
        if (!take(one)) return;
      }
      if (rows.size() < most) return;
    }
  }

  Connection& connection_;
  const std::int64_t jurisdiction_;
  const std::int64_t rows_;
};

}  // namespace

std::vector<ListPlace> find_places(Connection& connection, std::int64_t jurisdiction, const RequestQuery& query,
                                   std::size_t most) {
  Indexes indexes(connection, jurisdiction, most);
  return search(indexes, jurisdiction, query, most);
}

}  // namespace r311::store::postgres
