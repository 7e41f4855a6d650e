// SPDX-License-Identifier: Apache-2.0
// How a destination makes deliveries its own, and how few writes it takes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "town.h"

namespace r311::delivery {
namespace {

using store::DeliveryState;
using test::delivered;
using test::ScriptedAdapter;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::shared_ptr<ScriptedAdapter> delivering() {
  return std::make_shared<ScriptedAdapter>(
      [](const auto& report, const auto&) { return delivered("WO-" + report.id); });
}

TEST(Claim, IsOnDiskBeforeTheCall) {
  Town town;
  for (const auto* id : {"A1", "A2", "A3"}) town.accept(id);
  std::vector<std::int64_t> sending, begun;
  const auto adapter = std::make_shared<ScriptedAdapter>([&](const auto& report, const auto&) {
    sending.push_back(town.count(DeliveryState::sending));
    begun.push_back(static_cast<std::int64_t>(town.attempts(report.id.back() - '0').size()));
    return delivered("WO");
  });
  town.destination(adapter)->run();
  EXPECT_THAT(sending, ElementsAre(1, 1, 1)) << "this one, and none that no slot calls";
  EXPECT_THAT(begun, ElementsAre(1, 1, 1));
}

TEST(Claim, OfTheNext_GoesWithTheEndOfTheLast) {
  Town town;
  for (int i = 0; i < 10; ++i) town.accept("A" + std::to_string(i));
  const auto destination = town.destination(delivering());
  destination->run();
  EXPECT_EQ(town.count(DeliveryState::delivered), 10);
  EXPECT_EQ(town.store->turns, 11) << "one to begin with, then one for each";
  for (int i = 0; i < 10; ++i) destination->run();
  EXPECT_EQ(town.store->turns, 11) << "where nothing is due nothing is written";
}

TEST(Claim, ThatTheStoreCanNotTellOf_IsGivenBack_AndSentOnce) {
  Town town;
  for (const auto* id : {"A1", "A2"}) town.accept(id);
  const auto adapter = delivering();
  const auto destination = town.destination(adapter);
  town.store->claims_are_untold = true;
  destination->run();
  EXPECT_THAT(adapter->submitted(), IsEmpty());
  EXPECT_EQ(town.count(DeliveryState::waiting), 2);
  EXPECT_THAT(town.attempts(1).front().reason, HasSubstr("store failed before the back end was called"));
  town.store->claims_are_untold = false;
  destination->run();
  EXPECT_THAT(adapter->submitted(), ElementsAre("A1", "A2"));
}

TEST(Claim, WhoseStoreFailsWithTheEndBefore_LeavesBothAsTheyWere) {
  Town town;
  for (const auto* id : {"A1", "A2"}) town.accept(id);
  const auto adapter = delivering();
  const auto destination = town.destination(adapter);
  town.store->settle_fails = true;
  destination->run();
  EXPECT_EQ(town.count(DeliveryState::sending), 1);
  EXPECT_EQ(town.count(DeliveryState::waiting), 1);
  town.store->settle_fails = false;
  destination->run();
  EXPECT_THAT(adapter->submitted(), ElementsAre("A1", "A2"));
  EXPECT_EQ(town.count(DeliveryState::delivered), 2);
}

TEST(Claim, OfADeliveryWhoseEarlierCallIsStillOutHere_IsGivenBack) {
  Town town;
  for (const auto* id : {"A1", "A2"}) town.accept(id);
  test::Gate gate;
  const auto adapter = std::make_shared<ScriptedAdapter>([&](const auto& report, const auto& terms) {
    if (report.id == "A2" && terms.attempt == 1) gate.wait();
    return delivered("WO");
  });
  auto plan = town.duplicate_safe_plan();
  plan.window = 2;
  plan.deadline = std::chrono::hours{1};
  const auto destination = std::make_shared<Destination>(
      plan, town.surroundings(), adapter, "",
      [&]() -> Result<std::shared_ptr<plugin::Adapter>> { return std::shared_ptr<plugin::Adapter>(adapter); });
  std::thread caller([&] { destination->run(); });
  adapter->wait_for_calls(2);  // the first of them widens the window
  // Another node finds that the lease ran out, and lets it wait again.
  town.clock->advance(town.surroundings().lease);
  auto found = town.store->interrupted(town.name).value();
  ASSERT_EQ(found.size(), 1U);
  ASSERT_TRUE(town.store->begin(found[0], town.clock->now(), Milliseconds{1'000}));
  ++found[0].attempts;
  store::Settlement again;
  again.state = DeliveryState::waiting;
  again.due = town.clock->now();
  again.outcome = "unavailable";
  ASSERT_TRUE(town.store->settle(found[0], again));

  destination->run();
  EXPECT_EQ(adapter->calls().size(), 2U);
  EXPECT_EQ(town.count(DeliveryState::waiting), 1);
  EXPECT_THAT(town.attempts(2).back().reason, HasSubstr("not back here yet"));
  gate.open();
  caller.join();
}

TEST(Claim, WhoseReportCanNotBeReadInTime_IsNotCalledWithoutItsLease) {
  Town town;
  town.accept("A1");
  const auto adapter = delivering();
  const auto destination = town.destination(adapter);
  town.store->before_report = [&] { town.clock->advance(town.surroundings().lease); };
  destination->run();
  EXPECT_EQ(town.attempts(1).front().outcome, "unavailable");
  EXPECT_THAT(town.attempts(1).front().reason, HasSubstr("stood still"));
  EXPECT_EQ(town.count(DeliveryState::delivered), 1) << "with an attempt of its own";
  EXPECT_THAT(adapter->submitted(), ElementsAre("A1"));
}

}  // namespace
}  // namespace r311::delivery
