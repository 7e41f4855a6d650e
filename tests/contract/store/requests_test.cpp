// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <latch>
#include <limits>
#include <memory>

#include "contract/store/store_contract.h"

namespace r311::test {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

class Cycle {
 public:
  const char* next() { return kCodes.at(position_++ % kCodes.size()); }

 private:
  static constexpr std::array<const char*, 3> kCodes{"POT", "TREE", "a/b:c,d&e@ f"};
  std::size_t position_ = 0;
};

TEST_P(StoreContract, Request_ShowsWhatWasReported) {
  auto report = full_report("1", now());
  report.type = open311::ServiceType::realtime;
  report.token.clear();
  ASSERT_TRUE(accept(report));
  const auto shown = request("1");
  EXPECT_EQ(shown.id, "1");
  EXPECT_EQ(shown.status, open311::Status::open);
  EXPECT_EQ(shown.status_notes, "");
  EXPECT_EQ(shown.service_code, "POT");
  EXPECT_EQ(shown.service_name, "Pothole");
  EXPECT_EQ(shown.description, report.report.description);
  EXPECT_EQ(shown.requested, now());
  EXPECT_EQ(shown.updated, now());
  EXPECT_EQ(shown.address, report.report.address_string);
  EXPECT_EQ(shown.address_id, report.report.address_id);
  EXPECT_EQ(shown.media_url, report.report.media_urls.front());
  ASSERT_TRUE(shown.position);
  EXPECT_EQ(shown.position->latitude, report.report.position->latitude);
  EXPECT_EQ(shown.position->longitude, report.report.position->longitude);
}

TEST_P(StoreContract, RequestWithoutPosition_HasNone) {
  accept_plain("1");
  EXPECT_FALSE(request("1").position);
}

TEST_P(StoreContract, UnknownRequest_IsNothingAndNoError) {
  accept_plain("1");
  for (const auto& [jurisdiction, id] : {std::pair{kJurisdiction, "2"}, std::pair{"nowhere.example", "1"},
                                         std::pair{kJurisdiction, "1' OR '1'='1"}, std::pair{kJurisdiction, ""}}) {
    const auto found = store().request(jurisdiction, id);
    ASSERT_TRUE(found);
    EXPECT_FALSE(*found) << id;
  }
}

TEST_P(StoreContract, Requests_AreNewestFirstAndEqualTimesLastStoredFirst) {
  ASSERT_TRUE(accept(plain_report("a", now())));
  ASSERT_TRUE(accept(plain_report("b", now() + seconds{2})));
  ASSERT_TRUE(accept(plain_report("c", now() + seconds{1})));
  ASSERT_TRUE(accept(plain_report("d", now() + seconds{1})));
  EXPECT_THAT(ids(all()), ElementsAre("b", "d", "c", "a"));
}

TEST_P(StoreContract, Limit_KeepsTheNewest) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(accept(plain_report(std::to_string(i), now() + seconds{i})));
  auto query = all();
  query.limit = 2;
  EXPECT_THAT(ids(query), ElementsAre("4", "3"));
  query.limit = 0;
  EXPECT_THAT(ids(query), IsEmpty());
  query.limit = std::numeric_limits<std::size_t>::max();
  EXPECT_THAT(ids(query), ElementsAre("4", "3", "2", "1", "0"));
}

TEST_P(StoreContract, Window_IncludesBothEnds) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(accept(plain_report(std::to_string(i), now() + seconds{i})));
  auto query = all();
  query.from = now() + seconds{1};
  query.to = now() + seconds{3};
  EXPECT_THAT(ids(query), ElementsAre("3", "2", "1"));
  query.to.reset();
  EXPECT_THAT(ids(query), ElementsAre("4", "3", "2", "1"));
  query.from = now() + seconds{9};
  EXPECT_THAT(ids(query), IsEmpty());
}

TEST_P(StoreContract, OtherJurisdictions_AreNotMixedIn) {
  accept_plain("1");
  auto elsewhere = plain_report("2", now());
  elsewhere.jurisdiction = "shelbyville.example";
  ASSERT_TRUE(accept(elsewhere, "shelbyville.example/highways"));
  EXPECT_THAT(ids(all()), ElementsAre("1"));
  auto query = all();
  query.jurisdiction = "nowhere.example";
  EXPECT_THAT(ids(query), IsEmpty());
}

