// SPDX-License-Identifier: Apache-2.0
#include "gateway/extension.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "city.h"

namespace r311::gateway {
namespace {

using open311::Extension;
using open311::Status;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

open311::Attribute question(const std::string& code) {
  open311::Attribute asked;
  asked.code = code;
  return asked;
}

JurisdictionPlan plan_that_asks(std::vector<open311::Attribute> questions) {
  JurisdictionPlan plan = springfield_plan();
  plan.services.front().first.attributes = std::move(questions);
  return plan;
}

struct Shown {
  explicit Shown(JurisdictionPlan plan = springfield_plan())
      : jurisdiction(std::move(plan)), offering(jurisdiction.offering()) {
    request.service_code = "POT";
  }

  Extension extension() const {
    return extension_of(request, detail, {&jurisdiction, offering.get(), "https://311.example", private_too});
  }
  std::vector<std::string> codes() const {
    std::vector<std::string> codes;
    for (const auto& answer : extension().attributes) codes.push_back(answer.code);
    return codes;
  }

  Jurisdiction jurisdiction;
  std::shared_ptr<const Offering> offering;
  open311::ServiceRequest request;
  store::RequestDetail detail;
  bool private_too = false;
};

TEST(Extension, OfTheAnswers_ShowsThePublicThoseThatTheServiceAsksForOnly) {
  auto hidden = question("usrn");
  hidden.automated = "hidden_field";
  auto notice = question("notice");
  notice.variable = false;
  auto secret = question("health");
  secret.answers_private = true;
  auto where = question("where");
  where.values = {{"b", "At the bend"}};
  Shown shown(plan_that_asks({question("depth"), hidden, notice, secret, where}));
  shown.detail.attributes = {{"depth", {"12"}},    {"usrn", {"7"}},       {"notice", {"read"}},
                             {"health", {"poor"}}, {"where", {"a", "b"}}, {"contact", {"a@b.example"}}};
  EXPECT_THAT(shown.codes(), ElementsAre("depth", "where"));
  const auto values = shown.extension().attributes[1].values;
  ASSERT_THAT(values, SizeIs(2));
  EXPECT_EQ(values[0].key, "a");
  EXPECT_EQ(values[1].key, "b");
  EXPECT_EQ(values[1].name, "At the bend");
  shown.private_too = true;
  EXPECT_THAT(shown.codes(), SizeIs(6));
}

TEST(Extension, NeverShowsThePublicWhoReported_WhateverTheDefinitionAsks) {
  std::vector<open311::Attribute> questions;
  Shown shown;
  for (const std::string code : {"email", "first_name", "last_name", "name", "account_id", "device_id", "phone"}) {
    questions.push_back(question(code));
    shown.detail.attributes.push_back({code, {"Ana"}});
  }
  Shown asked(plan_that_asks(questions));
  asked.detail = shown.detail;
  EXPECT_THAT(asked.codes(), IsEmpty());
}

TEST(Extension, OfAServiceThatIsNoLongerOffered_HasNoAnswers) {
  Shown shown(plan_that_asks({question("depth")}));
  shown.detail.attributes = {{"depth", {"12"}}};
  EXPECT_THAT(shown.codes(), SizeIs(1));
  shown.request.service_code = "GONE";
  EXPECT_THAT(shown.codes(), IsEmpty());
}

TEST(Extension, TitleAndDetail_AreThoseOfFixMyStreetsDescription) {
  Shown shown;
  shown.request.description = "Hole\n\nDeep one\n\nhttps://fms.example/report/7\n";
  EXPECT_EQ(shown.extension().title, "Hole");
  EXPECT_EQ(shown.extension().detail, "Deep one");
  shown.request.description = "A deep hole";
  EXPECT_EQ(shown.extension().title, "");
  EXPECT_EQ(shown.extension().detail, "A deep hole");
}

TEST(Extension, TitleAndDetailThatWereSentApart_AreShownUnlessTheyAreFixMyStreets) {
  Shown shown;
  shown.request.description = "A deep hole";
  shown.detail.title = "Hole";
  EXPECT_EQ(shown.extension().title, "Hole");
  EXPECT_EQ(shown.extension().detail, "A deep hole");
  shown.detail.detail = "Deep";
  EXPECT_EQ(shown.extension().detail, "Deep");
  shown.request.description = "Loch\n\nTief\n\nhttps://fms.example/report/7\n";
  shown.detail.title = "Mrs";
  EXPECT_EQ(shown.extension().title, "Loch");
  EXPECT_EQ(shown.extension().detail, "Tief");
}

TEST(Extension, RequestorName_IsToldOnlyWhereTheReporterAllowedIt) {
  Shown shown;
  shown.detail.first_name = "Ana";
  shown.detail.last_name = "Muñoz";
  EXPECT_EQ(shown.extension().requestor_name, "");
  shown.detail.name_public = true;
  EXPECT_EQ(shown.extension().requestor_name, "Ana Muñoz");
  shown.detail.last_name = "-";
  EXPECT_EQ(shown.extension().requestor_name, "Ana");
  shown.detail.first_name.clear();
  EXPECT_EQ(shown.extension().requestor_name, "");
  shown.detail.last_name = "Muñoz";
  EXPECT_EQ(shown.extension().requestor_name, "Muñoz");
}

TEST(Extension, Notes_TellTheAgencyOrTheKeyAndWhatTheyAre) {
  Shown shown;
  shown.detail.history = {{Time{}, Status::investigating, "We look at it", ""},
                          {Time{}, {}, "Still there", "fixmystreet"},
                          {Time{}, Status::fixed, "", ""},
                          {Time{}, {}, "Patience", ""}};
  const auto notes = shown.extension().notes;
  ASSERT_THAT(notes, SizeIs(4));
  EXPECT_EQ(notes[0].who, "City of Springfield");
  EXPECT_EQ(notes[0].status, Status::investigating);
  EXPECT_EQ(notes[0].description, "We look at it");
  EXPECT_EQ(notes[1].who, "fixmystreet");
  EXPECT_EQ(notes[1].status, std::nullopt);
  EXPECT_EQ(notes[2].status, Status::fixed);
  EXPECT_EQ(notes[3].status, std::nullopt);
  shown.request.agency_responsible = "Highways";
  EXPECT_EQ(shown.extension().notes[0].who, "Highways");
}

TEST(Extension, Notes_OfAJurisdictionWithoutAName_TellItsId) {
  JurisdictionPlan plan = springfield_plan();
  plan.name.clear();
  Shown shown(plan);
  shown.detail.history = {{Time{}, {}, "Patience", ""}};
  EXPECT_EQ(shown.extension().notes[0].who, "springfield.example");
}

TEST(Extension, Media_AreUrlsAndFilesWithoutTheirNames) {
  Shown shown;
  shown.detail.media_urls = {"https://img.example/1.jpg"};
  shown.detail.attachments = {{"ab", "ana-at-home.jpg", "image/jpeg", 12}};
  const auto media = shown.extension().media;
  ASSERT_THAT(media, SizeIs(2));
  EXPECT_EQ(media[0].url, "https://img.example/1.jpg");
  EXPECT_EQ(media[0].size, std::nullopt);
  EXPECT_EQ(media[1].url, "https://311.example/media/ab");
  EXPECT_EQ(media[1].content_type, "image/jpeg");
  EXPECT_EQ(media[1].size, 12);
}

}  // namespace
}  // namespace r311::gateway
