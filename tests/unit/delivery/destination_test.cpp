// SPDX-License-Identifier: Apache-2.0
#include "delivery/destination.h"

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
using testing::IsEmpty;

std::shared_ptr<ScriptedAdapter> answering(plugin::Submitted answer) {
  return std::make_shared<ScriptedAdapter>([answer](const auto&, const auto&) { return answer; });
}

// Fails as `failure` for the report of that id and delivers every other.
std::shared_ptr<ScriptedAdapter> poisoned_by(const std::string& id, plugin::Submitted failure) {
  return std::make_shared<ScriptedAdapter>([id, failure](const open311::AcceptedReport& report, const auto&) {
    return report.id == id ? failure : delivered("WO-" + report.id);
  });
}

TEST(Destination, DueReports_AreHandedOverInTheOrderOfAcceptance) {
  Town town;
  for (const auto* id : {"A1", "A2", "A3"}) {
    town.accept(id);
    town.clock->advance(Milliseconds{1});
  }
  const auto adapter = answering(delivered("WO"));
  town.destination(adapter)->run();
  EXPECT_THAT(adapter->submitted(), ElementsAre("A1", "A2", "A3"));
  EXPECT_EQ(town.count(DeliveryState::delivered), 3);
}

TEST(Destination, Call_CarriesKeyTraceAttemptAndDeadline) {
  Town town;
  town.accept("A1");
  const auto adapter = answering(delivered("WO"));
  town.destination(adapter)->run();
  const auto calls = adapter->calls();
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0].key, "A1");
  EXPECT_FALSE(calls[0].trace.empty());
  EXPECT_EQ(calls[0].attempt, 1);
  EXPECT_EQ(calls[0].deadline, town.clock->now() + town.plan().deadline);
}

