// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "gateway/sameness.h"
#include "unit/gateway/city.h"

namespace r311::gateway {
namespace {

open311::Parameters hole(const std::string& description, const std::string& fixmystreet_id = "") {
  open311::Parameters sent = form({{"service_code", "POT"},
                                   {"lat", "41.8"},
                                   {"long", "-87.6"},
                                   {"attribute[depth]", "12"},
                                   {"description", description}});
  if (!fixmystreet_id.empty()) sent.add("attribute[fixmystreet_id]", fixmystreet_id);
  return sent;
}

JurisdictionPlan deduping_plan() {
  auto plan = springfield_plan();
  plan.dedupe_by = {"fixmystreet_id"};
  return plan;
}

std::string id_of(const Intake::Posted& posted) {
  return posted ? posted->id : "refused with " + std::to_string(posted.error().front().code);
}

TEST(Sameness, SameKeyAndSameReport_GetTheSameId) {
  City city;
  const auto first = city.post(hole("A hole"), {}, "key-1");
  ASSERT_TRUE(first);
  auto again = form({{"description", " A hole "}, {"api_key", "another"}, {"empty", " "}});
  const auto rest = hole("");
  for (const auto& [name, value] : rest.items()) again.add(name, value);
  EXPECT_EQ(id_of(city.post(again, {}, "key-1")), first->id);
  EXPECT_EQ(city.waiting("highways").size(), 1U);
}

TEST(Sameness, SameKeyWithAnotherReport_IsToldAsAConflictAndNotTaken) {
  City city;
  ASSERT_TRUE(city.post(hole("A hole"), {}, "key-1"));
  const auto other = city.post(hole("Another hole"), {}, "key-1");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().front().code, 409);
  EXPECT_THAT(other.error().front().description, testing::HasSubstr("Idempotency-Key"));
  const auto with_file = city.post(hole("A hole"), {{std::string(64, 'a'), "a.jpg", "image/jpeg", 1}}, "key-1");
  ASSERT_FALSE(with_file);
  EXPECT_EQ(with_file.error().front().code, 409);
  EXPECT_EQ(city.waiting("highways").size(), 1U);
}

TEST(Sameness, KeysAreEachSendersOwn) {
  const City city;
  open311::AcceptedReport mine, yours;
  mine.interface_used = "app";
  yours.interface_used = "another";
  const auto sent = hole("A hole");
  EXPECT_NE(repeats_of(city.jurisdiction, sent, mine, "key", city.clock.now()).at(0).key,
            repeats_of(city.jurisdiction, sent, yours, "key", city.clock.now()).at(0).key);
}

TEST(Sameness, ReportWithTheAttributesOfAnEarlierOne_IsThatOneWhateverElseItSays) {
  City city;
  city.jurisdiction = Jurisdiction(deduping_plan());
  const auto first = city.post(hole("A hole", "4711"));
  ASSERT_TRUE(first);
  EXPECT_EQ(id_of(city.post(hole("A hole, and it grows", "4711"))), first->id);
  EXPECT_NE(id_of(city.post(hole("A hole", "4712"))), first->id);
  EXPECT_NE(id_of(city.post(hole("A hole"))), first->id);
  EXPECT_NE(id_of(city.post(hole("A hole"))), first->id);
  EXPECT_EQ(city.waiting("highways").size(), 4U);
}

TEST(Sameness, ReportThatWasMovedToAnotherService_IsAnother) {
  City city;
  city.jurisdiction = Jurisdiction(deduping_plan());
  const auto first = city.post(hole("A hole", "4711"));
  const auto moved = form({{"service_code", "BULKY"},
                           {"lat", "39.8"},
                           {"long", "-89.6"},
                           {"description", "A hole"},
                           {"attribute[fixmystreet_id]", "4711"}});
  const auto second = city.post(moved);
  ASSERT_TRUE(second) << second.error().front().description;
  ASSERT_TRUE(first);
  EXPECT_NE(second->token, "");
  EXPECT_EQ(city.post(moved)->token, second->token);
  EXPECT_EQ(city.waiting("waste").size(), 1U);
  EXPECT_EQ(city.waiting("highways").size(), 1U);
}

TEST(Sameness, SeveralAttributes_MustAllBeThereAndEqual) {
  City city;
  auto plan = springfield_plan();
  plan.dedupe_by = {"fixmystreet_id", "depth"};
  city.jurisdiction = Jurisdiction(std::move(plan));
  const auto first = city.post(hole("A hole", "4711"));
  EXPECT_EQ(id_of(city.post(hole("Again", "4711"))), id_of(first));
  auto deeper = form({{"attribute[depth]", "13"}, {"attribute[fixmystreet_id]", "4711"}});
  const auto rest = hole("A hole");
  for (const auto& [name, value] : rest.items())
    if (!name.starts_with("attribute")) deeper.add(name, value);
  EXPECT_NE(id_of(city.post(deeper)), id_of(first));
}

TEST(Sameness, AfterTheWindow_TheSameIsANewReport) {
  City city;
  city.jurisdiction = Jurisdiction(deduping_plan());
  const auto first = city.post(hole("A hole", "4711"));
  city.deliver("highways");
  city.clock.advance(std::chrono::hours{72} - Milliseconds{1});
  EXPECT_EQ(id_of(city.post(hole("A hole", "4711"))), id_of(first));
  city.clock.advance(std::chrono::hours{72} - Milliseconds{1});
  EXPECT_EQ(id_of(city.post(hole("A hole", "4711"))), id_of(first)) << "from the last time on";
  city.clock.advance(std::chrono::hours{72});
  EXPECT_NE(id_of(city.post(hole("A hole", "4711"))), id_of(first));
}

// Its back end is down, and FixMyStreet sends it on and on.
TEST(Sameness, AfterTheWindow_AReportThatStillWaitsIsTheSame) {
  City city;
  city.jurisdiction = Jurisdiction(deduping_plan());
  const auto first = city.post(hole("A hole", "4711"));
  city.clock.advance(std::chrono::hours{100});
  EXPECT_EQ(id_of(city.post(hole("A hole", "4711"))), id_of(first));
}

TEST(Sameness, KeyHasOneToTwoHundredPrintableCharacters) {
  for (const auto& good : {std::string("a"), std::string("\"8e03978e-40d5\" ~"), std::string(200, 'x')})
    EXPECT_TRUE(is_idempotency_key(good)) << good;
  for (const auto& bad : {std::string(), std::string(201, 'x'), std::string("a\tb"), std::string("a\0b", 3),
                          std::string("\xC3\xA9"), std::string("\x7F")})
    EXPECT_FALSE(is_idempotency_key(bad)) << bad;
}

TEST(Sameness, StoredKeys_HoldNothingOfTheReportInTheClear) {
  City city;
  city.jurisdiction = Jurisdiction(deduping_plan());
  open311::AcceptedReport report;
  report.report.attributes = {{"fixmystreet_id", {"4711"}}};
  for (const auto& repeat :
       repeats_of(city.jurisdiction, hole("Ana lives here", "4711"), report, "my-key", city.clock.now())) {
    EXPECT_EQ((repeat.key + repeat.digest).find_first_not_of("0123456789abcdef"), std::string::npos);
  }
}

}  // namespace
}  // namespace r311::gateway
