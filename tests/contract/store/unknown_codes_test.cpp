// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "contract/store/store_contract.h"
#include "store/unknown_codes.h"

// Status codes that an adapter has no word for, as operators see them.
namespace r311::test {
namespace {

using open311::Change;
using open311::Status;
using std::chrono::minutes;
using testing::IsEmpty;
using testing::SizeIs;

Change unknown(const std::string& code, Time changed, std::optional<Status> status = {}) {
  Change made;
  made.reference = "W1";
  made.backend_status = code;
  made.status = status;
  made.changed = changed;
  made.status_unknown = true;
  return made;
}

// "CODE COUNT AGE-IN-MINUTES COUNTS_AS" of each, the latest first.
std::vector<std::string> counted(store::Store& store, Time now, const std::string& destination = kHighways) {
  std::vector<std::string> told;
  const auto destinations = store.destinations().value();
  for (const auto& each : destinations) {
    if (each.name != destination) continue;
    for (const auto& [code, counts_as, count, last] : each.unknown_codes)
      told.push_back(code + " " + std::to_string(count) + " " +
                     std::to_string(std::chrono::duration_cast<minutes>(now - last).count()) + " " + counts_as);
  }
  return told;
}

TEST_P(StoreContract, UnknownCodes_NewChanges_CountOnceHoweverOftenTheyAreTold) {
  accept_delivered("1", "W1");
  EXPECT_THAT(counted(store(), now()), IsEmpty());
  const auto first = unknown("W9", now());
  apply({first, first});
  apply({first});
  EXPECT_THAT(counted(store(), now()), testing::ElementsAre("W9 1 0 "));
  pass(minutes{5});
  apply({unknown("W9", now()), unknown("Q", now(), Status::closed)});
  pass(minutes{3});
  reopen();
  EXPECT_THAT(counted(store(), now()), testing::ElementsAre("Q 1 3 closed", "W9 2 3 "));
  pass(minutes{1});
  apply({unknown("Q", now(), Status::open)});
  EXPECT_THAT(counted(store(), now()), testing::ElementsAre("Q 2 0 open", "W9 2 4 "));
}

TEST_P(StoreContract, UnknownCodes_ChangeThatIsToldAgainAsPrivate_CountsOnce) {
  accept_delivered("1", "W1");
  auto told = unknown("W9", now());
  told.update_id = "u1";
  apply({told});
  told.non_public = true;
  apply({told});
  EXPECT_FALSE(store().request(kJurisdiction, "1").value());
  EXPECT_THAT(counted(store(), now()), testing::ElementsAre("W9 1 0 "));
}

TEST_P(StoreContract, UnknownCodes_ChangesOfNobodysRequests_AndThoseThatAreKnown_DoNotCount) {
  accept_delivered("1", "W1");
  auto elsewhere = unknown("W9", now());
  elsewhere.reference = "W77";
  auto known = unknown("C", now(), Status::fixed);
  known.status_unknown = false;
  apply({elsewhere, known});
  EXPECT_THAT(counted(store(), now()), IsEmpty());
}

TEST_P(StoreContract, UnknownCodes_CodeThatTheAdapterHasLearned_IsNoMoreCounted) {
  accept_delivered("1", "W1");
  apply({unknown("W9", now()), unknown("Q", now())});
  pass(minutes{1});
  auto learned = unknown("W9", now(), Status::planned);
  learned.status_unknown = false;
  apply({learned});
  EXPECT_THAT(counted(store(), now()), testing::ElementsAre("Q 1 1 "));
}

TEST_P(StoreContract, UnknownCodes_OfFoundOrders_CountWhenTheyBecomeRequests) {
  accept_delivered("1", "W1");
  store::FoundOrder found;
  found.report = plain_report("F1", now());
  found.report.reference = "W78";
  found.backend_status = "W9";
  found.status_unknown = true;
  ASSERT_TRUE(store().apply({kHighways, "c", {}, {found}}));
  ASSERT_TRUE(store().apply({kHighways, "c", {}, {found}}));
  EXPECT_THAT(counted(store(), now()), testing::ElementsAre("W9 1 0 open"));
}

TEST_P(StoreContract, UnknownCodes_BelongToOneDestination) {
  accept_delivered("1", "W1");
  ASSERT_TRUE(accept(plain_report("2", now()), "springfield.example/parks"));
  apply({unknown("W9", now())});
  EXPECT_THAT(counted(store(), now(), "springfield.example/parks"), IsEmpty());
  EXPECT_THAT(counted(store(), now()), SizeIs(1));
}

TEST_P(StoreContract, UnknownCodes_MoreThanAreKept_CountTogether) {
  accept_delivered("1", "W1");
  std::vector<Change> many;
  for (int i = 0; i < store::kMostUnknownCodes + 3; ++i)
    many.push_back(unknown("code " + std::to_string(1000 + i), now()));
  apply(many);
  const auto destinations = store().destinations().value();
  const auto& counted_codes = destinations.front().unknown_codes;
  ASSERT_EQ(std::ssize(counted_codes), store::kMostUnknownCodes + 1);
  const auto others = std::find_if(counted_codes.begin(), counted_codes.end(),
                                   [](const store::UnknownCode& each) { return each.code.empty(); });
  ASSERT_NE(others, counted_codes.end());
  EXPECT_EQ(others->count, 3);
  pass(minutes{1});
  apply({unknown("code 1000", now()), unknown("one more", now())});
  EXPECT_EQ(store().destinations().value().front().unknown_codes.size(), counted_codes.size());
}

}  // namespace
}  // namespace r311::test
