// SPDX-License-Identifier: Apache-2.0
#include "gateway/intake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "city.h"

namespace r311::gateway {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

bool tells(const std::vector<open311::Fault>& faults, const std::string& about) {
  return std::any_of(faults.begin(), faults.end(),
                     [&](const auto& fault) { return fault.description.find(about) != std::string::npos; });
}

TEST(Intake, RealtimeReport_IsAnsweredWithAnIdThatCanBeRead) {
  City city;
  const auto posted = city.post_pothole();
  ASSERT_TRUE(posted);
  EXPECT_FALSE(posted->id.empty());
  EXPECT_TRUE(posted->token.empty());
  const auto request = city.store->request("springfield.example", posted->id).value();
  ASSERT_TRUE(request);
  EXPECT_EQ(request->description, "A hole");
  EXPECT_EQ(request->requested, city.clock.now());
}

TEST(Intake, Answer_TellsTheNoticeOfTheService) {
  City city;
  EXPECT_EQ(city.post_pothole()->service_notice, "Holes are filled within a week.");
  EXPECT_EQ(city.post_to("BULKY")->service_notice, "");
}

TEST(Intake, BatchReport_IsAnsweredWithATokenOnly) {
  City city;
  const auto posted = city.post_to("BULKY");
  ASSERT_TRUE(posted);
  EXPECT_TRUE(posted->id.empty());
  EXPECT_FALSE(posted->token.empty());
  EXPECT_TRUE(city.store->token("springfield.example", posted->token).value());
}

TEST(Intake, BlackboxReport_IsAnsweredWithNeitherAndStillDelivered) {
  City city;
  const auto posted = city.post_to("ANON");
  ASSERT_TRUE(posted);
  EXPECT_TRUE(posted->id.empty());
  EXPECT_TRUE(posted->token.empty());
  EXPECT_EQ(city.waiting("waste").size(), 1u);
}

TEST(Intake, AcceptedReport_IsStoredWithAllThatAnAdapterNeeds) {
  City city;
  const auto posted = city.post(form({{"service_code", " POT "},
                                      {"lat", "41.8"},
                                      {"long", "-87.6"},
                                      {"description", "A hole\r\nby the school"},
                                      {"attribute[depth]", "12"},
                                      {"account_id", "citizen-1"}}),
                                {{std::string(64, 'a'), "hole.jpeg", "image/jpeg", 12'345}});
  ASSERT_TRUE(posted);
  EXPECT_EQ(posted->account_id, "citizen-1");
  const auto waiting = city.waiting("highways");
  ASSERT_EQ(waiting.size(), 1u);
  const auto report = city.store->report(waiting[0].request).value();
  EXPECT_EQ(report.id, posted->id);
  EXPECT_EQ(report.jurisdiction, "springfield.example");
  EXPECT_EQ(report.interface_used, "fixmystreet");
  EXPECT_EQ(report.service_code, "POT");
  EXPECT_EQ(report.service_name, "Service POT");
  EXPECT_EQ(report.service_group, "Streets");
  EXPECT_EQ(report.backend_code, "S-17");
  EXPECT_EQ(report.report.description, "A hole\nby the school");
  ASSERT_EQ(report.report.attributes.size(), 1u);
  EXPECT_THAT(report.report.attributes[0].values, ElementsAre("12"));
  ASSERT_EQ(report.attachments.size(), 1u);
  EXPECT_EQ(report.attachments[0].file_name, "hole.jpeg");
}

TEST(Intake, ServiceWithoutABackEndCode_IsHandedOverUnderItsOwn) {
  City city;
  ASSERT_TRUE(city.post_to("BULKY"));
  EXPECT_EQ(city.store->report(city.waiting("waste").at(0).request).value().backend_code, "BULKY");
}

TEST(Intake, StoredReport_WakesItsDestination) {
  City city;
  ASSERT_TRUE(city.post_pothole());
  ASSERT_TRUE(city.post_to("BULKY"));
  EXPECT_THAT(city.woken, ElementsAre("springfield.example/highways", "springfield.example/waste"));
}

TEST(Intake, EveryMistake_IsToldInOneAnswer) {
  City city;
  const auto posted = city.post(form({{"service_code", "POT"},
                                      {"lat", "123"},
                                      {"long", "-87.6"},
                                      {"attribute[depth]", "deep"},
                                      {"email", "not an address"}}));
  ASSERT_FALSE(posted);
  EXPECT_GE(posted.error().size(), 3u);
  EXPECT_TRUE(tells(posted.error(), "depth"));
  EXPECT_TRUE(tells(posted.error(), "email"));
  EXPECT_TRUE(tells(posted.error(), "lat"));
  EXPECT_THAT(city.woken, IsEmpty());
  EXPECT_THAT(city.waiting("highways"), IsEmpty());
}

TEST(Intake, MissingServiceCode_IsToldWithTheOtherMistakes) {
  City city;
  const auto posted = city.post(form({{"service_code", "  "}, {"email", "not an address"}}));
  ASSERT_FALSE(posted);
  EXPECT_EQ(posted.error().front().code, 400);
  EXPECT_THAT(posted.error().front().description, HasSubstr("service_code was not provided"));
  EXPECT_TRUE(tells(posted.error(), "email"));
  EXPECT_TRUE(tells(posted.error(), "lat"));
}

TEST(Intake, UnknownServiceCode_IsNotFound_AndToldWithTheOtherMistakes) {
  City city;
  const auto posted = city.post(form({{"service_code", "POTT"}, {"lat", "41.8"}, {"attribute[any]", "1"}}));
  ASSERT_FALSE(posted);
  EXPECT_EQ(posted.error().front().code, 404);
  EXPECT_THAT(posted.error().front().description, HasSubstr("'POTT'"));
  EXPECT_TRUE(tells(posted.error(), "long"));
}

TEST(Intake, Faults_AreWhatAPostWouldAnswer_AndTakeNothing) {
  City city;
  const auto bad = form({{"service_code", "POT"}, {"lat", "41.8"}});
  const auto faults = Intake::faults(city.jurisdiction, bad);
  const auto posted = city.post(bad);
  ASSERT_FALSE(posted);
  ASSERT_EQ(faults.size(), posted.error().size());
  for (std::size_t i = 0; i < faults.size(); ++i) EXPECT_EQ(faults[i].description, posted.error()[i].description);

  EXPECT_THAT(Intake::faults(city.jurisdiction, form({{"service_code", "ANON"}, {"lat", "1"}, {"long", "1"}})),
              IsEmpty());
  EXPECT_THAT(city.waiting("waste"), IsEmpty());
}

TEST(Intake, HostileServiceCode_IsShownCleanAndShort) {
  City city;
  const auto posted = city.post(form({{"service_code", std::string(100'000, '\x01') + std::string(100'000, 'x')}}));
  ASSERT_FALSE(posted);
  EXPECT_LT(posted.error().front().description.size(), 200u);
  EXPECT_EQ(posted.error().front().description.find('\x01'), std::string::npos);
}

TEST(Intake, ReportThatCanNotBeStored_IsNotAcceptedAndWakesNobody) {
  City city;
  city.store->accept_fails = true;
  const auto posted = city.post_pothole();
  ASSERT_FALSE(posted);
  ASSERT_EQ(posted.error().size(), 1u);
  EXPECT_EQ(posted.error().front().code, 503);
  EXPECT_THAT(posted.error().front().description, testing::Not(HasSubstr("disk")));
  EXPECT_THAT(city.woken, IsEmpty());
}

TEST(Intake, AcceptedReport_IsAnsweredOnlyWhenTheStoreSaysThatItIsOnDisk) {
  City city;
  store::Written confirm;
  city.store->instead_of_accept = [&](store::Written written) { confirm = std::move(written); };
  bool answered = false;
  city.intake->post(city.jurisdiction,
                    form({{"service_code", "ANON"}, {"lat", "1"}, {"long", "1"}, {"description", "x"}}),
                    {"key", "TRACE", "", {}}, [&](const Intake::Posted& posted) { answered = posted.has_value(); });
  ASSERT_TRUE(confirm);
  EXPECT_FALSE(answered);
  confirm(store::Accepted{});
  EXPECT_TRUE(answered);
}

}  // namespace
}  // namespace r311::gateway
