// SPDX-License-Identifier: Apache-2.0
#include "store/search.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace r311::store {
namespace {

using open311::ListPlace;

constexpr std::size_t kEverything = std::numeric_limits<std::size_t>::max();

class Search {
 public:
  Search(SearchIndexes& indexes, std::int64_t jurisdiction, const RequestQuery& query, std::size_t most,
         SearchEffort effort)
      : indexes_(indexes),
        jurisdiction_(jurisdiction),
        query_(query),
        most_(most),
        effort_(effort),
        terms_(facet_terms(jurisdiction, query)) {
    for (const FacetTerm& term : terms_) letters_ += term.letter;
  }

  std::vector<ListPlace> take() {
    const bool updated = query_.updated_from || query_.updated_to;
    const std::size_t updates = updated ? indexes_.count_updated(updated_stretch(), effort_.few) : kEverything;
    if (query_.order.by_updated) {
      if (terms_.empty() || updates < effort_.few) {
        in_order_of_update(kEverything, kEverything);
      } else {
        in_order_of_update_or_all();
      }
    } else if (updates < effort_.tried) {
      all_updated();
    } else if (updated) {
      in_order_of_request_or_all_updated(updates);
    } else {
      in_order_of_request(kEverything, kEverything);
    }
    if (found_.size() > most_) found_.resize(most_);
    return std::move(found_);
  }

 private:
  bool first(const ListPlace& a, const ListPlace& b) const { return before(query_.order, a, b); }
  // Of which the place itself tells more than the words do.
  bool asks_area() const { return letters_.find_first_not_of("gh") == std::string::npos; }
  bool asks_texts() const { return letters_.find_first_of("wp") != std::string::npos; }

  // Where the request stands in the order, if it answers the query. `matched`: the index says that it has the words.
  std::optional<ListPlace> place_of(const Candidate& one, bool matched) const {
    const ListPlace place{query_.order.by_updated ? one.updated : one.requested, one.seq};
    if (!one.visible && !(query_.privates && one.veiled)) return std::nullopt;
    if (one.jurisdiction != jurisdiction_) return std::nullopt;
    if (query_.after && !first(*query_.after, place)) return std::nullopt;
    if (one.requested < query_.from.value_or(Time::min()) || one.requested > query_.to.value_or(Time::max()) ||
        one.updated < query_.updated_from.value_or(Time::min()) ||
        one.updated > query_.updated_to.value_or(Time::max()))
      return std::nullopt;
    if (!matched && !answers(terms_, facets_of(jurisdiction_, one.searched, letters_))) return std::nullopt;
    if (!holds_exactly(query_, one.searched.position, one.searched.address)) return std::nullopt;
    return place;
  }

  // Takes what answers the query, until there is enough of it or so many were looked at; fewer if the first `tried`
  // show that it won't be enough.
  SearchIndexes::Take until(std::size_t looked_at, bool matched, std::size_t tried = kEverything) {
    ended_ = true;
    return [this, looked_at, matched, tried, looked = std::size_t{0}](const Candidate& one) mutable {
      if (const auto place = place_of(one, matched)) add(*place);
      if (found_.size() >= most_) return false;
      ++looked;
      const bool hopeless = looked == tried && found_.size() < most_ / std::max<std::size_t>(1, looked_at / tried);
      ended_ = looked < looked_at && !hopeless;
      return ended_;
    };
  }

  SearchIndexes::Take all(bool matched) {
    return [this, matched](const Candidate& one) {
      if (const auto place = place_of(one, matched)) found_.push_back(*place);
      return true;
    };
  }

  // Behind those of the requests that are not indexed which come before it. One of them that is indexed meanwhile comes
  // again.
  void add(const ListPlace& place) {
    while (next_ < recent_.size() && first(recent_[next_], place)) found_.push_back(recent_[next_++]);
    if (next_ < recent_.size() && recent_[next_] == place) ++next_;
    found_.push_back(place);
  }

  void in_order_of_request(std::size_t looked_at, std::size_t tried) {
    found_.clear();
    if (!needs_facets(query_) || terms_.empty()) {
      indexes_.requested(query_, looked_at, until(looked_at, false, tried));
      return;
    }
    indexes_.not_indexed(all(false));
    sort();
    recent_ = std::exchange(found_, {});
    next_ = 0;
    indexes_.matching(terms_, stretch_of(query_), query_.order.ascending, until(looked_at, true, tried));
    while (next_ < recent_.size() && found_.size() < most_) found_.push_back(recent_[next_++]);
  }