TEST(Destination, UnavailableBackEnd_IsAskedAgainAfterGrowingPauses) {
  Town town;
  town.accept("A1");
  const auto adapter = answering(ended(Outcome::unavailable, "down for maintenance"));
  const auto destination = town.destination(adapter);

  std::vector<Milliseconds> pauses;
  for (std::size_t call = 1; call <= 10; ++call) {
    Milliseconds since{0};
    for (auto idle = destination->run(); adapter->calls().size() < call; idle = destination->run()) {
      town.clock->advance(idle);
      since += idle;
    }
    pauses.push_back(since);
  }
  const auto seconds = [](int count) { return Milliseconds{count * 1'000}; };
  EXPECT_THAT(pauses, ElementsAre(seconds(0), seconds(5), seconds(10), seconds(20), seconds(40), seconds(80),
                                  seconds(160), seconds(320), seconds(640), seconds(900)));
  EXPECT_EQ(town.count(DeliveryState::waiting), 1);
  EXPECT_EQ(town.attempts(1).back().reason, "down for maintenance");
}

TEST(Destination, UnavailableBackEnd_IsProbedWithOneDeliveryNotWithAll) {
  Town town;
  for (const auto* id : {"A1", "A2", "A3"}) town.accept(id);
  bool down = true;
  const auto adapter = std::make_shared<ScriptedAdapter>(
      [&](const auto&, const auto&) { return down ? ended(Outcome::unavailable, "down") : delivered("WO"); });
  const auto destination = town.destination(adapter);

  const auto idle = destination->run();
  EXPECT_EQ(adapter->calls().size(), 1u);
  town.clock->advance(idle);
  destination->run();
  EXPECT_EQ(adapter->calls().size(), 2u);

  down = false;
  town.clock->advance(Milliseconds{900'000});
  while (destination->run() == Milliseconds{0}) continue;
  EXPECT_EQ(town.count(DeliveryState::delivered), 3) << "one success ends the pauses for all";
}

TEST(Destination, RefusedReport_IsRejectedWithItsReason_AndNotSentAgain) {
  Town town;
  town.accept("A1");
  const auto adapter = answering(ended(Outcome::refused, "outside the city"));
  const auto destination = town.destination(adapter);
  destination->run();
  town.clock->advance(std::chrono::hours{24 * 30});
  destination->run();
  EXPECT_EQ(adapter->calls().size(), 1u);
  EXPECT_EQ(town.count(DeliveryState::rejected), 1);
  EXPECT_EQ(town.attempts(1).front().reason, "outside the city");
}

TEST(Destination, UnknownOutcome_IsParked_AndNotSentAgain) {
  Town town;
  town.accept("A1");
  const auto adapter = answering(ended(Outcome::deadline, "no answer in 30 s"));
  const auto destination = town.destination(adapter);
  destination->run();
  town.clock->advance(std::chrono::hours{1});
  destination->run();
  EXPECT_EQ(adapter->calls().size(), 1u);
  EXPECT_EQ(town.count(DeliveryState::parked), 1);
  EXPECT_THAT(town.attempts(1).front().reason, HasSubstr("no answer in 30 s"));
}

TEST(Destination, UnknownOutcome_IsSentAgainWithTheSameKey_WhereThatDoesNoHarm) {
  Town town;
  town.accept("A1");
  const auto adapter = answering(ended(Outcome::crashed, "the child died"));
  const auto destination = town.destination(adapter, town.duplicate_safe_plan());
  destination->run();
  town.clock->advance(Milliseconds{5'000});
  destination->run();
  const auto calls = adapter->calls();
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[0].key, calls[1].key);
  EXPECT_EQ(calls[1].attempt, 2);
}

TEST(Destination, WrongCredentials_ParkOneDeliveryAtATimeAndNotTheWholeQueue) {
  Town town;
  for (const auto* id : {"A1", "A2", "A3"}) town.accept(id);
  town.destination(answering(ended(Outcome::unauthorized, "password expired")))->run();
  EXPECT_EQ(town.count(DeliveryState::parked), 1);
  EXPECT_EQ(town.count(DeliveryState::waiting), 2);
}

TEST(Destination, PoisonReport_DoesNotBlockThoseBehindIt) {
  for (const auto outcome : {Outcome::invalid, Outcome::unsupported, Outcome::internal, Outcome::crashed}) {
    Town town;
    for (const auto* id : {"BAD", "A2", "A3"}) town.accept(id);
    const auto adapter = poisoned_by("BAD", ended(outcome, "can't stand this one"));
    town.destination(adapter, town.duplicate_safe_plan())->run();
    EXPECT_THAT(adapter->submitted(), ElementsAre("BAD", "A2", "A3"));
    EXPECT_EQ(town.count(DeliveryState::delivered), 2);
  }
}

TEST(Destination, OldDelivery_IsParkedAfterOneMoreChance) {
  Town town;
  town.accept("A1");
  const auto adapter = answering(ended(Outcome::unavailable, "down"));
  const auto destination = town.destination(adapter);
  destination->run();
  town.clock->advance(town.plan().give_up_after);
  destination->run();
  EXPECT_EQ(adapter->calls().size(), 2u);
  EXPECT_EQ(town.count(DeliveryState::parked), 1);
  EXPECT_THAT(town.attempts(1).back().reason, HasSubstr("Given up after 7 days"));
}

TEST(Destination, WithoutAdapter_ReportsWaitWithTheReason_AndAreNotGivenUp) {
  Town town;
  town.accept("A1");
  Destination destination(town.plan(), town.surroundings(), nullptr, "/plugins/highways.so: no such file");
  destination.run();
  town.clock->advance(town.plan().give_up_after * 2);
  destination.run();
  EXPECT_EQ(town.count(DeliveryState::waiting), 1);
  EXPECT_EQ(town.attempts(1).back().reason, "/plugins/highways.so: no such file");
}

TEST(Destination, LongQueue_IsReadInPages) {
  Town town;
  for (int i = 0; i < 200; ++i) town.accept("A" + std::to_string(i));
  const auto adapter = answering(delivered("WO"));
  const auto destination = town.destination(adapter);
  EXPECT_EQ(destination->run(), Milliseconds{0}) << "there is more to do";
  EXPECT_LT(adapter->calls().size(), 200u);
  while (destination->run() == Milliseconds{0}) continue;
  EXPECT_EQ(town.count(DeliveryState::delivered), 200);
  EXPECT_LE(town.store->largest_page, 64u);
}

TEST(Destination, OutcomeThatCanNotBeWritten_IsKeptAndWrittenBeforeAnythingElseIsSent) {
  Town town;
  town.accept("A1");
  town.accept("A2");
  const auto adapter = answering(delivered("WO"));
  const auto destination = town.destination(adapter);
  town.store->settle_fails = true;
  destination->run();
  town.clock->advance(std::chrono::minutes{1});
  destination->run();
  EXPECT_THAT(adapter->submitted(), ElementsAre("A1"));

  town.store->settle_fails = false;
  destination->run();
  EXPECT_THAT(adapter->submitted(), ElementsAre("A1", "A2"));
  EXPECT_EQ(town.count(DeliveryState::delivered), 2);
}

TEST(Destination, DeliveryThatAnotherBegan_IsNotSent) {
  Town town;
  const auto theirs = answering(delivered("WO"));
  const auto ours = answering(delivered("WO"));
  const auto one = town.destination(theirs);
  const auto other = town.destination(ours);
  other->run();
  town.accept("A1");
  town.store->before_begin = [&] { one->run(); };
  other->run();
  EXPECT_EQ(theirs->calls().size() + ours->calls().size(), 1u);
  EXPECT_EQ(town.count(DeliveryState::delivered), 1);
}

TEST(Destination, CancelledDestination_BeginsNothing) {
  Town town;
  town.accept("A1");
  const auto adapter = answering(delivered("WO"));
  const auto destination = town.destination(adapter);
  destination->cancel();
  destination->run();
  EXPECT_THAT(adapter->submitted(), IsEmpty());
  EXPECT_EQ(town.count(DeliveryState::waiting), 1);
}

}  // namespace
}  // namespace r311::delivery
