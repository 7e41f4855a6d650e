// SPDX-License-Identifier: Apache-2.0
#include "polls.h"

#include <gmock/gmock.h>

namespace sql {
namespace {

using testing::ElementsAre;
using Cursor = relay311::Cursor;

TEST(Places, OfSeveralPolls_ComeBackAsTheyWere) {
  const std::vector<Cursor> places{std::nullopt, "17", "", "a\nb\\n\\", "2026-07-01T12:00:00.000Z 3"};
  EXPECT_EQ(split_places(join_places(places), places.size()), places);
}

TEST(Places, OfACursorFromBeforeThereWereSeveral_IsTheFirstChanges) {
  EXPECT_THAT(split_places("17", 3), ElementsAre(std::nullopt, "17", std::nullopt));
  EXPECT_THAT(split_places("places", 2), ElementsAre(std::nullopt, "places"));
  EXPECT_THAT(split_places(std::nullopt, 2), ElementsAre(std::nullopt, std::nullopt));
}

TEST(Places, OfMoreOrFewerPolls_AreThoseThatAreThere) {
  const std::string two = join_places({"1", "2"});
  EXPECT_THAT(split_places(two, 3), ElementsAre("1", "2", std::nullopt));
  EXPECT_THAT(split_places(two, 1), ElementsAre("1"));
}

TEST(Places, ThatAreBroken_AreNone) {
  EXPECT_THAT(split_places("places\n\n?x", 3), ElementsAre(std::nullopt, std::nullopt, std::nullopt));
  EXPECT_THAT(split_places("places\n=a\\", 2), ElementsAre("a\\", std::nullopt));
}

}  // namespace
}  // namespace sql
