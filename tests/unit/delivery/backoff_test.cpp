// SPDX-License-Identifier: Apache-2.0
#include "delivery/backoff.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "delivery/surroundings.h"

namespace r311::delivery {
namespace {

TEST(Backoff, Ceiling_DoublesUpToTheMost) {
  const Backoff backoff(Milliseconds{5'000}, Milliseconds{60'000}, [] { return 1.0; });
  EXPECT_EQ(backoff.ceiling(1), Milliseconds{5'000});
  EXPECT_EQ(backoff.ceiling(2), Milliseconds{10'000});
  EXPECT_EQ(backoff.ceiling(3), Milliseconds{20'000});
  EXPECT_EQ(backoff.ceiling(4), Milliseconds{40'000});
  EXPECT_EQ(backoff.ceiling(5), Milliseconds{60'000});
  EXPECT_EQ(backoff.ceiling(std::numeric_limits<int>::max()), Milliseconds{60'000});
}

TEST(Backoff, HugeBounds_DoNotOverflow) {
  const Backoff backoff(Milliseconds{1}, Milliseconds::max(), [] { return 0.5; });
  EXPECT_EQ(backoff.ceiling(std::numeric_limits<int>::max()), Milliseconds::max());
}

TEST(Backoff, Jitter_StaysBetweenATenthOfTheFirstAndTheCeiling) {
  std::mt19937 engine{311};
  std::uniform_real_distribution<double> spread{0.0, 1.0};
  const Backoff backoff(Milliseconds{1'000}, Milliseconds{64'000}, [&] { return spread(engine); });
  for (int failures = 1; failures <= 12; ++failures) {
    Milliseconds least = Milliseconds::max(), most{0};
    for (int i = 0; i < 2'000; ++i) {
      const auto pause = backoff.pause(failures);
      ASSERT_GE(pause, Milliseconds{100});
      ASSERT_LE(pause, backoff.ceiling(failures));
      least = std::min(least, pause);
      most = std::max(most, pause);
    }
    EXPECT_LT(least, backoff.ceiling(failures) / 4) << "full jitter reaches down";
    EXPECT_GT(most, backoff.ceiling(failures) * 3 / 4) << "full jitter reaches up";
  }
}

TEST(Backoff, Pause_IsNeverNothing) {
  const Backoff backoff(Milliseconds{0}, Milliseconds{0}, [] { return 0.0; });
  EXPECT_GE(backoff.pause(1), Milliseconds{1});
}

TEST(Backoff, SystemRandom_StaysInItsRange) {
  const Random random = system_random();
  for (int i = 0; i < 10'000; ++i) {
    const double number = random();
    ASSERT_GE(number, 0.0);
    ASSERT_LT(number, 1.0);
  }
}

}  // namespace
}  // namespace r311::delivery
