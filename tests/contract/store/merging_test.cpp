// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "contract/store/merging_contract.h"

namespace r311::test {
namespace {

using open311::Status;
using std::chrono::minutes;
using store::DeliveryState;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

TEST_P(Merging, WorkOrderToldBeforeItsCreateWasAnswered_IsOneRequest) {
  accept_plain("1");
  find("F", "W1", Status::in_progress);
  EXPECT_THAT(ids(all()), UnorderedElementsAre("F", "1")) << "nobody can know yet";
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  EXPECT_THAT(ids(all()), ElementsAre("1"));
  EXPECT_EQ(request("1").status, Status::in_progress);
  auto in_progress = all();
  in_progress.statuses = {Status::in_progress};
  EXPECT_THAT(ids(in_progress), ElementsAre("1"));
  auto updated = all();
  updated.order.by_updated = true;
  EXPECT_THAT(ids(updated), ElementsAre("1"));
  auto open = all();
  open.closed = false;
  EXPECT_THAT(ids(open), ElementsAre("1"));
}

TEST_P(Merging, IdOfTheMergedRequest_LeadsToOurs) {
  accept_plain("1");
  find("F", "W1");
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  EXPECT_EQ(request("F").id, "1");
  auto both = all();
  both.ids = {"F", "1"};
  EXPECT_THAT(ids(both), ElementsAre("1")) << "once";
  EXPECT_EQ(store().story(kJurisdiction, "F").value()->request.id, "1");
  say("F", "U1");
  EXPECT_THAT(update_ids({"F"}), ElementsAre("U1"));
  EXPECT_THAT(update_ids({"1", "F"}), ElementsAre("U1"));
  EXPECT_EQ(updates()[0].request, "1");
  EXPECT_EQ(store().update(due_delivery("U1").request, "U1").value().reference, "W1");
}

TEST_P(Merging, StateOfTheMergedRequest_IsOurs) {
  accept_plain("1");
  find("F", "W1");
  pass(minutes{3});
  tell("W1", "Filled.", Status::fixed);
  const Time changed = now();
  pass(minutes{3});
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  EXPECT_EQ(request("1").status, Status::fixed);
  EXPECT_EQ(request("1").status_notes, "Filled.");
  EXPECT_EQ(request("1").updated, changed);
  auto closed = all();
  closed.closed = true;
  EXPECT_THAT(ids(closed), ElementsAre("1"));
  pass(minutes{3});
  tell("W1", "Not quite", Status::open);
  EXPECT_EQ(request("1").status, Status::open);
}

TEST_P(Merging, WhatIsExpectedAndTheZipcode_AreOurs) {
  accept_plain("1");
  store::FoundOrder found;
  found.report = plain_report("F", now());
  found.report.reference = "W1";
  found.zipcode = "62701";
  found.expected = now() + minutes{100};
  found.notice = "Within two hours";
  ASSERT_EQ(store().apply({kHighways, "c", {}, {found}})->made, 1u);
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  EXPECT_EQ(request("1").zipcode, "62701");
  EXPECT_EQ(request("1").expected, *found.expected);
  EXPECT_EQ(request("1").service_notice, "Within two hours");
}

TEST_P(Merging, StateThatTheBackEndSaidLater_Holds) {
  accept_plain("1");
  find("F", "W1");
  pass(minutes{1});
  tell("W1", "On its way", Status::in_progress);
  pass(minutes{1});
  open311::Change change;
  change.key = "1";
  change.changed = now();
  change.status = Status::closed;
  ASSERT_EQ(apply({change}).applied, 1u);
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  EXPECT_EQ(request("1").status, Status::closed);
}

TEST_P(Merging, Updates_AreOursUnderTheIdsThatTheyHad) {
  accept_plain("1");
  find("F", "W1");
  tell("W1", "Seen", Status::investigating, "u1");
  say("F", "U1");
  pass(minutes{1});
  const auto before = update_ids();
  ASSERT_THAT(before, SizeIs(2));
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  EXPECT_THAT(update_ids(), testing::ElementsAreArray(before));
  for (const auto& each : updates()) EXPECT_EQ(each.request, "1");
  EXPECT_THAT(due_keys(), ElementsAre("U1"));
  const auto delivery = due_delivery("U1");
  EXPECT_EQ(store().update(delivery.request, "U1").value().reference, "W1");
  EXPECT_EQ(settle(delivery, DeliveryState::delivered, "E1").id, "1");

  // Told once more, by the same words: known. The echo of what the app said is known too.
  open311::Change again;
  again.reference = "W1";
  again.update_id = "u1";
  again.changed = now();
  again.note = "Seen";
  open311::Change echo = again;
  echo.update_id = "E1";
  echo.note = "Text of U1";
  EXPECT_EQ(apply({again, echo}).known, 2u);
  EXPECT_THAT(update_ids(), testing::ElementsAreArray(before));
}

TEST_P(Merging, ChangeThatWasToldOfBoth_IsToldOnce) {
  accept_plain("1");
  find("F", "W1");
  tell("W1", "Seen", Status::investigating, "u1");
  open311::Change by_key;
  by_key.key = "1";
  by_key.update_id = "u1";
  by_key.changed = now();
  by_key.note = "Seen";
  by_key.status = Status::investigating;
  ASSERT_EQ(apply({by_key}).applied, 1u);
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  EXPECT_THAT(updates(), SizeIs(1));
}

TEST_P(Merging, UpdatesOfAppsWithOneKey_AreBothKept) {
  accept_plain("1");
  find("F", "W1");
  say("F", "U1", "K");
  say("1", "U2", "K");
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  EXPECT_THAT(update_ids(), UnorderedElementsAre("U1", "U2"));
  EXPECT_EQ(store().update(due_delivery("U1").request, "U1").value().request, "1");
  EXPECT_EQ(say("1", "U3", "K").id, "U2") << "the repetition of what was said of ours";
}

TEST_P(Merging, DeliveryThatWasReadBefore_FindsItsUpdateAndReport) {
  accept_plain("1");
  find("F", "W1");
  say("F", "U1");
  const auto delivery = due_delivery("U1");
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  EXPECT_EQ(store().report(delivery.request).value().id, "1");
  EXPECT_EQ(store().report(delivery.request).value().reference, "W1");
  EXPECT_EQ(store().update(delivery.request, "U1").value().update.description, "Text of U1");
  EXPECT_EQ(settle(delivery, DeliveryState::delivered, "E1").id, "1");
}

TEST_P(Merging, WhereClientsKnowRequestsByReferences_OursGetsTheId) {
  auto report = plain_report("own", now());
  report.token = "T1";
  report.backend_id = true;
  ASSERT_TRUE(accept(report));
  find("W1", "W1", Status::in_progress);
  tell("W1", "Seen", Status::investigating);
  const auto settled = settle(due_delivery("own"), DeliveryState::delivered, "W1");
  EXPECT_EQ(settled.id, "W1");
  EXPECT_FALSE(settled.id_taken);
  EXPECT_THAT(ids(all()), ElementsAre("W1"));
  EXPECT_EQ(store().token(kJurisdiction, "T1").value()->id, "W1");
  EXPECT_EQ(store().report(store().story(kJurisdiction, "W1").value()->deliveries.at(0).delivery.request)->id, "own");
  EXPECT_EQ(request("W1").status, Status::investigating);
  EXPECT_THAT(update_ids({"W1"}), SizeIs(1));
  say("W1", "U1");
  EXPECT_THAT(update_ids({"W1"}), SizeIs(2));
}

TEST_P(Merging, WorkOrderThatIsToldAgain_IsKnown) {
  accept_plain("1");
  find("F", "W1");
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  reopen();
  store::FoundOrder found;
  found.report = plain_report("F2", now());
  found.report.reference = "W1";
  EXPECT_EQ(store().apply({kHighways, "c", {}, {found}})->known, 1u);
  EXPECT_THAT(ids(all()), ElementsAre("1"));
  EXPECT_EQ(request("F").id, "1");
}

TEST_P(Merging, PrivacyOfEither_IsOurs) {
  accept_plain("1");
  find("F", "W1");
  open311::Change change;
  change.reference = "W1";
  change.changed = now();
  change.non_public = true;
  ASSERT_EQ(apply({change}).applied, 1u);
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  EXPECT_THAT(ids(all()), IsEmpty());
  auto privates = all();
  privates.privates = true;
  EXPECT_THAT(ids(privates), ElementsAre("1"));
}

TEST_P(Merging, RequestsOfAppsWithOneReference_StayTwo) {
  accept_delivered("1", "W1");
  accept_delivered("2", "W1");
  EXPECT_THAT(ids(all()), UnorderedElementsAre("1", "2"));
}

TEST_P(Merging, ReferenceOfAnotherBackEnd_IsAnother) {
  ASSERT_TRUE(accept(plain_report("1", now()), "springfield.example/parks"));
  accept_plain("0");
  find("F", "W1");
  settle(due_delivery("1", "springfield.example/parks"), DeliveryState::delivered, "W1");
  EXPECT_THAT(ids(all()), UnorderedElementsAre("0", "1", "F"));
}

TEST_P(Merging, ReportThatMayNotBeFollowed_TakesNothingUp) {
  auto report = plain_report("1", now());
  report.type = open311::ServiceType::blackbox;
  ASSERT_TRUE(accept(report));
  find("F", "W1");
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  EXPECT_THAT(ids(all()), ElementsAre("F"));
}

}  // namespace
}  // namespace r311::test
