// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "base/words.h"
#include "contract/store/search_contract.h"

// What requests are found by, beside ids, service codes, open or closed and their time.
namespace r311::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(Search, AnyFilters_AnswerWhatAPlainScanWould) {
  populate(300);
  expect_right_answers(600);
}

TEST_P(Search, Parts_FollowEachOtherWithoutGapAndTwice) {
  constexpr int count = 120;
  populate(count);
  for (int round = 0; round < 60; ++round) {
    auto query = random_query(count);
    query.skip = 0;
    query.limit = 7;
    std::vector<std::string> walked;
    for (int parts = 0; parts < count; ++parts) {
      const auto part = store().requests(query);
      ASSERT_TRUE(part);
      if (part->empty()) break;
      for (const auto& one : *part) walked.push_back(one.id);
      const auto& last = part->back();
      query.after = open311::ListPlace{query.order.by_updated ? last.updated : last.requested, last.number};
    }
    EXPECT_EQ(walked, part_of(expected(query), 0, count)) << "round " << round;
  }
}

TEST_P(Search, IsTheSame_AfterTheGatewayStartedAgain) {
  populate(100);
  reopen();
  expect_right_answers(100);
}

TEST_P(Search, Words_AreThoseOfAnyLanguageInAnyCase) {
  accept_text("1", "Brücke 7", "Das Schlagloch in der STRAẞE ist tief");
  accept_text("2", "ул. Ленина", "Яма на дороге");
  accept_text("3", "1 Main Street", "路面に穴があります");
  EXPECT_THAT(found_by("schlagloch TIEF"), ElementsAre("1"));
  EXPECT_THAT(found_by("BRÜCKE"), ElementsAre("1"));
  EXPECT_THAT(found_by("ЯМА ленина"), ElementsAre("2"));
  EXPECT_THAT(found_by("穴"), ElementsAre("3"));
  EXPECT_THAT(found_by("schlag"), IsEmpty());
  EXPECT_THAT(found_by("tief яма"), IsEmpty());
}

TEST_P(Search, Texts_AreFoundInAnySpelling) {
  accept_text("1", "Οδός Ερμού 7", "Μια λακκούβα στον δρόμος");
  accept_text("2", "Cafe\u0301 Straße", "bru\u0308cke");
  EXPECT_THAT(found_by("ΔΡΌΜΟΣ"), ElementsAre("1"));
  EXPECT_THAT(found_by("οδόσ"), ElementsAre("1"));
  EXPECT_THAT(found_by("CAFÉ strasse BRÜCKE"), ElementsAre("2"));
  EXPECT_THAT(found_by("cafe"), IsEmpty());
  for (const char* const part : {"ΟΔΌΣ ΕΡ", "οδόσ ε"}) {
    auto query = all();
    query.address = part;
    EXPECT_THAT(ids(query), ElementsAre("1")) << part;
  }
  for (const char* const part : {"café", "e\u0301 str", "STRASSE", "STRAẞE"}) {
    auto query = all();
    query.address = part;
    EXPECT_THAT(ids(query), ElementsAre("2")) << part;
  }
}

TEST_P(Search, Words_MeanNothingToTheStoresOwnLanguages) {
  accept_text("1", "", "x");
  for (const char* const words :
       {"and", "or not", "near", "x and not y", "\"x", "x*", "col:x", "x' OR '1'='1", "-x", "(x", "x & | ! <->"}) {
    auto query = all();
    query.words = text::words(words);
    EXPECT_TRUE(store().requests(query)) << words;
    query.words.clear();
    query.address = words;
    query.agencies = query.interfaces = {words, "'", "\"", "\\", "a\tb"};
    EXPECT_THAT(ids(query), IsEmpty()) << words;
  }
}

TEST_P(Search, PartOfAnAddress_IsFoundWithItsSigns) {
  accept_text("1", "St. Mary's 100% \"Inn\" \\ _x_", "");
  accept_text("2", "St Marys 100 Inn", "");
  for (const char* const part : {"st. m", "RY'S", "100%", "\"inn\"", "\\ _", "_x_"}) {
    auto query = all();
    query.address = part;
    EXPECT_THAT(ids(query), ElementsAre("1")) << part;
  }
}

TEST_P(Search, ReportsThatNobodyMayRead_AreNotFound) {
  auto hidden = plain_report("hidden", now());
  hidden.type = open311::ServiceType::blackbox;
  hidden.report.description = "secret hole";
  hidden.report.position = open311::Position{1, 2};
  ASSERT_TRUE(accept(hidden));
  auto pending = full_report("pending", now());
  pending.report.description = "secret tree";
  ASSERT_TRUE(accept(pending));
  EXPECT_THAT(found_by("secret"), IsEmpty());
  auto query = all();
  query.box = open311::Box{};
  EXPECT_THAT(ids(query), IsEmpty());
  query.box.reset();
  query.order.by_updated = true;
  EXPECT_THAT(ids(query), IsEmpty());

  settle(due_delivery("pending"), store::DeliveryState::delivered, "WO-1");
  EXPECT_THAT(found_by("secret"), ElementsAre("pending"));
  settle(due_delivery("hidden"), store::DeliveryState::delivered, "WO-2");
  EXPECT_THAT(found_by("secret"), ElementsAre("pending"));
}

TEST_P(Search, OtherJurisdictions_AreNotMixedIn) {
  accept_text("1", "", "hole");
  auto elsewhere = plain_report("2", now());
  elsewhere.jurisdiction = "shelbyville.example";
  elsewhere.report.description = "hole";
  ASSERT_TRUE(accept(elsewhere, "shelbyville.example/highways"));
  EXPECT_THAT(found_by("hole"), ElementsAre("1"));
}

TEST_P(Search, AttachedPhotos_CountAndOtherFilesDoNot) {
  auto photo = plain_report("photo", now());
  photo.attachments = {{std::string(64, 'a'), "1.jpeg", "image/jpeg", 1}};
  ASSERT_TRUE(accept(photo));
  auto paper = plain_report("paper", now());
  paper.attachments = {{std::string(64, 'b'), "1.pdf", "application/pdf", 1}};
  ASSERT_TRUE(accept(paper));
  auto query = all();
  query.photo = true;
  EXPECT_THAT(ids(query), ElementsAre("photo"));
  query.photo = false;
  EXPECT_THAT(ids(query), ElementsAre("paper"));
}

TEST_P(Search, Request_ShowsItsAgencyAndItsPlaceInTheOrder) {
  auto report = plain_report("1", now());
  report.agency = "Highways Department";
  ASSERT_TRUE(accept(report));
  accept_plain("2");
  EXPECT_EQ(request("1").agency_responsible, "Highways Department");
  EXPECT_EQ(request("2").agency_responsible, "");
  EXPECT_LT(request("1").number, request("2").number);
}

}  // namespace
}  // namespace r311::test
