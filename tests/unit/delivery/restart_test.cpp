// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "town.h"

namespace r311::delivery {
namespace {

using plugin::Outcome;
using store::DeliveryState;
using test::delivered;
using test::ended;
using test::ScriptedAdapter;
using testing::ElementsAre;
using testing::HasSubstr;

std::shared_ptr<ScriptedAdapter> delivering() {
  return std::make_shared<ScriptedAdapter>(
      [](const auto& report, const auto&) { return delivered("WO-" + report.id); });
}

// Leaves the first due delivery in a call, as a process that dies in it does.
void die_in_a_call(Town& town) {
  const auto due = town.store->due(town.name, town.clock->now(), 1).value();
  ASSERT_TRUE(town.store->begin(due.at(0), town.clock->now()));
  town.restart();
}

TEST(Restart, WhatWaited_IsDeliveredByTheNextProcess) {
  Town town;
  town.accept("A1");
  town.accept("A2");
  {
    const auto down =
        std::make_shared<ScriptedAdapter>([](const auto&, const auto&) { return ended(Outcome::unavailable, "down"); });
    town.destination(down)->run();
  }
  town.restart();
  town.clock->advance(town.plan().retry_first);
  const auto adapter = delivering();
  town.destination(adapter)->run();
  EXPECT_EQ(town.count(DeliveryState::delivered), 2);
}

TEST(Restart, WhatWasDelivered_IsNotSentAgain) {
  Town town;
  town.accept("A1");
  town.destination(delivering())->run();
  town.restart();
  const auto adapter = delivering();
  town.destination(adapter)->run();
  EXPECT_TRUE(adapter->calls().empty());
}

TEST(Restart, CallThatTheProcessDiedIn_IsParkedWithTheReason) {
  Town town;
  town.accept("A1");
  town.accept("A2");
  die_in_a_call(town);
  const auto adapter = delivering();
  town.destination(adapter)->run();
  EXPECT_THAT(adapter->submitted(), ElementsAre("A2"));
  EXPECT_EQ(town.count(DeliveryState::parked), 1);
  EXPECT_THAT(town.attempts(1).back().reason, HasSubstr("gateway stopped during the call"));
}

TEST(Restart, CallThatTheProcessDiedIn_IsSentAgainWhereThatDoesNoHarm) {
  Town town;
  town.accept("A1");
  die_in_a_call(town);
  const auto adapter = delivering();
  const auto destination = town.destination(adapter, town.duplicate_safe_plan());
  destination->run();
  town.clock->advance(town.plan().retry_most);
  destination->run();
  EXPECT_THAT(adapter->submitted(), ElementsAre("A1"));
  EXPECT_EQ(town.count(DeliveryState::delivered), 1);
}

TEST(Restart, ProcessThatDiesWhileItRecovers_LeavesNothingBehind) {
  Town town;
  town.accept("A1");
  die_in_a_call(town);
  ASSERT_TRUE(town.store->interrupted(town.name));  // written as unknown, and dead again
  town.restart();
  town.destination(delivering())->run();
  EXPECT_EQ(town.count(DeliveryState::unknown), 0);
  EXPECT_EQ(town.count(DeliveryState::parked), 1);
}

}  // namespace
}  // namespace r311::delivery
