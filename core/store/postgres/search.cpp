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

// A walk of an index: behind the place ($5, $6) in the order of `moment`, of which the times are from $3 to $4.
// `readable` is the column of those that everybody reads, or of those that are private; each has indexes of its own.
#define R311_WALK(readable, condition, moment, sign, direction)                                       \
  "(SELECT * FROM requests p WHERE p.jurisdiction = $1" condition " AND p." readable " AND p." moment \
  " BETWEEN $3 AND $4 AND (p." moment ", p.seq) " sign " ($5, $6) ORDER BY p." moment " " direction   \
  ", p.seq " direction " LIMIT $7)"
#define R311_BOTH(condition, moment, sign, direction)                                                               \
  "(" R311_WALK("visible", condition, moment, sign, direction) " UNION ALL " R311_WALK("veiled", condition, moment, \
                                                                                       sign, direction) ")"
#define R311_PUBLIC(condition, moment, sign, direction) R311_WALK("visible", condition, moment, sign, direction)
// The first of what walks found.
#define R311_FIRST_OF(columns, walks, moment, direction) \
  "SELECT " columns " FROM " walks " r ORDER BY r." moment " " direction ", r.seq " direction " LIMIT $7"
#define R311_OF_CLASS " AND p.closed = c.closed"
#define R311_EACH_CLASS "unnest($2::boolean[]) AS c (closed) CROSS JOIN LATERAL "
// What the index of facets knows of a place is all that a search looks at, but for the address and the time of update.
#define R311_FACET_COLUMNS                                                                                           \
  "f.seq, $1::bigint, f.requested, 0::bigint, true, false, false, 'open', f.latitude, f.longitude, '', '', '', '', " \
  "false, ''"
#define R311_MATCHES " FROM facet_matches($2::text::tsquery) f "
// Each by its number: OFFSET keeps the server from walking all requests to look for those that match.
#define R311_BY_NUMBER R311_MATCHES "CROSS JOIN LATERAL (SELECT * FROM requests p WHERE p.seq = f.seq OFFSET 0) r "
#define R311_MATCHING(columns, from, sign, direction)                                         \
  "SELECT " columns from "WHERE f.requested BETWEEN $3 AND $4 AND (f.requested, f.seq) " sign \
  " ($5, $6)"                                                                                 \
  " ORDER BY f.requested " direction ", f.seq " direction " LIMIT $7"
#define R311_REQUESTED(walk, sign, direction)                                                                         \
  R311_FIRST_OF(R311_MATCHED_COLUMNS, R311_EACH_CLASS walk(R311_OF_CLASS, "requested", sign, direction), "requested", \
                direction)
// $2 is of the other walks only.
#define R311_UPDATED(columns, walk, sign, direction) \
  R311_FIRST_OF(columns, walk("", "updated", sign, direction), "updated", direction)

struct Directions {
  const char* descending;
  const char* ascending;
  const char* of(bool up) const { return up ? ascending : descending; }
};
// What everybody reads, and with it what is private.
struct Pages {
  Directions everybody;
  Directions all;
  const char* of(bool privates, bool up) const { return (privates ? all : everybody).of(up); }
};
constexpr Pages kRequested{{R311_REQUESTED(R311_PUBLIC, "<", "DESC"), R311_REQUESTED(R311_PUBLIC, ">", "ASC")},
                           {R311_REQUESTED(R311_BOTH, "<", "DESC"), R311_REQUESTED(R311_BOTH, ">", "ASC")}};
constexpr Pages kUpdated{{R311_UPDATED(R311_CANDIDATE_COLUMNS, R311_PUBLIC, "<", "DESC"),
                          R311_UPDATED(R311_CANDIDATE_COLUMNS, R311_PUBLIC, ">", "ASC")},
                         {R311_UPDATED(R311_CANDIDATE_COLUMNS, R311_BOTH, "<", "DESC"),
                          R311_UPDATED(R311_CANDIDATE_COLUMNS, R311_BOTH, ">", "ASC")}};
constexpr Pages kOrderOfUpdate{{R311_UPDATED(R311_MATCHED_COLUMNS, R311_PUBLIC, "<", "DESC"),
                                R311_UPDATED(R311_MATCHED_COLUMNS, R311_PUBLIC, ">", "ASC")},
                               {R311_UPDATED(R311_MATCHED_COLUMNS, R311_BOTH, "<", "DESC"),
                                R311_UPDATED(R311_MATCHED_COLUMNS, R311_BOTH, ">", "ASC")}};
