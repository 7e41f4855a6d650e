// SPDX-License-Identifier: Apache-2.0
// A wall clock that is set forward or back while the gateway runs.
#include <gtest/gtest.h>

#include <thread>

#include "delivery/onward.h"
#include "town.h"

namespace r311::delivery {
namespace {

using plugin::Outcome;
using std::chrono::hours;
using store::DeliveryState;
using test::delivered;
using test::ended;
using test::ScriptedAdapter;

TEST(Onward, FollowsTheClockForward_AndGoesOnWhenItIsSetBack) {
  test::ManualClock clock;
  const Onward onward(clock);
  EXPECT_EQ(onward.now(), clock.now());
  clock.set(clock.now() + hours{1});
  const auto forward = clock.now();
  EXPECT_EQ(onward.now(), forward);
  clock.set(clock.now() - hours{2});
  EXPECT_EQ(onward.now(), forward);
  clock.advance(Milliseconds{5'000});
  EXPECT_EQ(onward.now(), forward + Milliseconds{5'000});
}

TEST(ClockSetBack, StallsNothingThatWasAccepted) {
  Town town;
  const auto adapter = std::make_shared<ScriptedAdapter>([](const auto&, const auto&) { return delivered("WO"); });
  const auto destination = town.destination(adapter);
  town.accept("A1");
  town.clock->set(town.clock->now() - hours{1});
  destination->run();
  EXPECT_EQ(town.count(DeliveryState::delivered), 1);
}

TEST(ClockSetBack, MakesNoPauseLonger) {
  Town town;
  bool up = false;
  const auto adapter = std::make_shared<ScriptedAdapter>([&](const auto&, const auto&) {
    return up ? delivered("WO") : ended(Outcome::internal, "a mistake of one report");
  });
  const auto destination = town.destination(adapter, town.duplicate_safe_plan());
  town.accept("A1");
  destination->run();
  town.clock->set(town.clock->now() - hours{1});
  up = true;
  town.clock->advance(town.plan().retry_first);
  while (destination->run() == Milliseconds{0}) continue;
  EXPECT_EQ(town.count(DeliveryState::delivered), 1);
}

TEST(ClockSetForward, MakesNoCallLookDead) {
  Town town;
  test::Gate gate;
  const auto adapter = std::make_shared<ScriptedAdapter>([&](const auto&, const auto&) {
    gate.wait();
    return delivered("WO");
  });
  const auto destination = town.destination(adapter);
  town.accept("A1");
  std::thread caller([&] { destination->run(); });
  adapter->wait_for_calls(1);
  for (int minute = 0; minute < 5; ++minute) {
    town.clock->set(town.clock->now() + hours{1});
    town.clock->advance(std::chrono::minutes{1});
    destination->run();
    EXPECT_EQ(town.count(DeliveryState::sending), 1);
  }
  gate.open();
  caller.join();
  EXPECT_EQ(town.count(DeliveryState::delivered), 1);
  EXPECT_EQ(town.attempts(1).size(), 1U);
}

}  // namespace
}  // namespace r311::delivery
