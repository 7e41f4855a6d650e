// SPDX-License-Identifier: Apache-2.0
#include "delivery/window.h"

#include <gtest/gtest.h>

#include "delivery/pace.h"

namespace r311::delivery {
namespace {

using std::chrono::seconds;

const Window::Moment start{};

Window window(int ceiling) {
  return Window(ceiling, Backoff(Milliseconds{1'000}, Milliseconds{60'000}, [] { return 1.0; }), start);
}

void succeed(Window& window, int times) {
  for (int i = 0; i < times; ++i) window.succeeded();
}

TEST(Window, StartsAtOne_AndGrowsByOneForEachWindowOfSuccesses) {
  auto grows = window(4);
  EXPECT_EQ(grows.size(), 1);
  for (int size = 1; size < 4; ++size) {
    succeed(grows, size - 1);
    EXPECT_EQ(grows.size(), size);
    EXPECT_TRUE(grows.succeeded());
    EXPECT_EQ(grows.size(), size + 1);
  }
  succeed(grows, 100);
  EXPECT_EQ(grows.size(), 4) << "the ceiling";
}

TEST(Window, CertainFailure_HalvesItDownToOne) {
  auto shrinks = window(8);
  succeed(shrinks, 100);
  for (const int size : {4, 2, 1, 1}) {
    shrinks.failed(Trouble::certain, shrinks.round(), start);
    EXPECT_EQ(shrinks.size(), size);
  }
}

TEST(Window, OneOddReport_NeitherHalvesNorPauses_TheNextInARowDoes) {
  auto patient = window(8);
  succeed(patient, 100);
  patient.failed(Trouble::doubtful, patient.round(), start);
  EXPECT_EQ(patient.size(), 8);
  EXPECT_TRUE(patient.admits(0, start));
  patient.failed(Trouble::doubtful, patient.round(), start);
  EXPECT_EQ(patient.size(), 4);
  EXPECT_FALSE(patient.admits(0, start));
}

TEST(Window, CallsThatFailTogether_CountAsOneFailure) {
  auto together = window(8);
  succeed(together, 100);
  const auto round = together.round();
  for (int call = 0; call < 8; ++call) together.failed(Trouble::certain, round, start);
  EXPECT_EQ(together.size(), 4);
  EXPECT_EQ(together.circuit(start), Circuit::closed);
  EXPECT_EQ(together.held_back(start), seconds(1));
}

TEST(Window, AfterAFailure_OneCallAtATimeUntilOneSucceeds) {
  auto probing = window(8);
  succeed(probing, 100);
  probing.failed(Trouble::certain, probing.round(), start);
  const auto later = start + seconds(1);
  EXPECT_FALSE(probing.admits(0, start));
  EXPECT_TRUE(probing.admits(0, later));
  EXPECT_FALSE(probing.admits(1, later));
  EXPECT_TRUE(probing.succeeded()) << "others may begin again";
  EXPECT_TRUE(probing.admits(3, later));
  EXPECT_FALSE(probing.admits(4, later));
}

TEST(Circuit, OpensAfterFiveFailuresInARow_HalfOpensAfterThePause_AndClosesWithASuccess) {
  auto circuit = window(8);
  auto now = start;
  for (int failure = 1; failure <= 5; ++failure) {
    EXPECT_EQ(circuit.circuit(now), Circuit::closed);
    circuit.failed(failure % 2 == 0 ? Trouble::doubtful : Trouble::certain, circuit.round(), now);
    if (failure < 5) now += seconds(60);
  }
  EXPECT_EQ(circuit.circuit(now), Circuit::open);
  now += seconds(60);
  EXPECT_EQ(circuit.circuit(now), Circuit::half_open);
  EXPECT_TRUE(circuit.admits(0, now));
  EXPECT_FALSE(circuit.admits(1, now)) << "with one delivery";
  circuit.failed(Trouble::certain, circuit.round(), now);
  EXPECT_EQ(circuit.circuit(now), Circuit::open);
  now += seconds(60);
  circuit.succeeded();
  EXPECT_EQ(circuit.circuit(now), Circuit::closed);
}

int calls_in(Pace& pace, Milliseconds span) {
  int calls = 0;
  for (auto now = start; now < start + span; now += Milliseconds{1}) {
    while (pace.wait(now) == Milliseconds{0}) {
      pace.take(now);
      if (++calls > 100'000) return calls;
    }
  }
  return calls;
}

TEST(Pace, HoldsToItsRate) {
  Pace ten({10, Milliseconds{1'000}}, start), half({30, Milliseconds{60'000}}, start);
  EXPECT_NEAR(calls_in(ten, seconds(10)), 100, 1);
  EXPECT_NEAR(calls_in(half, seconds(60)), 30, 1);
}

TEST(Pace, SaysWhenTheNextCallMayBegin) {
  Pace pace({10, Milliseconds{1'000}}, start);
  pace.take(start);
  const auto wait = pace.wait(start);
  EXPECT_EQ(wait, Milliseconds{100});
  EXPECT_EQ(pace.wait(start + wait), Milliseconds{0});
}

TEST(Pace, WithoutARate_HoldsUpNothing) {
  Pace pace({}, start);
  for (int call = 0; call < 1'000; ++call) {
    EXPECT_EQ(pace.wait(start), Milliseconds{0});
    pace.take(start);
  }
}

}  // namespace
}  // namespace r311::delivery