TEST_P(StoreContract, EveryCombinationOfFilters_AnswersWhatAPlainScanWould) {
  struct Known {
    std::string id;
    std::string code;
    Time requested;
    bool closed;
  };
  std::vector<Known> known;
  Cycle codes;
  for (int i = 0; i < 60; ++i) {
    auto report = plain_report("r" + std::to_string(i), now() + seconds{(i * 37) % 20});
    report.service_code = codes.next();
    ASSERT_TRUE(accept(report));
    known.push_back({report.id, report.service_code, report.requested, i % 4 == 0});
  }
  std::vector<open311::Change> closing;
  for (const auto& one : known) {
    if (!one.closed) continue;
    open311::Change change;
    change.key = one.id;
    change.status = open311::Status::fixed;
    change.changed = now();
    closing.push_back(change);
  }
  ASSERT_EQ(apply(closing).applied, closing.size());
  // Last stored first among equal times.
  std::reverse(known.begin(), known.end());
  std::stable_sort(known.begin(), known.end(),
                   [](const Known& a, const Known& b) { return a.requested > b.requested; });

  const std::vector<std::vector<std::string>> code_lists{
      {}, {"POT"}, {"POT", "TREE"}, {"a/b:c,d&e@ f", "POT", "POT"}, {"NONE"}, {"NONE", "TREE"}};
  for (const auto& code_list : code_lists) {
    for (const std::optional<bool> closed : {std::optional<bool>{}, {true}, {false}}) {
      for (const std::size_t limit : {1UL, 7UL, 1000UL}) {
        for (const int from : {-1, 5, 15}) {
          auto query = all();
          query.service_codes = code_list;
          query.closed = closed;
          query.limit = limit;
          if (from >= 0) query.from = now() + seconds{from};
          if (from == 5) query.to = now() + seconds{12};
          std::vector<std::string> expected;
          for (const auto& one : known) {
            const bool wanted =
                code_list.empty() || std::find(code_list.begin(), code_list.end(), one.code) != code_list.end();
            const bool in_time =
                one.requested >= query.from.value_or(Time::min()) && one.requested <= query.to.value_or(Time::max());
            if (wanted && in_time && closed.value_or(one.closed) == one.closed && expected.size() < limit) {
              expected.push_back(one.id);
            }
          }
          EXPECT_EQ(ids(query), expected) << code_list.size() << " codes, limit " << limit << ", from " << from;
        }
      }
    }
  }
}

TEST_P(StoreContract, IdsAskedForByName_AreNeverCutOffAndEachComesOnce) {
  std::vector<std::string> expected;
  for (int i = 0; i < 3000; ++i) expected.push_back(std::to_string(i));
  {
    const auto stored = std::make_shared<std::latch>(3000);
    for (const auto& id : expected) {
      store().accept(plain_report(id, now()), kHighways, [stored](const Result<store::Accepted>& result) {
        EXPECT_TRUE(result);
        stored->count_down();
      });
    }
    stored->wait();
  }
  auto query = all();
  query.limit = 10;
  query.ids = expected;
  query.ids.insert(query.ids.end(), {"7", "7", "no such id", "", "' OR 1=1 --"});
  std::reverse(expected.begin(), expected.end());
  EXPECT_EQ(ids(query), expected);
}

TEST_P(StoreContract, IdsAskedForByName_AreStillFiltered) {
  accept_plain("open");
  accept_plain("closed");
  auto tree = plain_report("tree", now() + seconds{9});
  tree.service_code = "TREE";
  ASSERT_TRUE(accept(tree));
  open311::Change change;
  change.key = "closed";
  change.status = open311::Status::closed;
  change.changed = now();
  apply({change});
  auto query = all();
  query.ids = {"open", "closed", "tree"};
  query.closed = false;
  EXPECT_THAT(ids(query), ElementsAre("tree", "open"));
  query.service_codes = {"POT", "BIN"};
  EXPECT_THAT(ids(query), ElementsAre("open"));
  query.service_codes.clear();
  query.from = now() + seconds{1};
  EXPECT_THAT(ids(query), ElementsAre("tree"));
}

}  // namespace
}  // namespace r311::test