  void in_order_of_update(std::size_t looked_at, std::size_t tried) {
    found_.clear();
    indexes_.updated(stretch_of(query_), query_.order.ascending, asks_texts(), until(looked_at, asks_area(), tried));
  }

  // Which of both takes the shorter time is told by a short look where many answer, and else by a count.
  void in_order_of_update_or_all() {
    const std::size_t longer = effort_.longer * effort_.looked_at;
    in_order_of_update(indexes_.updated_cheaply() ? longer : effort_.looked_at, effort_.tried);
    if (ended_) return;
    const bool few = indexes_.count_matching(terms_, effort_.few) < effort_.few;
    if (!few) in_order_of_update(longer, kEverything);
    if (!ended_) all_matching(few);
  }

  // `updates`: how many there were then, counted up to `few`.
  void in_order_of_request_or_all_updated(std::size_t updates) {
    in_order_of_request(effort_.tried, kEverything);
    if (!ended_ && (updates >= effort_.few || updates > still_to_look_at()))
      in_order_of_request(effort_.looked_at, kEverything);
    if (!ended_) all_updated();
  }

  // For enough answers, if it goes on as in the first `tried`.
  std::size_t still_to_look_at() const { return found_.empty() ? kEverything : effort_.tried * most_ / found_.size(); }

  void all_matching(bool few) {
    found_.clear();
    indexes_.not_indexed(all(false));
    Stretch requested;
    requested.from = query_.from.value_or(requested.from);
    requested.to = query_.to.value_or(requested.to);
    if (few) {
      indexes_.few_matching(terms_, requested, all(true));
    } else {
      indexes_.matching(terms_, requested, false, all(true));
    }
    sort();
  }

  Stretch updated_stretch() const {
    RequestQuery updated;
    updated.from = query_.from;
    updated.updated_from = query_.updated_from;
    updated.updated_to = query_.updated_to;
    updated.order.by_updated = true;
    return stretch_of(updated);
  }

  void all_updated() {
    found_.clear();
    indexes_.updated(updated_stretch(), false, asks_texts(), all(false));
    sort();
  }

  void sort() {
    std::sort(found_.begin(), found_.end(), [this](const ListPlace& a, const ListPlace& b) { return first(a, b); });
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
  }

  SearchIndexes& indexes_;
  const std::int64_t jurisdiction_;
  const RequestQuery& query_;
  const std::size_t most_;
  const SearchEffort effort_;
  const std::vector<FacetTerm> terms_;
  std::string letters_;
  std::vector<ListPlace> recent_;  // not indexed, in order
  std::size_t next_ = 0;           // of them
  std::vector<ListPlace> found_;
  bool ended_ = true;  // whether what was found is all of it, or as much as is asked for
};

}  // namespace

Stretch stretch_of(const RequestQuery& query) {
  Stretch stretch{query.from.value_or(Time::min()), query.to.value_or(Time::max()), query.after};
  // Nothing is updated before it is requested.
  if (query.order.by_updated) {
    stretch.from = std::max(stretch.from, query.updated_from.value_or(Time::min()));
    stretch.to = query.updated_to.value_or(Time::max());
  } else {
    stretch.to = std::min(stretch.to, query.updated_to.value_or(Time::max()));
  }
  if (stretch.after && query.order.ascending) stretch.from = std::max(stretch.from, stretch.after->moment);
  if (stretch.after && !query.order.ascending) stretch.to = std::min(stretch.to, stretch.after->moment);
  return stretch;
}

bool is_plain(const RequestQuery& query) {
  return !needs_facets(query) && !query.order.by_updated && !query.updated_from && !query.updated_to;
}

std::vector<ListPlace> search(SearchIndexes& indexes, std::int64_t jurisdiction, const RequestQuery& query,
                              std::size_t most, SearchEffort effort) {
  if (most == 0) return {};
  return Search(indexes, jurisdiction, query, most, effort).take();
}

}  // namespace r311::store
