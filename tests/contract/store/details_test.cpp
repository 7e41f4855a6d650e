// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "contract/store/details_contract.h"

namespace r311::test {
namespace {

using open311::Change;
using open311::Status;
using std::chrono::minutes;
using store::RequestDetail;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_P(Details, OfARequest_AreWhatItWasAcceptedWith) {
  auto report = full_report("1", now());
  ASSERT_TRUE(accept(report));
  settle(due_delivery("1"), store::DeliveryState::delivered, "W1");
  reopen();
  const RequestDetail found = detail("1");
  EXPECT_EQ(found.interface_used, "fixmystreet");
  EXPECT_EQ(found.reference, "W1");
  EXPECT_EQ(found.media_urls, report.report.media_urls);
  ASSERT_THAT(found.attachments, SizeIs(2));
  EXPECT_EQ(found.attachments[0].digest, std::string(64, 'a'));
  EXPECT_EQ(found.attachments[0].content_type, "image/jpeg");
  EXPECT_EQ(found.attachments[0].size, 123456);
  ASSERT_THAT(found.attributes, SizeIs(4));
  EXPECT_EQ(found.attributes[1].code, "where");
  EXPECT_THAT(found.attributes[1].values, ElementsAre("lane", "verge", "lane"));
  EXPECT_THAT(found.attributes[2].values, IsEmpty());
  EXPECT_THAT(found.attributes[3].values, ElementsAre("13"));
  EXPECT_EQ(found.title, "Loch");
  EXPECT_EQ(found.detail, "'tief'");
  EXPECT_TRUE(found.name_public);
  EXPECT_EQ(found.first_name, "Zoë");
  EXPECT_EQ(found.last_name, "O'Example");
  const auto back = store().report(request("1").number).value().report;
  EXPECT_EQ(back.title, "Loch");
  EXPECT_EQ(back.detail, "'tief'");
  EXPECT_TRUE(back.name_public);
}

TEST_P(Details, OfASparseRequest_AreEmpty) {
  accept_plain("1");
  const RequestDetail found = detail("1");
  EXPECT_EQ(found.interface_used, "");
  EXPECT_EQ(found.reference, "");
  EXPECT_EQ(found.delivered, std::nullopt);
  EXPECT_FALSE(found.name_public);
  EXPECT_EQ(found.duplicate_of, std::nullopt);
  EXPECT_EQ(found.comments, 0);
  EXPECT_THAT(found.history, IsEmpty());
  EXPECT_THAT(found.media_urls, IsEmpty());
  EXPECT_THAT(found.attachments, IsEmpty());
  EXPECT_THAT(found.attributes, IsEmpty());
}

TEST_P(Details, OfAPage_StandInTheOrderAskedForAndEachByItsRequest) {
  for (const std::string id : {"1", "2", "3"}) {
    auto report = plain_report(id, now());
    report.interface_used = "key-" + id;
    report.report.attributes = {{"depth", {id}}, {"where", {id, "lane"}}};
    report.report.media_urls = {"https://img.example/" + id, "https://img.example/further/" + id};
    ASSERT_TRUE(accept(report));
    say(id, "of " + id);
  }
  const auto found = details({"2", "3", "1"});
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string id = std::vector<std::string>{"2", "3", "1"}[i];
    EXPECT_EQ(found[i].interface_used, "key-" + id);
    ASSERT_THAT(found[i].attributes, SizeIs(2));
    EXPECT_THAT(found[i].attributes[0].values, ElementsAre(id));
    EXPECT_THAT(found[i].attributes[1].values, ElementsAre(id, "lane"));
    EXPECT_THAT(found[i].media_urls, ElementsAre("https://img.example/" + id, "https://img.example/further/" + id));
    EXPECT_THAT(texts(found[i]), ElementsAre("of " + id));
  }
  EXPECT_THAT(store().details({}).value(), IsEmpty());
}

TEST_P(Details, LaterAnswers_TakeThePlaceOfThoseToTheSameQuestion) {
  for (const std::string id : {"1", "2"}) {
    auto report = plain_report(id, now());
    report.report.attributes = {{"depth", {"12"}}, {"where", {"lane", "verge"}}};
    ASSERT_TRUE(accept(report));
  }
  answer("1", {{"where", {"edge"}}, {"since", {"May", "June"}}});
  answer("2", {{"depth", {"13"}}});
  answer("1", {{"since", {"July", "August"}}, {"blank", {}}});
  const auto lines = [](const RequestDetail& detail) {
    std::vector<std::string> all;
    for (const auto& [code, values] : detail.attributes) {
      all.push_back(code);
      for (const auto& value : values) all.back() += " " + value;
    }
    return all;
  };
  const auto found = details({"2", "1"});
  EXPECT_THAT(lines(found[0]), ElementsAre("where lane verge", "depth 13"));
  EXPECT_THAT(lines(found[1]), ElementsAre("depth 12", "where edge", "since July August", "blank"));
}

TEST_P(Details, FurtherPhotos_AreTheUrlsBehindTheFirstAndTheUploadedImages) {
  const std::string a(64, 'a'), b(64, 'b'), c(64, 'c');
  auto both = plain_report("1", now());
  both.report.media_urls = {"https://img.example/1", "https://img.example/2", "https://img.example/3"};
  both.attachments = {{c, "c.pdf", "application/pdf", 7}, {b, "b.png", "image/png", 7}, {a, "a.jpg", "image/jpeg", 7}};
  auto uploads = plain_report("2", now());
  uploads.attachments = {{b, "b.png", "image/png", 7}, {c, "c.jpg", "image/jpeg", 7}};
  ASSERT_TRUE(accept(both));
  ASSERT_TRUE(accept(uploads));
  accept_plain("3");
  std::vector<std::int64_t> numbers;
  for (const char* id : {"1", "2", "3"}) numbers.push_back(request(id).number);
  std::vector<std::string> told;
  const auto photos = store().further_photos(numbers).value();
  for (const auto& [number, url] : photos)
    told.push_back((number == numbers[0] ? "1 " : number == numbers[1] ? "2 " : "3 ") + url);
  EXPECT_THAT(told, ElementsAre("1 https://img.example/2", "1 https://img.example/3", "1 /media/" + b, "1 /media/" + a,
                                "2 /media/" + b, "2 /media/" + c));
  EXPECT_THAT(store().further_photos({numbers[2]}).value(), IsEmpty());
  EXPECT_THAT(store().further_photos({}).value(), IsEmpty());
}

TEST_P(Details, FileThatNobodyIsShown_IsNoMediaUrl) {
  auto report = plain_report("1", now());
  report.attachments = {{std::string(64, 'a'), "a.xlsx", std::string(open311::other_file), 7}};
  ASSERT_TRUE(accept(report));
  EXPECT_EQ(request("1").media_url, "");
  report = plain_report("2", now());
  report.attachments = {{std::string(64, 'a'), "a.xlsx", std::string(open311::other_file), 7},
                        {std::string(64, 'b'), "b.pdf", "application/pdf", 7}};
  ASSERT_TRUE(accept(report));
  EXPECT_EQ(request("2").media_url, "/media/" + std::string(64, 'b'));
}

// A file's own address stands in the place of a URL; it is not one that the report named.
TEST_P(Details, OfUploadedFilesOnly_NameNoUrl) {
  auto report = plain_report("1", now());
  report.attachments = {{std::string(64, 'a'), "a.jpg", "image/jpeg", 7}};
  ASSERT_TRUE(accept(report));
  EXPECT_THAT(detail("1").media_urls, IsEmpty());
  EXPECT_THAT(detail("1").attachments, SizeIs(1));
}

TEST_P(Details, Delivered_IsWhenTheCreateWas) {
  accept_plain("1");
  pass(minutes{3});
  settle(due_delivery("1"), store::DeliveryState::waiting);
  EXPECT_EQ(detail("1").delivered, std::nullopt);
  pass(minutes{7});
  settle(due_delivery("1"), store::DeliveryState::delivered, "W1");
  const Time delivered = now() + Milliseconds{7};
  EXPECT_EQ(detail("1").delivered, delivered);
  pass(minutes{1});
  say("1", "More");
  settle(due_delivery("1-1"), store::DeliveryState::delivered);
  EXPECT_EQ(detail("1").delivered, delivered);
}

TEST_P(Details, History_HoldsBothSidesOldestFirst) {
  accept_delivered("1", "W1");
  pass(minutes{1});
  tell("W1", "We look at it", Status::investigating);
  pass(minutes{1});
  say("1", "It has grown", Status::open);
  pass(minutes{1});
  tell("W1", "", Status::closed);
  const RequestDetail found = detail("1");
  EXPECT_THAT(texts(found), ElementsAre("We look at it", "It has grown", ""));
  EXPECT_EQ(found.comments, 2);
  EXPECT_EQ(found.history[0].status, Status::investigating);
  EXPECT_EQ(found.history[0].interface_used, "");
  EXPECT_EQ(found.history[0].published, now() - minutes{2});
  EXPECT_EQ(found.history[1].status, std::nullopt);
  EXPECT_EQ(found.history[1].interface_used, "fixmystreet");
  EXPECT_EQ(found.history[2].status, Status::closed);
}

TEST_P(Details, History_LeavesOutWhatSaysNothing) {
  accept_delivered("1", "W1");
  Change change;
  change.reference = "W1";
  change.changed = now();
  change.backend_status = "CODE-7";
  apply({change});
  EXPECT_THAT(detail("1").history, IsEmpty());
}

TEST_P(Details, History_IsCutToTheNewestAndTheCommentsAreAllCounted) {
  accept_delivered("1", "W1");
  accept_delivered("2", "W2");
  for (int i = 0; i < 7; ++i) {
    pass(minutes{1});
    say("1", "said " + std::to_string(i));
  }
  say("2", "one");
  const auto found = details({"1", "2"}, 3);
  EXPECT_THAT(texts(found[0]), ElementsAre("said 4", "said 5", "said 6"));
  EXPECT_EQ(found[0].comments, 7);
  EXPECT_THAT(texts(found[1]), ElementsAre("one"));
  EXPECT_EQ(found[1].comments, 1);
}

open311::Links links_of(std::optional<std::string> duplicate_of, std::optional<std::string> parent = {},
                        std::optional<std::vector<std::string>> related = {}) {
  return {std::move(duplicate_of), std::move(parent), std::move(related)};
}

TEST_P(Details, Links_LeadToTheRequestsOfTheirReferences) {
  for (const std::string id : {"1", "2", "3", "4"}) accept_delivered(id, "W" + id);
  tell("W2", "", Status::in_progress);
  link("W1", links_of("W2", "W3", {{"W4", "W2", "W2"}}));
  reopen();
  const RequestDetail found = detail("1");
  ASSERT_TRUE(found.duplicate_of && found.parent);
  EXPECT_EQ(found.duplicate_of->id, "2");
  EXPECT_EQ(found.duplicate_of->status, Status::in_progress);
  EXPECT_EQ(found.parent->id, "3");
  EXPECT_THAT(ids_of(found.related), ElementsAre("2", "4"));
  EXPECT_THAT(ids_of(found.children), IsEmpty());
  EXPECT_THAT(ids_of(detail("3").children), ElementsAre("1"));
  EXPECT_THAT(ids_of(detail("2").children), IsEmpty());
  EXPECT_EQ(detail("2").duplicate_of, std::nullopt);
}

TEST_P(Details, Links_ThatAreToldAgainTakeThePlaceOfThoseOfTheirKind) {
  for (const std::string id : {"1", "2", "3"}) accept_delivered(id, "W" + id);
  link("W1", links_of("W2", "W2", {{"W2"}}));
  tell("W1", "Nothing of links");
  EXPECT_EQ(detail("1").duplicate_of->id, "2");
  link("W1", links_of("W3", {}, {{}}));
  EXPECT_EQ(detail("1").duplicate_of->id, "3");
  EXPECT_EQ(detail("1").parent->id, "2");
  EXPECT_THAT(detail("1").related, IsEmpty());
  link("W1", links_of(""));
  EXPECT_EQ(detail("1").duplicate_of, std::nullopt);
}

TEST_P(Details, Links_ToWhatClientsCannotReadAreLeftOutUntilTheyCan) {
  accept_delivered("1", "W1");
  link("W1", links_of("W2", "W9", {{"W1"}}));
  EXPECT_EQ(detail("1").duplicate_of, std::nullopt);
  EXPECT_EQ(detail("1").parent, std::nullopt);
  EXPECT_THAT(detail("1").related, IsEmpty()) << "itself";
  auto hidden = plain_report("2", now());
  hidden.type = open311::ServiceType::blackbox;
  ASSERT_TRUE(accept(hidden));
  settle(due_delivery("2"), store::DeliveryState::delivered, "W2");
  EXPECT_EQ(detail("1").duplicate_of, std::nullopt);
  accept_delivered("3", "W2");
  EXPECT_EQ(detail("1").duplicate_of->id, "3");
}

TEST_P(Details, Links_OfAnOlderChangeAreNotThePresentOnes) {
  for (const std::string id : {"1", "2", "3"}) accept_delivered(id, "W" + id);
  pass(minutes{5});
  link("W1", links_of("W2"));
  Change late;
  late.reference = "W1";
  late.changed = now() - minutes{1};
  late.links = links_of("W3");
  EXPECT_EQ(apply({late}).late, 1U);
  EXPECT_EQ(detail("1").duplicate_of->id, "2");
}

// The reference of another back end is another work order.
TEST_P(Details, Links_StayWithinTheirBackEnd) {
  accept_delivered("1", "W1");
  ASSERT_TRUE(accept(plain_report("2", now()), "springfield.example/parks"));
  settle(due_delivery("2", "springfield.example/parks"), store::DeliveryState::delivered, "W2");
  link("W1", links_of("W2", "W2"));
  EXPECT_EQ(detail("1").duplicate_of, std::nullopt);
  EXPECT_THAT(detail("2").children, IsEmpty());
}

TEST_P(Details, Links_OfOneKindAreCutToTheirBound) {
  accept_delivered("0", "W0");
  for (const std::string id : {"1", "2", "3"}) {
    accept_delivered(id, "W" + id);
    link("W" + id, links_of({}, "W0"));
  }
  store::DetailQuery query;
  query.links = 2;
  query.requests = {request("0").number};
  EXPECT_THAT(ids_of(store().details(query).value().front().children), ElementsAre("3", "2"));
}

}  // namespace
}  // namespace r311::test
