// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

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
}

TEST_P(Details, OfASparseRequest_AreEmpty) {
  accept_plain("1");
  const RequestDetail found = detail("1");
  EXPECT_EQ(found.interface_used, "");
  EXPECT_EQ(found.reference, "");
  EXPECT_EQ(found.delivered, std::nullopt);
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
  EXPECT_EQ(found.history[1].status, Status::open);
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

}  // namespace
}  // namespace r311::test
