// SPDX-License-Identifier: Apache-2.0
// In which order reports come in when the back end fails for a while, or fails at some of them for good.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "town.h"

namespace r311::delivery {
namespace {

using plugin::Outcome;
using store::DeliveryState;
using test::delivered;
using test::ended;
using test::ScriptedAdapter;
using testing::ElementsAre;
using testing::ElementsAreArray;

// A back end that is up or down, fails at reports whose id begins with BAD, and keeps what it took.
struct Council {
  bool up = true;
  bool says_so = true;  // its probe
  Outcome down = Outcome::unavailable;
  std::vector<std::string> took;
  std::shared_ptr<ScriptedAdapter> adapter = std::make_shared<ScriptedAdapter>([this](const auto& report, const auto&) {
    if (!up) return ended(down, "down");
    if (report.id.starts_with("BAD")) return ended(Outcome::unavailable, "can't stand this one");
    took.push_back(report.id);
    return delivered("WO-" + report.id);
  });

  Council& with_probe() {
    adapter->probes = [this] { return up ? plugin::Verdict{} : plugin::Verdict{Outcome::unavailable, "not yet"}; };
    return *this;
  }
};

// Runs the destination for `span`, as its threads would.
void live(Town& town, Destination& destination, Milliseconds span) {
  const auto end = town.clock->steady() + span;
  while (town.clock->steady() < end) {
    const auto idle = std::max(destination.run(), Milliseconds{1});
    town.clock->advance(
        std::min({idle, Milliseconds{60'000}, std::chrono::ceil<Milliseconds>(end - town.clock->steady())}));
  }
  while (destination.run() == Milliseconds{0}) continue;
}

std::vector<std::string> accept_some(Town& town, Destination& destination, int count, Milliseconds apart) {
  static int number = 0;
  std::vector<std::string> ids;
  for (int i = 0; i < count; ++i) {
    ids.push_back("N" + std::to_string(++number));
    town.accept(ids.back());
    live(town, destination, apart);
  }
  return ids;
}

// Some reports before, during and after a weekend at which the back end is down.
std::vector<std::string> weekend(Town& town, Council& council, Destination& destination) {
  std::vector<std::string> all;
  const auto take = [&](int count, Milliseconds apart) {
    for (auto& id : accept_some(town, destination, count, apart)) all.push_back(std::move(id));
  };
  take(5, std::chrono::seconds{1});
  council.up = false;
  take(40, std::chrono::minutes{70});
  council.up = true;
  take(5, std::chrono::seconds{1});
  live(town, destination, std::chrono::minutes{20});
  return all;
}

TEST(Order, AfterAWeekend_IsThatOfAcceptance_WhereTheAdapterCanTellThatItIsOver) {
  for (const auto outcome : {Outcome::unavailable, Outcome::rate_limited}) {
    Town town;
    Council council;
    council.down = outcome;
    const auto destination = town.destination(council.with_probe().adapter);
    EXPECT_THAT(council.took, ElementsAreArray(weekend(town, council, *destination)));
  }
}

TEST(Order, AfterAWeekend_IsThatOfAcceptance_ButForTheOneThatFoundOut) {
  Town town;
  Council council;
  const auto destination = town.destination(council.adapter);
  auto accepted = weekend(town, council, *destination);
  ASSERT_EQ(council.took.size(), accepted.size());
  const auto first_after = static_cast<std::ptrdiff_t>(5);
  const auto early = council.took.at(first_after);
  council.took.erase(council.took.begin() + first_after);
  accepted.erase(std::find(accepted.begin(), accepted.end(), early));
  EXPECT_THAT(council.took, ElementsAreArray(accepted));
}

TEST(Order, AfterABlip_IsThatOfAcceptance) {
  Town town;
  Council council;
  const auto destination = town.destination(council.adapter);
  for (const auto* id : {"A1", "A2", "A3"}) town.accept(id);
  council.up = false;
  destination->run();
  council.up = true;
  live(town, *destination, town.plan().retry_first);
  EXPECT_THAT(council.took, ElementsAre("A1", "A2", "A3"));
}

TEST(Order, AfterARestartInAnOutage_IsThatOfAcceptance) {
  Town town;
  Council council;
  council.with_probe().up = false;
  for (const auto* id : {"A1", "A2", "A3"}) town.accept(id);
  live(town, *town.destination(council.adapter), std::chrono::hours{3});
  const auto again = town.destination(council.adapter);
  live(town, *again, std::chrono::hours{3});
  council.up = true;
  live(town, *again, town.plan().retry_most);
  EXPECT_THAT(council.took, ElementsAre("A1", "A2", "A3"));
}

TEST(Probe, ThatFails_LeavesTheReportsAlone_AndThePausesGrow) {
  Town town;
  Council council;
  council.with_probe().up = false;
  for (const auto* id : {"A1", "A2", "A3"}) town.accept(id);
  const auto destination = town.destination(council.adapter);
  live(town, *destination, std::chrono::hours{2});
  EXPECT_THAT(council.adapter->submitted(), ElementsAre("A1"));
  EXPECT_GE(council.adapter->probed(), 10);
  EXPECT_LE(council.adapter->probed(), 20);
  EXPECT_EQ(town.attempts(1).size(), 1U);
  EXPECT_EQ(destination->status().circuit, Circuit::open);
  EXPECT_EQ(destination->status().last_reason, "not yet");
}

TEST(Probe, IsNotAskedWhileNothingWaits) {
  Town town;
  Council council;
  council.with_probe().up = false;
  town.accept("A1");
  const auto destination = town.destination(council.adapter);
  destination->run();
  ASSERT_EQ(town.store->act({}, store::OperatorAction::park, "not now", "pat", town.clock->now()), 1);
  live(town, *destination, std::chrono::hours{2});
  EXPECT_EQ(council.adapter->probed(), 0);
}

TEST(Probe, ThatCanNotSay_HoldsUpNothing) {
  for (const auto outcome : {Outcome::internal, Outcome::unsupported, Outcome::invalid, Outcome::protocol}) {
    Town town;
    Council council;
    council.adapter->probes = [outcome] { return plugin::Verdict{outcome, "a mistake in probe"}; };
    council.up = false;
    for (const auto* id : {"A1", "A2"}) town.accept(id);
    const auto destination = town.destination(council.adapter);
    destination->run();
    council.up = true;
    live(town, *destination, town.plan().retry_first);
    EXPECT_THAT(council.took, ElementsAre("A1", "A2")) << plugin::word(outcome);
  }
}

TEST(Probe, WithAWrongPassword_ParksNothing) {
  Town town;
  Council council;
  council.adapter->probes = [] { return plugin::Verdict{Outcome::unauthorized, "password expired"}; };
  council.up = false;
  for (const auto* id : {"A1", "A2"}) town.accept(id);
  live(town, *town.destination(council.adapter), std::chrono::hours{2});
  EXPECT_EQ(town.count(DeliveryState::waiting), 2);
}

TEST(PoisonReport, ThatLooksLikeAnOutage_DelaysTheOthersByAFewPausesOnly) {
  for (const bool probe : {false, true}) {
    Town town;
    Council council;
    if (probe) council.with_probe();
    for (const auto* id : {"BAD", "A2", "A3"}) town.accept(id);
    const auto destination = town.destination(council.adapter);
    live(town, *destination, 7 * town.plan().retry_first);
    EXPECT_THAT(council.took, ElementsAre("A2", "A3"));

    // Its own back-off holds for it while others go in.
    const auto before = council.adapter->calls().size();
    accept_some(town, *destination, 24 * 6, std::chrono::minutes{10});
    live(town, *destination, std::chrono::minutes{1});
    EXPECT_EQ(town.count(DeliveryState::delivered), 2 + 24 * 6);
    EXPECT_LE(council.adapter->calls().size() - before - 24 * 6, 24U * 8);
  }
}

TEST(PoisonReport, OfWhichThereAreManyPages_KeepsNoOtherOutForGood) {
  Town town;
  Council council;
  for (int i = 0; i < 100; ++i) town.accept("BAD" + std::to_string(i));
  const auto destination = town.destination(council.adapter);
  live(town, *destination, std::chrono::hours{24});
  town.accept("A1");
  live(town, *destination, 5 * town.plan().retry_most);
  EXPECT_THAT(council.took, ElementsAre("A1"));
  town.accept("A2");
  live(town, *destination, 5 * town.plan().retry_most);
  EXPECT_THAT(council.took, ElementsAre("A1", "A2"));
}

TEST(PoisonReport, ThatIsAlone_IsNotTriedInAHotLoop) {
  Town town;
  Council council;
  town.accept("BAD");
  live(town, *town.destination(council.adapter), std::chrono::hours{24});
  EXPECT_LE(council.adapter->calls().size(), 24U * 4 + 10);
  EXPECT_EQ(town.count(DeliveryState::waiting), 1);
}

}  // namespace
}  // namespace r311::delivery
