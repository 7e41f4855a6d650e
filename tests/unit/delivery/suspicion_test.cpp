// SPDX-License-Identifier: Apache-2.0
#include "delivery/suspicion.h"

#include <gtest/gtest.h>

namespace r311::delivery {
namespace {

TEST(Suspicion, OfWhatFailsWhileNothingGoesIn_IsNone) {
  Suspicion suspicion;
  for (int attempt = 0; attempt < 100; ++attempt) {
    EXPECT_FALSE(suspicion.failed(1, true));
    EXPECT_FALSE(suspicion.failed(2, true));
  }
}

TEST(Suspicion, FallsOnWhatFailsAgainAndAgainWhileOthersGoIn) {
  Suspicion suspicion;
  EXPECT_FALSE(suspicion.failed(1, true));
  suspicion.answered(2);
  EXPECT_FALSE(suspicion.failed(1, true)) << "the back end may have broken again";
  suspicion.answered(3);
  EXPECT_TRUE(suspicion.failed(1, true));
  EXPECT_TRUE(suspicion.blames(1));
  EXPECT_TRUE(suspicion.failed(1, true)) << "until it goes in";
  suspicion.answered(1);
  EXPECT_FALSE(suspicion.blames(1));
}

TEST(Suspicion, LetsAnotherTryAfterEverySecondTryInVain) {
  Suspicion suspicion;
  EXPECT_EQ(suspicion.candidate(), Candidate::oldest);
  for (int round = 0; round < 3; ++round) {
    for (const auto candidate : {Candidate::oldest, Candidate::neighbour, Candidate::oldest, Candidate::newest}) {
      suspicion.failed(1, true);
      EXPECT_EQ(suspicion.candidate(), candidate);
    }
  }
  suspicion.explained();
  EXPECT_EQ(suspicion.candidate(), Candidate::oldest) << "the back end was down, no report is to blame";
}

TEST(Suspicion, OfCallsThatFailTogether_CountsOneTry) {
  Suspicion suspicion;
  suspicion.failed(1, true);
  suspicion.failed(2, false);
  EXPECT_EQ(suspicion.candidate(), Candidate::oldest);
}

TEST(Suspicion, IsBounded) {
  Suspicion suspicion;
  for (std::size_t delivery = 0; delivery < 3 * Suspicion::most; ++delivery) {
    EXPECT_FALSE(suspicion.failed(static_cast<std::int64_t>(delivery), true));
  }
}

}  // namespace
}  // namespace r311::delivery
