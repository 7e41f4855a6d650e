// SPDX-License-Identifier: Apache-2.0
// What becomes of deliveries of which nobody knows whether they happened, where the back end can be asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

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
using testing::IsEmpty;

// Loses the first answer of each report and delivers it if it comes again; `find` says what a look-up finds.
std::shared_ptr<ScriptedAdapter> loses_answers(std::function<plugin::Submitted(const plugin::CallTerms&)> find) {
  auto adapter = std::make_shared<ScriptedAdapter>([](const auto& report, const plugin::CallTerms& terms) {
    return terms.attempt == 1 ? ended(Outcome::deadline, "no answer") : delivered("WO-" + report.id);
  });
  adapter->finds = std::move(find);
  return adapter;
}

void tick(Town& town, Destination& destination, Milliseconds by) {
  town.clock->advance(by);
  while (destination.run() == Milliseconds{0}) continue;
}

TEST(Reconcile, LostAnswer_IsUnknown_AndNothingIsAskedWhileTheBackEndMayStillBeAtIt) {
  Town town;
  town.accept("A1");
  const auto adapter = loses_answers([](const auto&) { return delivered("WO-7"); });
  const auto destination = town.destination(adapter);
  tick(town, *destination, Milliseconds{0});
  EXPECT_EQ(town.count(DeliveryState::unknown), 1);
  tick(town, *destination, town.plan().retry_first - Milliseconds{1});
  EXPECT_THAT(adapter->looked_up(), IsEmpty());
}

TEST(Reconcile, WorkOrderThatIsThere_IsDeliveredWithItsReference_AndNotSentAgain) {
  Town town;
  town.accept("A1");
  const auto adapter = loses_answers([](const auto&) { return delivered("WO-7"); });
  const auto destination = town.destination(adapter);
  tick(town, *destination, Milliseconds{0});
  tick(town, *destination, town.plan().retry_first);
  EXPECT_THAT(adapter->looked_up(), ElementsAre("A1"));
  EXPECT_THAT(adapter->submitted(), ElementsAre("A1"));
  EXPECT_EQ(town.count(DeliveryState::delivered), 1);
  EXPECT_EQ(town.attempts(1).back().outcome, "ok");
}

TEST(Reconcile, WorkOrderThatIsNotThere_IsSentAgainWithTheSameKey) {
  Town town;
  town.accept("A1");
  const auto adapter = loses_answers([](const auto&) { return ended(Outcome::not_found, "no such key"); });
  const auto destination = town.destination(adapter);
  tick(town, *destination, Milliseconds{0});
  tick(town, *destination, town.plan().deadline);
  const auto calls = adapter->calls();
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[0].key, calls[1].key);
  EXPECT_EQ(town.count(DeliveryState::delivered), 1);
}

TEST(Reconcile, WorkOrderThatIsNotThereYet_IsSentAgainOnlyWhenItWillNotComeAnyMore) {
  Town town;
  town.accept("A1");
  bool created = false;
  const auto adapter =
      loses_answers([&](const auto&) { return created ? delivered("WO-7") : ended(Outcome::not_found, ""); });
  const auto destination = town.destination(adapter);
  tick(town, *destination, Milliseconds{0});
  tick(town, *destination, town.plan().retry_first);
  EXPECT_EQ(adapter->looked_up().size(), 1U);
  EXPECT_EQ(town.count(DeliveryState::unknown), 1);
  EXPECT_THAT(town.attempts(1).back().reason, HasSubstr("may still be at it"));
  created = true;  // late
  tick(town, *destination, town.plan().deadline - town.plan().retry_first);
  EXPECT_EQ(adapter->looked_up().size(), 2U);
  EXPECT_THAT(adapter->submitted(), ElementsAre("A1"));
  EXPECT_EQ(town.count(DeliveryState::delivered), 1);
}

