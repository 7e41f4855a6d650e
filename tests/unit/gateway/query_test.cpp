// SPDX-License-Identifier: Apache-2.0
#include "gateway/query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "city.h"

namespace r311::gateway {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

open311::ListPart part_of(bool window, std::optional<std::size_t> size = {}) {
  open311::ListPart part;
  part.window = window;
  part.size = size;
  return part;
}

const open311::ListPart a_window = part_of(true);

std::vector<std::string> ids_of(const Result<Listed>& listed) {
  std::vector<std::string> ids;
  for (const auto& request : listed.value().requests) ids.push_back(request.id);
  return ids;
}

// Five potholes, a minute apart, the oldest first.
std::vector<std::string> five_potholes(City& city) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(city.post_pothole().value().id);
    city.clock.advance(std::chrono::minutes{1});
  }
  return ids;
}

TEST(Query, WithoutAWindow_TheNewestAreAnswered) {
  City city;
  const auto ids = five_potholes(city);
  const Query query(*city.store, {.newest = 3, .window = 4});
  EXPECT_THAT(ids_of(query.list(city.jurisdiction, {}, {})), ElementsAre(ids[4], ids[3], ids[2]));
}

TEST(Query, WindowThatIsAskedFor_IsAnsweredWholeUpToItsOwnBound) {
  City city;
  const auto ids = five_potholes(city);
  open311::ListFilter filter;
  filter.from = test::ManualClock::start();
  EXPECT_EQ(Query(*city.store, {.newest = 3, .window = 5}).list(city.jurisdiction, filter, a_window)->requests.size(),
            5u);
  EXPECT_THAT(ids_of(Query(*city.store, {.newest = 3, .window = 4}).list(city.jurisdiction, filter, a_window)),
              ElementsAre(ids[4], ids[3], ids[2], ids[1]));
}

TEST(Query, Window_HoldsBothOfItsEnds) {
  City city;
  const auto ids = five_potholes(city);
  open311::ListFilter filter;
  filter.from = test::ManualClock::start() + std::chrono::minutes{1};
  filter.to = test::ManualClock::start() + std::chrono::minutes{3};
  EXPECT_THAT(ids_of(Query(*city.store).list(city.jurisdiction, filter, a_window)),
              ElementsAre(ids[3], ids[2], ids[1]));
}

TEST(Query, RequestsAskedForById_AreNeverCutOff) {
  City city;
  const auto ids = five_potholes(city);
  open311::ListFilter filter;
  filter.ids = ids;
  EXPECT_EQ(Query(*city.store, {.newest = 1, .window = 1})
                .list(city.jurisdiction, filter, part_of(false, 1))
                ->requests.size(),
            5u);
}

TEST(Query, PageSize_LowersTheBoundAndNeverRaisesIt) {
  City city;
  const auto ids = five_potholes(city);
  const Query query(*city.store, {.newest = 3, .window = 4});
  EXPECT_THAT(ids_of(query.list(city.jurisdiction, {}, part_of(false, 2))), ElementsAre(ids[4], ids[3]));
  EXPECT_EQ(query.list(city.jurisdiction, {}, part_of(false, 100))->requests.size(), 3u);
}

// Whatever lowers what one answer has, a page begins where the one before ended.
TEST(Query, Pages_CountWhatOneAnswerHasAndSkipNothing) {
  City city;
  const auto ids = five_potholes(city);
  const Query query(*city.store, {.newest = 2, .window = 4});
  const auto page = [&](bool window, std::size_t size, std::size_t number, std::optional<std::size_t> most = {}) {
    auto part = part_of(window, size);
    part.page = number;
    part.most = most;
    return ids_of(query.list(city.jurisdiction, {}, part));
  };
  EXPECT_THAT(page(false, 5, 2), ElementsAre(ids[2], ids[1]));
  EXPECT_THAT(page(false, 5, 3), ElementsAre(ids[0]));
  EXPECT_THAT(page(true, 5, 2), ElementsAre(ids[0]));
  EXPECT_THAT(page(true, 3, 2, 1), ElementsAre(ids[3]));
}

