// SPDX-License-Identifier: Apache-2.0
#include "open311/area.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace r311::open311 {
namespace {

TEST(Area, MetresFollowGreatCircles) {
  EXPECT_NEAR(metres_between({0, 0}, {0, 1}), 111'195, 1);
  EXPECT_NEAR(metres_between({60, 0}, {60, 1}), 55'597, 1);
  EXPECT_NEAR(metres_between({51.5, -0.12}, {48.85, 2.35}), 343'000, 1'000);
  EXPECT_NEAR(metres_between({0, 179.5}, {0, -179.5}), 111'195, 1);
  EXPECT_NEAR(metres_between({90, 0}, {-90, 77}), 20'015'115, 10);
}

TEST(Area, Box_HoldsItsEdgesAndMayCrossThe180thMeridian) {
  EXPECT_TRUE(holds(Box{1, 2, 3, 4}, {2, 1}));
  EXPECT_TRUE(holds(Box{1, 2, 3, 4}, {4, 3}));
  EXPECT_FALSE(holds(Box{1, 2, 3, 4}, {1.999, 1}));
  EXPECT_TRUE(holds(Box{170, -10, -170, 10}, {0, 180}));
  EXPECT_TRUE(holds(Box{170, -10, -170, 10}, {0, -175}));
  EXPECT_FALSE(holds(Box{170, -10, -170, 10}, {0, 0}));
}

TEST(Area, BoxAroundACircle_LeavesNothingOfItOut) {
  std::mt19937_64 random(311);
  std::uniform_real_distribution<double> one(0, 1);
  for (int i = 0; i < 20'000; ++i) {
    const Position middle{one(random) * 180 - 90, one(random) * 360 - 180};
    const double radius = i % 3 == 0 ? one(random) * 2e7 : one(random) * 1e5;
    const Circle circle{middle, radius};
    const Position near{std::clamp(middle.latitude + (one(random) - 0.5) * radius / 4e4, -90.0, 90.0),
                        one(random) * 360 - 180};
    if (holds(circle, near)) {
      EXPECT_TRUE(holds(box_around(circle), near)) << i;
    }
  }
}

}  // namespace
}  // namespace r311::open311