constexpr Directions kPlacesOfUpdate{R311_UPDATED(R311_PLACE_COLUMNS, R311_PUBLIC, "<", "DESC"),
                                     R311_UPDATED(R311_PLACE_COLUMNS, R311_PUBLIC, ">", "ASC")};
constexpr Directions kMatching{R311_MATCHING(R311_FACET_COLUMNS, R311_MATCHES, "<", "DESC"),
                               R311_MATCHING(R311_FACET_COLUMNS, R311_MATCHES, ">", "ASC")};
constexpr Directions kMatchingRows{R311_MATCHING(R311_MATCHED_COLUMNS, R311_BY_NUMBER, "<", "DESC"),
                                   R311_MATCHING(R311_MATCHED_COLUMNS, R311_BY_NUMBER, ">", "ASC")};
constexpr const char* kFewMatching =
    "SELECT " R311_MATCHED_COLUMNS R311_BY_NUMBER "WHERE r.jurisdiction = $1 AND f.requested BETWEEN $3 AND $4";

constexpr const char* kCountUpdated =
    "SELECT count(*) FROM ((SELECT FROM requests WHERE jurisdiction = $1 AND visible AND updated BETWEEN $2 AND $3"
    " LIMIT $4) UNION ALL (SELECT FROM requests WHERE jurisdiction = $1 AND veiled AND updated BETWEEN $2 AND $3"
    " AND $5 LIMIT $4)) counted";
constexpr const char* kCountMatching = "SELECT facet_count($1::text::tsquery, $2)";

// Open ones and closed ones, as far as they are asked for.
std::vector<bool> classes(const std::optional<bool>& closed) {
  return closed ? std::vector<bool>{*closed} : std::vector<bool>{false, true};
}

constexpr const char* kNotIndexed = "SELECT " R311_CANDIDATE_COLUMNS
                                    " FROM facet_backlog b JOIN requests r USING (seq)"
                                    " WHERE r.jurisdiction = $1 AND (r.visible OR r.veiled) ORDER BY b.seq";

class Indexes final : public SearchIndexes {
 public:
  Indexes(Connection& connection, std::int64_t jurisdiction, const RequestQuery& query, std::size_t most)
      : connection_(connection),
        jurisdiction_(jurisdiction),
        privates_(query.privates),
        // The index of facets knows no address and no time of update.
        rows_needed_(query.order.by_updated || query.updated_from || query.updated_to || !query.address.empty()),
        // Then that of updates knows all that is asked for.
        places_(!query.privates && asks_area_at_most(facet_terms(jurisdiction, query))),
        most_(most),
        rows_(std::clamp(to_number(most), kFewestRows, kMostRows)) {}

  // Services are looked at one by one here: this is asked only together with a time of update.
  void requested(const RequestQuery& query, std::size_t most, const Take& take) override {
    const std::vector<bool> closed = classes(query.closed);
    std::size_t taken = 0;
    const char* const sql = kRequested.of(privates_, query.order.ascending);
    pages(
        stretch_of(query), query.order.ascending, false, std::min(to_number(most), rows_), kAgain,
        [&](const Candidate& one) { return take(one) && ++taken < most; },
        [&](const Stretch& s, const ListPlace& after, std::int64_t rows) {
          return connection_.run(sql, jurisdiction_, closed, s.from, s.to, after.moment, after.number, rows);
        });
  }