TEST(Reconcile, CallOfOursThatStillHangs_IsNeitherAskedAboutNorSentAgain) {
  Town town;
  town.accept("A1");
  test::Gate gate;
  const auto adapter = std::make_shared<ScriptedAdapter>([&](const auto&, const auto&) {
    gate.wait();
    return delivered("WO-7");
  });
  adapter->finds = [](const auto&) { return ended(Outcome::not_found, ""); };
  auto plan = town.plan();
  plan.window = 2;
  const auto destination = std::make_shared<Destination>(
      plan, town.surroundings(), adapter, "",
      [&]() -> Result<std::shared_ptr<plugin::Adapter>> { return std::shared_ptr<plugin::Adapter>(adapter); });
  std::thread caller([&] { destination->run(); });
  adapter->wait_for_calls(1);
  for (int hour = 0; hour < 48; ++hour) tick(town, *destination, std::chrono::hours{1});
  EXPECT_THAT(adapter->looked_up(), IsEmpty());
  gate.open();
  caller.join();
  EXPECT_THAT(adapter->submitted(), ElementsAre("A1"));
  EXPECT_EQ(town.count(DeliveryState::delivered), 1);
}

TEST(Reconcile, BackEndThatCanNotSay_IsAskedAgainWithBackOff_AndNothingIsSentMeanwhile) {
  for (const auto outcome : {Outcome::unavailable, Outcome::internal, Outcome::protocol, Outcome::unsupported,
                             Outcome::refused, Outcome::unauthorized, Outcome::deadline}) {
    Town town;
    town.accept("A1");
    bool answers = false;
    const auto adapter =
        loses_answers([&](const auto&) { return answers ? delivered("WO-7") : ended(outcome, "can't look"); });
    const auto destination = town.destination(adapter);
    for (int minute = 0; minute < 300; ++minute) tick(town, *destination, std::chrono::minutes{1});
    EXPECT_EQ(town.count(DeliveryState::unknown), 1) << plugin::word(outcome);
    EXPECT_THAT(adapter->submitted(), ElementsAre("A1"));
    EXPECT_GT(adapter->looked_up().size(), 10u);
    EXPECT_LT(adapter->looked_up().size(), 60u);
    answers = true;
    for (int minute = 0; minute < 31; ++minute) tick(town, *destination, std::chrono::minutes{1});
    EXPECT_EQ(town.count(DeliveryState::delivered), 1);
  }
}

TEST(Reconcile, WhatStaysUnknownForTooLong_IsParkedWithWhatToDo) {
  Town town;
  town.accept("A1");
  const auto adapter = loses_answers([](const auto&) { return ended(Outcome::unavailable, "still down"); });
  const auto destination = town.destination(adapter);
  tick(town, *destination, Milliseconds{0});
  tick(town, *destination, town.plan().give_up_after);
  EXPECT_EQ(town.count(DeliveryState::parked), 1);
  EXPECT_THAT(town.attempts(1).back().reason, HasSubstr("still down"));
  EXPECT_THAT(town.attempts(1).back().reason, HasSubstr("key A1"));
}

TEST(Reconcile, CallThatTheProcessDiedIn_IsLookedUpByTheNextOne) {
  for (const bool there : {true, false}) {
    Town town;
    town.accept("A1");
    const auto due = town.store->due(town.name, town.clock->now(), 1).value();
    ASSERT_TRUE(town.store->begin(due.at(0), town.clock->now(), std::chrono::minutes{1}));
    town.restart();
    const auto adapter =
        loses_answers([&](const auto&) { return there ? delivered("WO-7") : ended(Outcome::not_found, ""); });
    const auto destination = town.destination(adapter);
    tick(town, *destination, Milliseconds{0});
    EXPECT_EQ(town.count(DeliveryState::unknown), 1);
    tick(town, *destination, there ? town.plan().retry_first : town.plan().deadline);
    EXPECT_THAT(adapter->looked_up(), ElementsAre("A1"));
    EXPECT_EQ(adapter->submitted().size(), there ? 0u : 1u);
    EXPECT_EQ(town.count(DeliveryState::delivered), 1);
  }
}

