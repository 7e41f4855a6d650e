// SPDX-License-Identifier: Apache-2.0
#include "http/timer_wheel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace r311::http {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

class Wheel : public testing::Test {
 protected:
  std::vector<std::uint64_t> fired_by(milliseconds time) {
    std::vector<std::uint64_t> fired;
    wheel_.advance(start_ + time, [&](std::uint64_t id, std::int64_t) { fired.push_back(id); });
    return fired;
  }

  const TimerWheel::Moment start_{};
  TimerWheel wheel_{start_, milliseconds(10)};
};

TEST_F(Wheel, FiresOnceAndNeverEarly) {
  wheel_.set(1, start_ + milliseconds(35));
  EXPECT_THAT(fired_by(milliseconds(34)), IsEmpty());
  EXPECT_THAT(fired_by(milliseconds(60)), ElementsAre(1));
  EXPECT_THAT(fired_by(milliseconds(100'000)), IsEmpty());
  EXPECT_TRUE(wheel_.empty());
}

TEST_F(Wheel, FiresWhatIsFurtherAwayThanItIsWide) {
  wheel_.set(1, start_ + milliseconds(60'000));
  wheel_.set(2, start_ + milliseconds(5'130));  // lies in the first round's slots
  EXPECT_THAT(fired_by(milliseconds(5'120)), IsEmpty());
  EXPECT_THAT(fired_by(milliseconds(5'160)), ElementsAre(2));
  for (int t = 5'200; t < 60'000; t += 100) EXPECT_THAT(fired_by(milliseconds(t)), IsEmpty());
  EXPECT_THAT(fired_by(milliseconds(60'020)), ElementsAre(1));
}

TEST_F(Wheel, AfterALongPause_FiresAllThatIsDue) {
  for (std::uint64_t id = 0; id < 100; ++id) wheel_.set(id, start_ + milliseconds(id * 997));
  EXPECT_EQ(fired_by(milliseconds(1'000'000)).size(), 100u);
}

TEST_F(Wheel, WhatIsAlreadyDue_FiresWithTheNextTick) {
  fired_by(milliseconds(500));
  wheel_.set(1, start_);
  EXPECT_THAT(fired_by(milliseconds(520)), ElementsAre(1));
}

TEST_F(Wheel, Firing_MaySetAnew) {
  wheel_.set(1, start_ + milliseconds(20));
  int rounds = 0;
  wheel_.advance(start_ + milliseconds(100), [&](std::uint64_t id, std::int64_t) {
    if (++rounds < 3) wheel_.set(id, start_ + milliseconds(20));
  });
  EXPECT_EQ(rounds, 3);
}

}  // namespace
}  // namespace r311::http
