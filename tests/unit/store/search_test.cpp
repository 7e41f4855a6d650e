// SPDX-License-Identifier: Apache-2.0
#include "store/search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

// Which index is walked, and for how long, never changes what is found. (What the stores' own indexes give, the
// contract of stores holds.)
namespace r311::test {
namespace {

using open311::ListPlace;
using store::Candidate;
using store::RequestQuery;
using store::Stretch;

constexpr std::int64_t kTown = 1;

Time at(int moment) { return Time{Milliseconds{moment}}; }

// Indexes of which one is as far behind as is wanted.
class Indexes final : public store::SearchIndexes {
 public:
  Indexes(int count, std::mt19937& random) {
    const auto pick = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
    for (int i = 0; i < count; ++i) {
      Candidate one;
      one.seq = i;
      one.jurisdiction = kTown;
      one.requested = at(pick(count));
      one.updated = one.requested + Milliseconds{pick(3) * pick(count)};
      one.visible = pick(9) > 0;
      one.searched.service_code = pick(3) > 0 ? "POT" : "TRE";
      one.searched.description = pick(2) > 0 ? "hole" : pick(9) > 0 ? "tree" : "zeppelin";
      one.searched.closed = pick(2) > 0;
      all_.push_back(one);
    }
    reached_ = static_cast<std::size_t>(pick(count));
  }

  const std::vector<Candidate>& all() const { return all_; }

  void requested(const RequestQuery& query, std::size_t most, const Take& take) override {
    walk(false, stretch_of(query), query.order.ascending, [&](const Candidate& one) {
      if (query.closed && *query.closed != one.searched.closed) return true;
      if (!query.service_codes.empty() && query.service_codes[0] != one.searched.service_code) return true;
      return most-- > 0 && take(one);
    });
  }
  void updated(const Stretch& stretch, bool ascending, bool, const Take& take) override {
    walk(true, stretch, ascending, take);
  }
  void matching(const std::vector<store::FacetTerm>& terms, const Stretch& stretch, bool ascending,
                const Take& take) override {
    walk(false, stretch, ascending, [&](const Candidate& one) { return !matches(terms, one) || take(one); });
  }
  std::size_t count_matching(const std::vector<store::FacetTerm>& terms, std::size_t most) override {
    return std::min(most, static_cast<std::size_t>(std::count_if(
                              all_.begin(), all_.end(), [&](const Candidate& one) { return matches(terms, one); })));
  }
  std::size_t count_updated(const Stretch& stretch, std::size_t most) override {
    std::size_t count = 0;
    walk(true, stretch, false, [&](const Candidate&) { return ++count < most; });
    return count;
  }
  // One of them was indexed in between.
  void not_indexed(const Take& take) override {
    for (std::size_t i = reached_ > 0 ? reached_ - 1 : 0; i < all_.size(); ++i)
      if (!take(all_[i])) return;
  }

 private:
  bool matches(const std::vector<store::FacetTerm>& terms, const Candidate& one) const {
    return static_cast<std::size_t>(one.seq) < reached_ && store::answers(terms, store::facets_of(kTown, one.searched));
  }
  void walk(bool by_updated, const Stretch& stretch, bool ascending, const Take& take) {
    const auto place = [&](const Candidate& one) {
      return ListPlace{by_updated ? one.updated : one.requested, one.seq};
    };
    const open311::ListOrder order{by_updated, ascending};
    auto sorted = all_;
    std::sort(sorted.begin(), sorted.end(),
              [&](const Candidate& a, const Candidate& b) { return store::before(order, place(a), place(b)); });
    for (const Candidate& one : sorted) {
      const ListPlace here = place(one);
      if (here.moment < stretch.from || here.moment > stretch.to) continue;
      if (stretch.after && !store::before(order, *stretch.after, here)) continue;
      if (!take(one)) return;
    }
  }

  std::vector<Candidate> all_;
  std::size_t reached_ = 0;
};

std::vector<ListPlace> scan(const Indexes& indexes, const RequestQuery& query, std::size_t most) {
  const auto terms = store::facet_terms(kTown, query);
  std::vector<ListPlace> places;
  for (const Candidate& one : indexes.all()) {
    const ListPlace place{query.order.by_updated ? one.updated : one.requested, one.seq};
    if (!one.visible || !store::answers(terms, store::facets_of(kTown, one.searched))) continue;
    if (one.requested < query.from.value_or(Time::min()) || one.requested > query.to.value_or(Time::max())) continue;
    if (one.updated < query.updated_from.value_or(Time::min()) || one.updated > query.updated_to.value_or(Time::max()))
      continue;
    if (!query.after || store::before(query.order, *query.after, place)) places.push_back(place);
  }
  std::sort(places.begin(), places.end(),
            [&](const ListPlace& a, const ListPlace& b) { return store::before(query.order, a, b); });
  places.resize(std::min(places.size(), most));
  return places;
}

TEST(SearchEfforts, OfAnySize_FindTheSame) {
  constexpr int count = 60;
  std::mt19937 random{311};
  const auto pick = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  for (int round = 0; round < 3000; ++round) {
    Indexes indexes(count, random);
    RequestQuery query;
    if (pick(3) == 0) query.from = at(pick(count));
    if (pick(3) == 0) query.to = at(pick(2 * count));
    if (pick(3) == 0) query.updated_from = at(pick(2 * count));
    if (pick(3) == 0) query.updated_to = at(pick(2 * count));
    if (pick(3) == 0) query.service_codes = {"TRE"};
    if (pick(3) == 0) query.closed = pick(2) == 0;
    if (pick(2) == 0) query.words = {pick(2) == 0 ? "hole" : pick(2) == 0 ? "tree" : "zeppelin"};
    query.order = {pick(2) == 0, pick(2) == 0};
    if (pick(3) == 0) query.after = ListPlace{at(pick(2 * count)), pick(count)};
    if (store::is_plain(query)) continue;
    const auto most = static_cast<std::size_t>(1 + pick(20));
    const store::SearchEffort effort{static_cast<std::size_t>(1 + pick(2 * count)),
                                     static_cast<std::size_t>(pick(count)), static_cast<std::size_t>(1 + pick(count))};
    EXPECT_EQ(store::search(indexes, kTown, query, most, effort), scan(indexes, query, most)) << "round " << round;
  }
}

}  // namespace
}  // namespace r311::test
