// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "contract/store/store_contract.h"

// In which order clients read what happened, where it was told in another.
namespace r311::test {
namespace {

using open311::AcceptedUpdate;
using open311::Change;
using open311::Status;
using std::chrono::minutes;

AcceptedUpdate comment(const std::string& request, Time at) {
  AcceptedUpdate accepted;
  accepted.jurisdiction = kJurisdiction;
  accepted.request = request;
  accepted.id = "u1";
  accepted.interface_used = "app";
  accepted.trace = "T";
  accepted.updated = accepted.received = at;
  accepted.update.description = "Thanks, I see a crew";
  return accepted;
}

// FixMyStreet takes over how the request stood of the update that it reads last.
TEST_P(StoreContract, ChangeOfTheStatusThatIsToldBehindAComment_IsReadBehindIt) {
  accept_delivered("1", "W1");
  clock_.advance(minutes{10});
  Change filled;
  filled.reference = "W1";
  filled.changed = now();
  filled.status = Status::closed;
  filled.note = "Filled.";
  clock_.advance(minutes{1});
  const Time said = now();
  ASSERT_TRUE(store().take_update(comment("1", now()), {}, {}));
  clock_.advance(minutes{1});
  ASSERT_EQ(apply({filled}).applied, 1U);
  store::UpdateQuery query;
  query.jurisdiction = kJurisdiction;
  const auto told = store().updates(query).value();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].status, Status::open);
  EXPECT_EQ(told[1].status, Status::closed);
  EXPECT_EQ(told[1].updated, said) << "no later than it must be";

  Change before = filled;  // what is history already changes no order
  before.changed -= minutes{1};
  before.status = Status::in_progress;
  before.note = "On the way.";
  ASSERT_EQ(apply({before}).late, 1U);
  const auto all_told = store().updates(query).value();
  ASSERT_EQ(all_told.size(), 3U);
  EXPECT_EQ(all_told.back().status, Status::closed);
}

}  // namespace
}  // namespace r311::test
