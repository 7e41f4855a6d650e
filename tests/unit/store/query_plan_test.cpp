// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "store/sqlite/attempts.h"
#include "store/sqlite/deliveries.h"
#include "store/sqlite/walks.h"
#include "unit/store/sqlite_fixture.h"

namespace r311::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class QueryPlan : public SqliteFile {
 protected:
  std::string plan(const char* sql) {
    std::string text;
    for (const auto& row : Shell(file()).rows(std::string("EXPLAIN QUERY PLAN ") + sql)) text += row + "\n";
    return text;
  }
};

TEST_F(QueryPlan, NewestRequests_AreWalkedInTheirIndexAndNeverSorted) {
  const auto store = open();
  for (const char* sql : {store::sqlite::kNewest, store::sqlite::kNewestOfService}) {
    EXPECT_THAT(plan(sql), Not(HasSubstr("TEMP B-TREE"))) << sql;
    EXPECT_THAT(plan(sql), Not(HasSubstr("SCAN"))) << sql;
    EXPECT_THAT(plan(sql), HasSubstr("USING COVERING INDEX requests_newest")) << sql;
  }
  EXPECT_THAT(plan(store::sqlite::kNewest),
              HasSubstr("(jurisdiction=? AND visible=? AND closed=? AND requested>? AND requested<?)"));
  EXPECT_THAT(
      plan(store::sqlite::kNewestOfService),
      HasSubstr("(jurisdiction=? AND visible=? AND service_code=? AND closed=? AND requested>? AND requested<?)"));
}

TEST_F(QueryPlan, LastUpdatedRequests_AreWalkedInTheirIndexAndNeverSorted) {
  const auto store = open();
  EXPECT_THAT(plan(store::sqlite::kLastUpdated), Not(HasSubstr("TEMP B-TREE")));
  EXPECT_THAT(
      plan(store::sqlite::kLastUpdated),
      HasSubstr("USING COVERING INDEX requests_updated (jurisdiction=? AND visible=? AND updated>? AND updated<?)"));
}

TEST_F(QueryPlan, PrivateRequests_AreWalkedInIndexesOfTheirOwn) {
  const auto store = open();
  const std::pair<const char*, const char*> walks[] = {
      {store::sqlite::kNewestVeiled, "USING COVERING INDEX requests_veiled (jurisdiction=? AND veiled=? AND closed=?"},
      {store::sqlite::kNewestVeiledOfService,
       "USING COVERING INDEX requests_veiled_of_service (jurisdiction=? AND veiled=? AND service_code=? AND closed=?"},
      {store::sqlite::kLastUpdatedVeiled,
       "USING COVERING INDEX requests_veiled_updated (jurisdiction=? AND veiled=? AND updated>?"}};
  for (const auto& [sql, index] : walks) {
    EXPECT_THAT(plan(sql), Not(HasSubstr("TEMP B-TREE"))) << sql;
    EXPECT_THAT(plan(sql), HasSubstr(index)) << sql;
  }
}

TEST_F(QueryPlan, WorkersOfADestination_StayInTheIndexOfTheirState) {
  const auto store = open();
  EXPECT_THAT(plan(store::sqlite::kDue), HasSubstr("USING INDEX deliveries_waiting (destination=? AND due<?)"));
  EXPECT_THAT(plan(store::sqlite::kDue), Not(HasSubstr("TEMP B-TREE")));
  EXPECT_THAT(plan(store::sqlite::kDueLast), HasSubstr("USING INDEX deliveries_waiting (destination=? AND due<?)"));
  EXPECT_THAT(plan(store::sqlite::kDueLast), Not(HasSubstr("TEMP B-TREE")));
  EXPECT_THAT(plan(store::sqlite::kNextDue), HasSubstr("deliveries_waiting"));
  EXPECT_THAT(plan(store::sqlite::kClaim), HasSubstr("USING INDEX deliveries_waiting (destination=? AND due<?)"));
  EXPECT_THAT(plan(store::sqlite::kClaim), Not(HasSubstr("TEMP B-TREE")));
  EXPECT_THAT(plan(store::sqlite::kInterrupt), HasSubstr("deliveries_open (destination=? AND state=?)"));
  EXPECT_THAT(plan(store::sqlite::kUnknown), HasSubstr("deliveries_open (destination=? AND state=?)"));
  EXPECT_THAT(plan(store::sqlite::kUnknown), Not(HasSubstr("TEMP B-TREE")));
}

TEST_F(QueryPlan, OrderOfARequestsDeliveries_WalksNoneThatIsThrough) {
  const auto store = open();
  EXPECT_THAT(plan(store::sqlite::kFirstToWaitFor), HasSubstr("deliveries_holding (request=?)"));
  EXPECT_THAT(plan(store::sqlite::kFirstToWaitFor), Not(HasSubstr("TEMP B-TREE")));
  EXPECT_THAT(plan(store::sqlite::kRelease), HasSubstr("deliveries_following (request=? AND held=? AND rowid<?)"));
  EXPECT_THAT(plan(store::sqlite::kHold), HasSubstr("deliveries_following (request=? AND held=? AND rowid>?)"));
}

}  // namespace
}  // namespace r311::test
