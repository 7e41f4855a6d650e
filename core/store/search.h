// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "open311/list_filter.h"
#include "store/facets.h"
#include "store/rows.h"
#include "store/store.h"

// How requests are searched, the same in both stores: which index is walked, and for how long.
namespace r311::store {

// As a search sees one request. The text belongs to the row that it was read from.
struct Candidate {
  std::int64_t seq = 0;
  std::int64_t jurisdiction = 0;
  Time requested{};
  Time updated{};
  bool visible = false;  // to everybody
  bool veiled = false;   // to those only who may see what is private
  Searched searched;
};

// Columns of requests r, for read_candidate().
#define R311_CANDIDATE_COLUMNS                                                                                       \
  "r.seq, r.jurisdiction, r.requested, r.updated, r.visible, r.veiled, r.closed, r.status, r.latitude, r.longitude," \
  " r.address_string, r.service_code, r.interface_used, r.agency_responsible, (r.media_url <> ''"                    \
  " AND r.media_url NOT LIKE '/media/%') OR EXISTS (SELECT 1 FROM request_media m WHERE m.request = r.seq"           \
  " AND m.content_type LIKE 'image/%'), r.description"
// The same without what is dear to read: photos and the description.
#define R311_MATCHED_COLUMNS                                                                                         \
  "r.seq, r.jurisdiction, r.requested, r.updated, r.visible, r.veiled, r.closed, r.status, r.latitude, r.longitude," \
  " r.address_string, r.service_code, r.interface_used, r.agency_responsible, false, ''"
// A place in the order and on the map alone, of what everybody reads.
#define R311_PLACE_COLUMNS                                                                                          \
  "r.seq, r.jurisdiction, r.requested, r.updated, true, false, false, 'open', r.latitude, r.longitude, '', '', ''," \
  " '', false, ''"

template <class Row>
Candidate read_candidate(Row& row) {
  Candidate found;
  found.seq = row.number();
  found.jurisdiction = row.number();
  found.requested = row.time();
  found.updated = row.time();
  found.visible = row.flag();
  found.veiled = row.flag();
  found.searched.closed = row.flag();
  found.searched.status = read_word<open311::Status>(row, &open311::status_of, "status");
  found.searched.position = read_position(row);
  found.searched.address = row.view();
  found.searched.service_code = row.view();
  found.searched.interface_used = row.view();
  found.searched.agency = row.view();
  found.searched.photo = row.flag();
  found.searched.description = row.view();
  return found;
}

// Whether `a` comes before `b`.
inline bool before(const open311::ListOrder& order, const open311::ListPlace& a, const open311::ListPlace& b) {
  return order.ascending ? a < b : b < a;
}

// From the first moment to the last, and in there only what is behind a place.
struct Stretch {
  Time from = Time::min();
  Time to = Time::max();
  std::optional<open311::ListPlace> after;
};
// Of the time by which `query` is ordered: what it asks for can't lie outside.
Stretch stretch_of(const RequestQuery& query);

// The indexes of a store. Each method calls `take` with one candidate after another until it answers false. Candidates
// may lie beside what is asked for, but nothing that is asked for is left out. One jurisdiction's, of which only those
// that the asking client can read need come.
class SearchIndexes {
 public:
  using Take = std::function<bool(const Candidate&)>;
  virtual ~SearchIndexes() = default;
  // By time of request: the service codes, and open or closed, that `query` asks for, at most `most`. Photos and the
  // description may be left out.
  virtual void requested(const RequestQuery& query, std::size_t most, const Take& take) = 0;
  // By time of update. `texts`: whether `take` asks for photos or the description; else they may be left out.
  virtual void updated(const Stretch& stretch, bool ascending, bool texts, const Take& take) = 0;
  // By time of request: those that the index of facets has with all of `terms`, of which there is one at least. What
  // the requests are found by is left out.
  virtual void matching(const std::vector<FacetTerm>& terms, const Stretch& stretch, bool ascending,
                        const Take& take) = 0;
  // The same in any order, where they are known to be few.
  virtual void few_matching(const std::vector<FacetTerm>& terms, const Stretch& stretch, const Take& take) {
    matching(terms, stretch, false, take);
  }
  // How many the index of facets has with all of `terms`, counted up to `most`, perhaps with some that can't be read.
  virtual std::size_t count_matching(const std::vector<FacetTerm>& terms, std::size_t most) = 0;
  // Whether one of updated() costs far less than one of matching(), so that a walk may be longer.
  virtual bool updated_cheaply() const { return false; }
  // How many were updated then, counted up to `most`.
  virtual std::size_t count_updated(const Stretch& stretch, std::size_t most) = 0;
  // Those that the index of facets has not reached. What it reaches later matching() may give once more.
  virtual void not_indexed(const Take& take) = 0;
};

// Whether service codes, open or closed and the time of request decide alone, and so one walk of an index in its order.
bool is_plain(const RequestQuery& query);

// How long what is tried.
struct SearchEffort {
  std::size_t looked_at = 10'000;  // so many requests are looked at one by one before the other index is taken
  std::size_t few = 10'000;        // what fewer than that answer is taken whole at once, and sorted
  std::size_t tried = 500;         // after so many the look ends, unless it finds enough if it goes on like this
  std::size_t longer = 5;          // so many times longer is a walk where what is taken at once would not be few
};

// The places of the first `most` requests that answer a query that is not plain, in its order. The index of the order
// is walked for a while, which finds enough of what many requests answer; what few answer is taken whole from the index
// that knows it, and sorted.
std::vector<open311::ListPlace> search(SearchIndexes& indexes, std::int64_t jurisdiction, const RequestQuery& query,
                                       std::size_t most, SearchEffort effort = {});

}  // namespace r311::store