  void updated(const Stretch& stretch, bool ascending, bool texts, const Take& take) override {
    const char* const sql =
        places_ ? kPlacesOfUpdate.of(ascending) : (texts ? kUpdated : kOrderOfUpdate).of(privates_, ascending);
    const std::vector<bool> closed = classes({});
    pages(stretch, ascending, true, rows_, kOn, take, [&](const Stretch& s, const ListPlace& after, std::int64_t rows) {
      return connection_.run(sql, jurisdiction_, closed, s.from, s.to, after.moment, after.number, rows);
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
      std::vector<FacetTerm> all = readable(terms);
      all.push_back({days.words.letter, words});
      const std::string asked = facet_query(all);
      const char* const sql = (rows_needed_ ? kMatchingRows : kMatching).of(ascending);
      pages({days.first, days.last, stretch.after}, ascending, false, rows_, kAgain, until,
            [&](const Stretch& s, const ListPlace& after, std::int64_t rows) {
              return connection_.run(sql, jurisdiction_, asked, s.from, s.to, after.moment, after.number, rows);
            });
    };
    auto parts =
        days_between(jurisdiction_, ascending ? *begin : stretch.from, ascending ? stretch.to : *begin, ascending);
    for (std::size_t part = 0; part < parts.size(); ++part) {
      const bool all_at_once = part >= kTellingParts && expected(matched, parts, part) < kTakenAtOnce;
      if (all_at_once) join(parts, part, ascending);
      const Days& days = parts[part];
      std::vector<std::string> words = days.words.words;
      if (!ascending) std::reverse(words.begin(), words.end());
      // A word is as long as all of the last stretch, and will match about as often.
      const std::size_t apart = std::max<std::size_t>(1, std::exchange(matched, 0));
      const std::size_t piece = all_at_once ? words.size() : std::clamp<std::size_t>(most_ / apart, 1, words.size());
      for (std::size_t at = 0; wanted && at < words.size(); at += piece) {
        const auto end = words.begin() + static_cast<std::ptrdiff_t>(std::min(words.size(), at + piece));
        look(days, {words.begin() + static_cast<std::ptrdiff_t>(at), end});
      }
      if (!wanted) return;
    }
  }

  void few_matching(const std::vector<FacetTerm>& terms, const Stretch& stretch, const Take& take) override {
    const Rows rows =
        connection_.run(kFewMatching, jurisdiction_, facet_query(readable(terms)), stretch.from, stretch.to);
    each(rows, take);
  }

  bool updated_cheaply() const override { return places_; }

  std::size_t count_updated(const Stretch& stretch, std::size_t most) override {
    return count(connection_.run(kCountUpdated, jurisdiction_, stretch.from, stretch.to, to_number(most), privates_));
  }

  std::size_t count_matching(const std::vector<FacetTerm>& terms, std::size_t most) override {
    return count(connection_.run(kCountMatching, facet_query(readable(terms)), to_number(most)));
  }

  void not_indexed(const Take& take) override {
    const Rows rows = connection_.run(kNotIndexed, jurisdiction_);
    each(rows, take);
  }

 private:
  static bool asks_area_at_most(const std::vector<FacetTerm>& terms) {
    return std::all_of(terms.begin(), terms.end(),
                       [](const FacetTerm& term) { return term.letter == 'g' || term.letter == 'h'; });
  }

  // How much longer the next page is: a walk goes on where it was, a search of words finds all of a stretch again.
  static constexpr std::int64_t kOn = 2;
  static constexpr std::int64_t kAgain = 4;

  // After so many parts it is known how often the words match; what is left is searched at once where that is little.
  static constexpr std::size_t kTellingParts = 2;
  static constexpr double kTakenAtOnce = 800;

  // How many match from `part` on, if as many do as in the part before.
  static double expected(std::size_t matched, const std::vector<Days>& parts, std::size_t part) {
    const auto length = [](const Days& days) { return static_cast<double>((days.last - days.first).count()) + 1; };
    double left = 0;
    for (std::size_t i = part; i < parts.size(); ++i) left += length(parts[i]);
    return static_cast<double>(matched) * left / length(parts[part - 1]);
  }
  static void join(std::vector<Days>& parts, std::size_t first, bool ascending) {
    Days& all = parts[first];
    for (std::size_t i = first + 1; i < parts.size(); ++i) {
      auto& words = parts[i].words.words;
      all.words.words.insert(all.words.words.end(), words.begin(), words.end());
      (ascending ? all.last : all.first) = ascending ? parts[i].last : parts[i].first;
    }
    parts.resize(first + 1);
  }

  static void each(const Rows& rows, const Take& take) {
    for (int i = 0; i < rows.size(); ++i) {
      Row row = rows[i];
      if (!take(read_candidate(row))) return;
    }
  }
  std::vector<FacetTerm> readable(std::vector<FacetTerm> terms) const {
    terms.push_back(readable_term(jurisdiction_, privates_));
    return terms;
  }
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
  void pages(const Stretch& stretch, bool ascending, bool by_updated, std::int64_t most, std::int64_t growth,
             const Take& take, Ask ask) {
    ListPlace after = stretch.after.value_or(before_all_of(stretch.from, stretch.to, ascending));
    for (;; most = std::min(most * growth, kMostRows)) {
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
  const bool privates_;
  const bool rows_needed_;
  const bool places_;
  const std::size_t most_;
  const std::int64_t rows_;
};

}  // namespace

ListPlace before_all_of(Time from, Time to, bool ascending) {
  constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
  return ascending ? ListPlace{from, -end} : ListPlace{to, end};
}

std::vector<ListPlace> find_places(Connection& connection, std::int64_t jurisdiction, const RequestQuery& query,
                                   std::size_t most) {
  Indexes indexes(connection, jurisdiction, query, most);
  return search(indexes, jurisdiction, query, most);
}

}  // namespace r311::store::postgres
