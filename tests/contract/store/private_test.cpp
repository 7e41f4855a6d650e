// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "contract/store/private_contract.h"

// Private requests: who gets them, and who decides which they are.
namespace r311::test {
namespace {

using open311::AcceptedUpdate;
using open311::Change;
using open311::ServiceType;
using open311::Status;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string photo(64, 'c');

open311::AcceptedReport private_report(const std::string& id, Time requested) {
  auto report = plain_report(id, requested);
  report.non_public = true;
  report.attachments = {{photo, "hole.jpg", "image/jpeg", 12}};
  return report;
}

AcceptedUpdate update_of(const std::string& request, const std::string& id, Time at) {
  AcceptedUpdate update;
  update.jurisdiction = kJurisdiction;
  update.request = request;
  update.id = id;
  update.interface_used = "fixmystreet";
  update.trace = "T";
  update.updated = update.received = at;
  update.update.description = "Still there";
  return update;
}

TEST_P(PrivateRequests, Request_IsReadByNobodyWhoDoesNotAskForPrivateOnes) {
  ASSERT_TRUE(accept(private_report("1", now())));
  accept_plain("2");
  EXPECT_THAT(ids(all()), ElementsAre("2"));
  auto named = all();
  named.ids = {"1", "2"};
  EXPECT_THAT(ids(named), ElementsAre("2"));
  EXPECT_FALSE(readable("1"));
  auto updated = all();
  updated.order.by_updated = true;
  EXPECT_THAT(ids(updated), ElementsAre("2"));
}

TEST_P(PrivateRequests, Request_IsListedAndSaysSoForThoseWhoMaySeeIt) {
  ASSERT_TRUE(accept(private_report("1", now())));
  pass(minutes{1});
  accept_plain("2");
  EXPECT_THAT(ids(privates()), ElementsAre("2", "1"));
  auto named = privates();
  named.ids = {"1", "2"};
  EXPECT_THAT(ids(named), ElementsAre("2", "1"));
  auto of_service = privates();
  of_service.service_codes = {"POT"};
  of_service.order.ascending = true;
  EXPECT_THAT(ids(of_service), ElementsAre("1", "2"));
  auto updated = privates();
  updated.order = {true, true};
  EXPECT_THAT(ids(updated), ElementsAre("1", "2"));
  EXPECT_TRUE(store().request(kJurisdiction, "1", true).value()->non_public);
  EXPECT_FALSE(store().request(kJurisdiction, "2", true).value()->non_public);
  EXPECT_TRUE(store().report(due_delivery("1").request).value().non_public) << "as it is delivered";
}

TEST_P(PrivateRequests, Pages_GoThroughPublicAndPrivateOnesInOneOrder) {
  for (int i = 0; i < 6; ++i) {
    auto report = plain_report(std::to_string(i), now());
    report.non_public = i % 2 == 0;
    ASSERT_TRUE(accept(report));
    pass(minutes{1});
  }
  auto query = privates();
  query.limit = 2;
  EXPECT_THAT(ids(query), ElementsAre("5", "4"));
  query.skip = 2;
  EXPECT_THAT(ids(query), ElementsAre("3", "2"));
  query.skip = 0;
  const auto last = store().request(kJurisdiction, "2", true).value();
  query.after = open311::ListPlace{last->requested, last->number};
  EXPECT_THAT(ids(query), ElementsAre("1", "0"));
}

TEST_P(PrivateRequests, TokenOfAPrivateReport_ResolvesAndItsRequestStaysPrivate) {
  auto report = private_report("1", now());
  report.type = ServiceType::batch;
  report.token = "T1";
  ASSERT_TRUE(accept(report));
  EXPECT_FALSE(readable("1", true)) << "its token has not resolved";
  settle(due_delivery("1"), store::DeliveryState::delivered, "WO-1");
  EXPECT_TRUE(store().token(kJurisdiction, "T1").value()->resolved);
  EXPECT_FALSE(readable("1"));
  EXPECT_TRUE(readable("1", true));
}

TEST_P(PrivateRequests, Repetition_IsAnsweredAsTheFirstWas) {
  const store::Repeat key{"K", "D", now() + minutes{60}};
  ASSERT_TRUE(accept(private_report("1", now()), kHighways, {key}));
  const auto again = accept(private_report("2", now()), kHighways, {key});
  EXPECT_TRUE(again->repeated);
  EXPECT_TRUE(again->resolved);
  EXPECT_EQ(again->id, "1");
}

TEST_P(PrivateRequests, Updates_AreTakenByIdAndToldLikeTheirRequest) {
  ASSERT_TRUE(accept(private_report("1", now())));
  ASSERT_TRUE(store().take_update(update_of("1", "u1", now()), {}, {}));
  EXPECT_THAT(updates(false), IsEmpty());
  EXPECT_THAT(updates(false, {"1"}), IsEmpty());
  EXPECT_THAT(updates(true), ElementsAre("Still there"));
  EXPECT_THAT(updates(true, {"1"}), ElementsAre("Still there"));
}

TEST_P(PrivateRequests, File_IsForThoseWhoMaySeePrivateRequestsOfItsJurisdiction) {
  ASSERT_TRUE(accept(private_report("1", now())));
  EXPECT_FALSE(store().shown_file(photo, {}).value());
  EXPECT_FALSE(store().shown_file(photo, {"shelbyville.example"}).value());
  const auto shown = store().shown_file(photo, {"shelbyville.example", kJurisdiction}).value();
  ASSERT_TRUE(shown);
  EXPECT_TRUE(shown->non_public);
  EXPECT_EQ(shown->file.file_name, "hole.jpg");
}

TEST_P(PrivateRequests, FileOfAnUpdate_IsPrivateAsItsRequestIs) {
  ASSERT_TRUE(accept(private_report("1", now())));
  auto update = update_of("1", "u1", now());
  const std::string digest(64, 'd');
  update.attachments = {{digest, "hole.jpg", "image/jpeg", 13}};
  ASSERT_TRUE(store().take_update(update, {}, {}));
  EXPECT_FALSE(store().shown_file(digest, {}).value());
  EXPECT_TRUE(store().shown_file(digest, {kJurisdiction}).value());
}

TEST_P(PrivateRequests, FileThatCameWithAPublicRequestToo_IsPublic) {
  ASSERT_TRUE(accept(private_report("1", now())));
  auto other = private_report("2", now());
  other.non_public = false;
  ASSERT_TRUE(accept(other));
  EXPECT_FALSE(store().shown_file(photo, {kJurisdiction}).value()->non_public);
}

TEST_P(PrivateRequests, BackEnd_MakesARequestPrivateAndPublicAgain) {
  accept_delivered("1", "W1");
  ASSERT_TRUE(store().take_update(update_of("1", "u1", now()), {}, {}));
  tell("W1", true, "Names a neighbour");
  EXPECT_FALSE(readable("1"));
  EXPECT_TRUE(readable("1", true));
  EXPECT_THAT(ids(all()), IsEmpty());
  EXPECT_THAT(updates(false), IsEmpty());
  tell("W1", std::nullopt, "Looked at");
  EXPECT_FALSE(readable("1")) << "what says nothing of it changes nothing";
  tell("W1", false);
  EXPECT_TRUE(readable("1"));
  EXPECT_FALSE(store().request(kJurisdiction, "1", true).value()->non_public);
  EXPECT_THAT(ids(all()), ElementsAre("1"));
  EXPECT_THAT(ids(privates()), ElementsAre("1"));
}

TEST_P(PrivateRequests, BackEndsWordThatCameLate_HidesTheRequestAndChangesNothingElse) {
  accept_delivered("1", "W1");
  tell("W1", std::nullopt, "Looked at");
  Change late;
  late.reference = "W1";
  late.changed = now() - std::chrono::seconds{30};
  late.status = Status::closed;
  late.note = "Names a neighbour";
  late.non_public = true;
  EXPECT_EQ(apply({late}).late, 1u);
  EXPECT_FALSE(readable("1"));
  const auto hidden = store().request(kJurisdiction, "1", true).value();
  ASSERT_TRUE(hidden);
  EXPECT_TRUE(hidden->non_public);
  EXPECT_EQ(hidden->status_notes, "Looked at");
  EXPECT_NE(hidden->status, Status::closed);
  tell("W1", false);
  EXPECT_TRUE(readable("1"));
  late.changed = now() - std::chrono::seconds{30};
  late.non_public = false;
  tell("W1", true);
  late.note = "Nothing private";
  EXPECT_EQ(apply({late}).late, 1u);
  EXPECT_FALSE(readable("1")) << "what was said since holds";
}

TEST_P(PrivateRequests, ChangeThatWasToldBefore_HidesTheRequestOnceItIsPrivate) {
  accept_delivered("1", "W1");
  Change change;
  change.reference = "W1";
  change.update_id = "remark 7";
  change.changed = now();
  change.note = "Names a neighbour";
  EXPECT_EQ(apply({change}).applied, 1u);
  EXPECT_TRUE(readable("1"));
  change.non_public = true;
  EXPECT_EQ(apply({change}).applied, 1u);
  EXPECT_FALSE(readable("1"));
  EXPECT_THAT(updates(true), ElementsAre("Names a neighbour", "")) << "its text is told once";
  EXPECT_EQ(apply({change}).known, 1u);
  tell("W1", false);
  EXPECT_EQ(apply({change}).known, 1u) << "and said once: what was said since holds";
  EXPECT_TRUE(readable("1"));
}

TEST_P(PrivateRequests, WhatItsAppKeepsPrivate_NoBackEndMakesPublic) {
  ASSERT_TRUE(accept(private_report("1", now())));
  settle(due_delivery("1"), store::DeliveryState::delivered, "W1");
  tell("W1", true);
  tell("W1", false);
  EXPECT_FALSE(readable("1"));
  EXPECT_TRUE(readable("1", true));
}

TEST_P(PrivateRequests, BackEndsWordBeforeTheTokenResolves_HoldsWhenItDoes) {
  auto report = plain_report("1", now());
  report.type = ServiceType::batch;
  report.token = "T1";
  ASSERT_TRUE(accept(report));
  Change change;
  change.key = "1";
  change.changed = now();
  change.non_public = true;
  ASSERT_EQ(apply({change}).applied, 1u);
  settle(due_delivery("1"), store::DeliveryState::delivered, "W1");
  EXPECT_FALSE(readable("1"));
  EXPECT_TRUE(readable("1", true));
}

TEST_P(PrivateRequests, EchoOfAnUpdate_MayMakeItsRequestPrivate) {
  accept_delivered("1", "W1");
  ASSERT_TRUE(store().take_update(update_of("1", "u1", now()), {}, {}));
  Change echo;
  echo.reference = "W1";
  echo.changed = now();
  echo.update_key = "u1";
  echo.note = "Still there";
  echo.non_public = true;
  ASSERT_EQ(apply({echo}).applied, 1u);
  EXPECT_FALSE(readable("1"));
  EXPECT_EQ(apply({echo}).known, 1u);
}

TEST_P(PrivateRequests, WorkOrderOfAClerk_MayBePrivate) {
  accept_plain("0");
  store::FoundOrder found;
  found.report = plain_report("1", now());
  found.report.reference = "W1";
  found.non_public = true;
  const store::PollResult poll{kHighways, "c1", {}, {found}};
  ASSERT_EQ(store().apply(poll)->made, 1u);
  EXPECT_FALSE(readable("1"));
  EXPECT_TRUE(readable("1", true));
  tell("W1", false);
  EXPECT_TRUE(readable("1")) << "its word was the back end's";
}

TEST_P(PrivateRequests, Request_IsPrivateAfterANewStart) {
  ASSERT_TRUE(accept(private_report("1", now())));
  reopen();
  EXPECT_FALSE(readable("1"));
  EXPECT_TRUE(readable("1", true));
}

TEST_P(PrivateRequests, Search_FindsPrivateOnesForThoseWhoMaySeeThem) {
  auto report = private_report("1", now());
  report.report.description = "Neighbour burns rubbish";
  ASSERT_TRUE(accept(report));
  auto query = all();
  query.words = {"rubbish"};
  EXPECT_THAT(ids(query), IsEmpty());
  query.privates = true;
  EXPECT_THAT(ids(query), ElementsAre("1"));
}

}  // namespace
}  // namespace r311::test