TEST(Reconcile, WhatIsUnknown_HoldsUpNoOther) {
  Town town;
  town.accept("BAD");
  const auto adapter = std::make_shared<ScriptedAdapter>([](const auto& report, const auto&) {
    return report.id == "BAD" ? ended(Outcome::deadline, "no answer") : delivered("WO-" + report.id);
  });
  adapter->finds = [](const auto&) { return ended(Outcome::internal, "a mistake in find"); };
  const auto destination = town.destination(adapter);
  tick(town, *destination, Milliseconds{0});
  for (int i = 0; i < 10; ++i) {
    town.accept("A" + std::to_string(i));
    tick(town, *destination, std::chrono::seconds{1});
  }
  EXPECT_EQ(town.count(DeliveryState::delivered), 10);
  EXPECT_EQ(town.count(DeliveryState::unknown), 1);
}

TEST(Reconcile, PageOfUnknowns_StopsNewDeliveries_UntilTheBackEndAnswers) {
  Town town;
  for (int i = 0; i < 200; ++i) town.accept("A" + std::to_string(i));
  bool answers = false;
  const auto adapter = std::make_shared<ScriptedAdapter>(
      [&](const auto&, const auto&) { return answers ? delivered("WO") : ended(Outcome::deadline, "no answer"); });
  adapter->finds = [&](const auto&) {
    return answers ? delivered("WO") : ended(Outcome::internal, "no answer either");
  };
  const auto destination = town.destination(adapter);
  for (int hour = 0; hour < 48; ++hour) tick(town, *destination, std::chrono::hours{1});
  EXPECT_LE(town.count(DeliveryState::unknown), 64);
  answers = true;
  for (int hour = 0; hour < 3; ++hour) tick(town, *destination, std::chrono::hours{1});
  EXPECT_EQ(town.count(DeliveryState::delivered), 200);
}

TEST(Reconcile, NodeThatStandsStillBetweenItsClaimAndTheCall_SendsNothingThatAnotherTookOver) {
  Town town;
  std::vector<std::string> orders;
  const auto adapter = std::make_shared<ScriptedAdapter>([&](const auto& report, const auto&) {
    orders.push_back(report.id);
    return delivered("WO");
  });
  adapter->finds = [&](const auto&) { return orders.empty() ? ended(Outcome::not_found, "") : delivered("WO"); };
  const auto freezes = town.destination(adapter);
  const auto lives = town.destination(adapter);
  lives->run();
  freezes->run();
  town.accept("A1");
  town.store->after_begin = [&] {
    for (int i = 0; i < 10; ++i) tick(town, *lives, town.surroundings().lease);
    EXPECT_EQ(orders.size(), 1u) << "the other has taken it over";
  };
  freezes->run();
  for (int i = 0; i < 10; ++i) tick(town, *freezes, std::chrono::minutes{1});
  EXPECT_EQ(orders.size(), 1u);
  EXPECT_EQ(town.count(DeliveryState::delivered), 1);
}

TEST(Reconcile, NodeThatStandsStillBetweenItsClaimAndTheCall_SendsItAllTheSameIfNobodyElseDid) {
  Town town;
  town.accept("A1");
  const auto adapter = std::make_shared<ScriptedAdapter>([](const auto&, const auto&) { return delivered("WO"); });
  const auto destination = town.destination(adapter);
  town.store->after_begin = [&] { town.clock->advance(town.surroundings().lease); };
  destination->run();
  for (int i = 0; i < 5; ++i) tick(town, *destination, std::chrono::minutes{1});
  EXPECT_EQ(adapter->submitted().size(), 1u);
  EXPECT_EQ(town.count(DeliveryState::delivered), 1);
}

TEST(Reconcile, WithoutAnAdapter_WhatIsUnknownStaysSo) {
  Town town;
  town.accept("A1");
  const auto due = town.store->due(town.name, town.clock->now(), 1).value();
  ASSERT_TRUE(town.store->begin(due.at(0), town.clock->now(), std::chrono::minutes{1}));
  town.restart();
  Destination destination(town.plan(), town.surroundings(), nullptr, "no such file");
  destination.run();
  EXPECT_EQ(town.count(DeliveryState::unknown), 1);
}

}  // namespace
}  // namespace r311::delivery