// How much is read of it first says nothing about where it begins.
TEST(Query, PageThatIsReadInPart_BeginsWhereTheWholeWould) {
  City city;
  const auto ids = five_potholes(city);
  auto part = part_of(true, 3);
  part.page = 2;
  const auto read = Query(*city.store).list(city.jurisdiction, {}, part, Sight::everybody, 1);
  EXPECT_THAT(ids_of(read), ElementsAre(ids[1]));
  EXPECT_TRUE(read->next);
}

TEST(Query, Filters_AreAllApplied) {
  City city;
  five_potholes(city);
  open311::ListFilter filter;
  filter.closed = true;
  EXPECT_THAT(ids_of(Query(*city.store).list(city.jurisdiction, filter, {})), IsEmpty());
  filter.closed = false;
  filter.service_codes = {"NONE"};
  EXPECT_THAT(ids_of(Query(*city.store).list(city.jurisdiction, filter, {})), IsEmpty());
  filter.service_codes = {"NONE", "POT"};
  EXPECT_EQ(Query(*city.store).list(city.jurisdiction, filter, {})->requests.size(), 5u);
}

TEST(Query, RequestOfAnotherJurisdiction_IsNotFound) {
  City city;
  const auto id = city.post_pothole().value().id;
  auto plan = springfield_plan();
  plan.id = "shelbyville.example";
  const Jurisdiction other(plan);
  const Query query(*city.store);
  EXPECT_TRUE(query.one(city.jurisdiction, id).value());
  EXPECT_FALSE(query.one(other, id).value());
  EXPECT_FALSE(query.one(city.jurisdiction, "NONE").value());
}

TEST(Query, Token_BecomesAnIdOnceDelivered) {
  City city;
  const auto token = city.post_to("BULKY").value().token;
  const Query query(*city.store);
  const auto pending = query.token(city.jurisdiction, token).value();
  ASSERT_TRUE(pending && *pending);
  EXPECT_EQ((*pending)->token, token);
  EXPECT_TRUE((*pending)->id.empty());

  city.deliver("waste");
  const auto resolved = query.token(city.jurisdiction, token).value();
  ASSERT_TRUE(resolved && *resolved);
  EXPECT_FALSE((*resolved)->id.empty());
  EXPECT_TRUE(query.one(city.jurisdiction, (*resolved)->id).value());
}

TEST(Query, TokenThatWasNeverGivenOut_IsNotFound) {
  City city;
  EXPECT_FALSE(Query(*city.store).token(city.jurisdiction, "NONE").value());
  EXPECT_FALSE(Query(*city.store).token(city.jurisdiction, "").value());
}

TEST(Query, ServiceNotice_IsTheBackEndsOrElseTheServices) {
  City city;
  const auto id = city.post_pothole().value().id;
  city.deliver("highways");
  const Query query(*city.store);
  const auto listed = [&] { return query.list(city.jurisdiction, {}, {}).value().requests.front().service_notice; };
  const auto read = [&] { return query.one(city.jurisdiction, id).value().value().service_notice; };
  EXPECT_EQ(listed(), "Holes are filled within a week.");
  EXPECT_EQ(read(), listed());
  const auto tell = [&](const std::string& notice) {
    open311::Change change;
    change.reference = "WO-" + id;
    change.changed = city.clock.now();
    change.notice = notice;
    ASSERT_TRUE(city.store->apply({"springfield.example/highways", "c", {change}}));
  };
  tell("This one takes a month.");
  EXPECT_EQ(listed(), "This one takes a month.");
  EXPECT_EQ(read(), listed());
  tell("");
  EXPECT_EQ(read(), "Holes are filled within a week.") << "the back end says nothing of it any more";
}

}  // namespace
}  // namespace r311::gateway
