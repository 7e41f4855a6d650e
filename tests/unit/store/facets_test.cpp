// SPDX-License-Identifier: Apache-2.0
#include "store/facets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace r311::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Facets, AreWordsThatEveryStoreTakes) {
  store::Searched searched;
  searched.service_code = "a/B 'c\" OR";
  searched.status = open311::Status::in_progress;
  EXPECT_THAT(store::facets_of(7, searched, "s"), ElementsAre("7sa-2f-42-20-27c-22-20-4f-52"));
  EXPECT_THAT(store::facets_of(7, searched, "cx"), ElementsAre("7copen", "7xin-5fprogress"));
  EXPECT_THAT(store::facets_of(7, searched, ""), IsEmpty());
}

TEST(Facets, SayNothingOfReportsInAnotherCaseOrPlace) {
  store::Searched searched;
  searched.service_code = "POT";
  const auto of_one = store::facets_of(1, searched, "s");
  EXPECT_NE(of_one, store::facets_of(11, searched, "s"));
  searched.service_code = "pot";
  EXPECT_NE(of_one, store::facets_of(1, searched, "s"));
}

TEST(Cells, CoverABoxWithAFew) {
  std::mt19937_64 random(311);
  std::uniform_real_distribution<double> one(0, 1);
  for (int i = 0; i < 20'000; ++i) {
    const double size = std::pow(10.0, one(random) * 7 - 5);
    const double west = one(random) * 360 - 180;
    open311::Box box{west, one(random) * 180 - 90, west + one(random) * size, 0};
    box.north = std::min(90.0, box.south + one(random) * size);
    if (box.east > 180) box.east -= 360;
    if (size > 300) continue;
    const auto cells = store::cells_of(box);
    EXPECT_LE(cells.size(), 64u);
    if (cells.empty()) continue;
    const double width = box.east >= box.west ? box.east - box.west : box.east - box.west + 360;
    double longitude = box.west + one(random) * width;
    if (longitude > 180) longitude -= 360;
    store::Searched inside;
    inside.position = open311::Position{box.south + one(random) * (box.north - box.south), longitude};
    const auto words = store::facets_of(1, inside, "g");
    EXPECT_TRUE(std::any_of(
        cells.begin(), cells.end(),
        [&](const std::string& cell) { return std::binary_search(words.begin(), words.end(), "1g" + cell); }))
        << box.west << " " << box.south << " " << box.east << " " << box.north;
  }
}

TEST(Cells, OfTheWholeWorld_AreNone) { EXPECT_THAT(store::cells_of(open311::Box{}), IsEmpty()); }

}  // namespace
}  // namespace r311::test
