// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "contract/store/store_contract.h"

namespace r311::test {
namespace {

using open311::Change;
using open311::Status;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;

Change change_of(const std::string& reference, std::optional<Status> status, Time changed,
                 const std::string& note = {}) {
  Change change;
  change.reference = reference;
  change.status = status;
  change.changed = changed;
  change.note = note;
  return change;
}

TEST_P(StoreContract, Cursor_IsEmptyAtFirstAndKeptWithItsChanges) {
  auto cursor = store().cursor(kHighways);
  ASSERT_TRUE(cursor);
  EXPECT_EQ(*cursor, "");
  apply({}, "2026-03-01");
  reopen();
  cursor = store().cursor(kHighways);
  ASSERT_TRUE(cursor);
  EXPECT_EQ(*cursor, "2026-03-01");
  apply({}, "2026-03-02");
  EXPECT_EQ(store().cursor(kHighways).value(), "2026-03-02");
  EXPECT_EQ(store().cursor("springfield.example/parks").value(), "");
}

TEST_P(StoreContract, Change_IsFoundByReferenceAndShown) {
  accept_delivered("1", "W1");
  accept_delivered("2", "W2");
  pass(minutes{5});
  const Time changed = now() - minutes{2};
  const auto effect = apply({change_of("W1", Status::fixed, changed, "Filled.")});
  EXPECT_EQ(effect.applied, 1U);
  EXPECT_EQ(effect.known + effect.late + effect.unmatched, 0U);
  const auto shown = request("1");
  EXPECT_EQ(shown.status, Status::fixed);
  EXPECT_EQ(shown.status_notes, "Filled.");
  EXPECT_EQ(shown.updated, changed);
  EXPECT_EQ(request("2").status, Status::open);
  auto query = all();
  query.closed = true;
  EXPECT_THAT(ids(query), ElementsAre("1"));
  query.closed = false;
  EXPECT_THAT(ids(query), ElementsAre("2"));
}

TEST_P(StoreContract, Change_IsFoundByKeyBeforeTheReferenceIsKnown) {
  accept_plain("1");
  auto change = change_of("W1", Status::in_progress, now());
  change.key = "1";
  EXPECT_EQ(apply({change}).applied, 1U);
  EXPECT_EQ(request("1").status, Status::in_progress);
  // From here on the reference alone is enough.
  EXPECT_EQ(apply({change_of("W1", Status::closed, now() + minutes{1})}).applied, 1U);
  EXPECT_EQ(request("1").status, Status::closed);
}

TEST_P(StoreContract, Key_WinsOverReference) {
  accept_delivered("1", "W1");
  accept_delivered("2", "W2");
  auto change = change_of("W2", Status::closed, now());
  change.key = "1";
  EXPECT_EQ(apply({change}).applied, 1U);
  EXPECT_EQ(request("1").status, Status::closed);
  EXPECT_EQ(request("2").status, Status::open);
}

TEST_P(StoreContract, ReferencesOfTwoBackEnds_DoNotCollide) {
  accept_delivered("1", "17");
  ASSERT_TRUE(accept(plain_report("2", now()), "springfield.example/parks"));
  settle(due_delivery("2", "springfield.example/parks"), store::DeliveryState::delivered, "17");
  apply({change_of("17", Status::closed, now())});
  EXPECT_EQ(request("1").status, Status::closed);
  EXPECT_EQ(request("2").status, Status::open);
  auto by_key = change_of("", Status::closed, now());
  by_key.key = "2";
  EXPECT_EQ(apply({by_key}).unmatched, 1U);
  EXPECT_EQ(request("2").status, Status::open);
}

TEST_P(StoreContract, ChangeOfNoRequestOfOurs_IsCountedAndChangesNothing) {
  accept_delivered("1", "W1");
  const auto effect = apply({change_of("W9", Status::closed, now()), change_of("", Status::closed, now())});
  EXPECT_EQ(effect.unmatched, 2U);
  EXPECT_EQ(effect.applied, 0U);
  EXPECT_EQ(request("1").status, Status::open);
  const auto elsewhere = store().apply({"nowhere.example/none", "c", {change_of("W1", Status::closed, now())}});
  ASSERT_TRUE(elsewhere);
  EXPECT_EQ(elsewhere->unmatched, 1U);
}

TEST_P(StoreContract, ChangeToldTwice_IsTakenOnce) {
  accept_delivered("1", "W1");
  const auto change = change_of("W1", Status::in_progress, now(), "On its way");
  EXPECT_EQ(apply({change, change}).known, 1U);
  EXPECT_EQ(apply({change}).known, 1U);
  reopen();
  EXPECT_EQ(apply({change}).known, 1U);
  auto numbered = change_of("W1", Status::planned, now(), "text");
  numbered.update_id = "u1";
  EXPECT_EQ(apply({numbered}).applied, 1U);
  numbered.note = "the same update in other words";
  EXPECT_EQ(apply({numbered}).known, 1U);
  EXPECT_EQ(request("1").status_notes, "text");
  numbered.update_id = "u2";
  EXPECT_EQ(apply({numbered}).applied, 1U);
}

TEST_P(StoreContract, SameUpdateIdOfTwoWorkOrders_AreTwoChanges) {
  accept_delivered("1", "W1");
  accept_delivered("2", "W2");
  auto one = change_of("W1", Status::closed, now());
  one.update_id = "1";
  auto two = change_of("W2", Status::closed, now());
  two.update_id = "1";
  EXPECT_EQ(apply({one, two}).applied, 2U);
}

TEST_P(StoreContract, SameContentAtAnotherTime_IsANewChange) {
  accept_delivered("1", "W1");
  apply({change_of("W1", Status::closed, now())});
  pass(hours{1});
  apply({change_of("W1", Status::open, now())});
  pass(hours{1});
  EXPECT_EQ(apply({change_of("W1", Status::closed, now())}).applied, 1U);
  EXPECT_EQ(request("1").status, Status::closed);
  EXPECT_EQ(request("1").updated, now());
}

TEST_P(StoreContract, ChangeOlderThanTheLast_DoesNotTurnTheStateBack) {
  accept_delivered("1", "W1");
  pass(hours{2});
  apply({change_of("W1", Status::closed, now(), "Done")});
  const auto effect = apply({change_of("W1", Status::in_progress, now() - hours{1}, "Working")});
  EXPECT_EQ(effect.late, 1U);
  EXPECT_EQ(effect.applied, 0U);
  EXPECT_EQ(request("1").status, Status::closed);
  EXPECT_EQ(request("1").status_notes, "Done");
  EXPECT_EQ(request("1").updated, now());
  // It is in the history all the same.
  EXPECT_EQ(apply({change_of("W1", Status::in_progress, now() - hours{1}, "Working")}).known, 1U);
}

TEST_P(StoreContract, ChangesOfOnePollOutOfOrder_EndInTheNewestState) {
  accept_delivered("1", "W1");
  apply({change_of("W1", Status::closed, now() + hours{2}), change_of("W1", Status::planned, now() + hours{1})});
  EXPECT_EQ(request("1").status, Status::closed);
}

TEST_P(StoreContract, BackEndClockBehindOurs_StillChangesTheRequest) {
  accept_delivered("1", "W1");
  EXPECT_EQ(apply({change_of("W1", Status::closed, now() - minutes{7})}).applied, 1U);
  EXPECT_EQ(request("1").status, Status::closed);
  EXPECT_EQ(request("1").updated, request("1").requested);
}

TEST_P(StoreContract, BackEndClockAheadOfOurs_UpdatesTheRequestWhenThatWasToldAtTheLatest) {
  accept_delivered("1", "W1");
  apply({change_of("W1", Status::closed, now() + hours{1})});
  EXPECT_EQ(request("1").updated, now());
  pass(minutes{5});
  EXPECT_EQ(apply({change_of("W1", Status::open, now() + hours{1})}).applied, 1U) << "by its clock this came later";
  EXPECT_EQ(request("1").status, Status::open);
  EXPECT_EQ(request("1").updated, now());
}

TEST_P(StoreContract, WhatAChangeLeavesOut_StaysAsItWas) {
  accept_delivered("1", "W1");
  apply({change_of("W1", Status::planned, now(), "In spring")});
  pass(minutes{1});
  apply({change_of("W1", std::nullopt, now(), "In summer")});
  EXPECT_EQ(request("1").status, Status::planned);
  EXPECT_EQ(request("1").status_notes, "In summer");
  pass(minutes{1});
  apply({change_of("W1", Status::in_progress, now())});
  EXPECT_EQ(request("1").status, Status::in_progress);
  EXPECT_EQ(request("1").status_notes, "In summer");
  EXPECT_EQ(request("1").updated, now());
}

TEST_P(StoreContract, WhatIsExpectedOfTheWork_IsKeptUntilItIsToldAnew) {
  accept_delivered("1", "W1");
  EXPECT_EQ(request("1").expected, std::nullopt);
  EXPECT_EQ(request("1").service_notice, "");
  auto told = change_of("W1", Status::planned, now());
  const Time expected = now() + hours{100};
  told.expected = expected;
  told.notice = "Bring the key";
  EXPECT_EQ(apply({told}).applied, 1U);
  EXPECT_EQ(apply({told}).known, 1U);
  reopen();
  EXPECT_EQ(request("1").expected, expected);
  EXPECT_EQ(request("1").service_notice, "Bring the key");
  pass(minutes{1});
  apply({change_of("W1", Status::in_progress, now())});
  EXPECT_EQ(request("1").expected, expected) << "what is not told stays";
  EXPECT_EQ(request("1").service_notice, "Bring the key");
  auto later = change_of("W1", Status::in_progress, now());
  later.expected = expected + hours{1};
  EXPECT_EQ(apply({later}).applied, 1U) << "another time is another change";
  EXPECT_EQ(request("1").expected, expected + hours{1});
  auto late = change_of("W1", std::nullopt, now() - minutes{1});
  late.expected = expected;
  late.notice = "of yesterday";
  EXPECT_EQ(apply({late}).late, 1U);
  EXPECT_EQ(request("1").expected, expected + hours{1});
  auto none = change_of("W1", std::nullopt, now());
  none.expected.emplace();
  none.notice = "";
  EXPECT_EQ(apply({none}).applied, 1U);
  EXPECT_EQ(request("1").expected, std::nullopt);
  EXPECT_EQ(request("1").service_notice, "");
}

TEST_P(StoreContract, KnownChanges_MoveWhatIsExpectedAndAreNotToldAgain) {
  for (const char* update_id : {"", "u"}) {
    const std::string reference = std::string("W1") + update_id;
    const std::string id = std::string("1") + update_id;
    accept_delivered(id, reference);
    store::UpdateQuery query;
    query.jurisdiction = kJurisdiction;
    query.requests = {id};
    auto older = change_of(reference, Status::planned, now(), "Next week.");
    if (*update_id != 0) older.update_id = std::string(update_id) + "1";
    auto change = change_of(reference, Status::in_progress, now() + minutes{1}, "Begun.");
    if (*update_id != 0) change.update_id = std::string(update_id) + "2";
    apply({older, change});
    for (const auto hour : {hours{1}, hours{2}, hours{1}}) {
      older.expected = now() + hour + minutes{7};
      change.expected = now() + hour;
      change.notice = std::to_string(hour.count());
      const auto effect = apply({older, change});
      EXPECT_EQ(effect.applied, 1U) << "the older one no longer says how it stands";
      EXPECT_EQ(effect.known, 1U);
      EXPECT_EQ(apply({older, change}).known, 2U) << "the same is said once";
      EXPECT_EQ(request(id).expected, *change.expected);
      EXPECT_EQ(request(id).service_notice, *change.notice);
      EXPECT_EQ(request(id).status, Status::in_progress);
      EXPECT_EQ(request(id).status_notes, "Begun.");
      EXPECT_EQ(store().updates(query).value().size(), 2U);
    }
    change.expected.emplace();
    apply({change});
    EXPECT_FALSE(request(id).expected);
    EXPECT_EQ(store().updates(query).value().size(), 2U);
  }
}

TEST_P(StoreContract, EchoThatTellsWhatIsExpected_IsNoUpdate) {
  accept_delivered("1", "W1");
  auto planned = change_of("W1", Status::planned, now(), "Planned");
  planned.expected = now() + hours{9};
  planned.notice = "Bring the key";
  ASSERT_EQ(apply({planned}).applied, 1U);
  open311::AcceptedUpdate said;
  said.jurisdiction = kJurisdiction;
  said.request = "1";
  said.id = "U1";
  said.interface_used = "fixmystreet";
  said.updated = said.received = now();
  said.update.description = "Still there";
  ASSERT_TRUE(store().take_update(said, {}, {}));
  auto echo = change_of("W1", std::nullopt, now() + minutes{1}, "Still there");
  echo.update_key = "U1";
  echo.expected = planned.expected;
  echo.notice = planned.notice;
  EXPECT_EQ(apply({echo}).known, 1U);
  echo.expected = now() + hours{10};
  EXPECT_EQ(apply({echo}).applied, 1U) << "the time has moved";
  EXPECT_EQ(request("1").expected, *echo.expected);
  EXPECT_EQ(request("1").status_notes, "Planned");
  store::UpdateQuery query;
  query.jurisdiction = kJurisdiction;
  EXPECT_EQ(store().updates(query).value().size(), 2U);
}

TEST_P(StoreContract, RequestsThatABackEndMerged_ChangeTogether) {
  accept_delivered("1", "W1");
  accept_delivered("2", "W1");
  EXPECT_EQ(apply({change_of("W1", Status::closed, now())}).applied, 1U);
  EXPECT_EQ(request("1").status, Status::closed);
  EXPECT_EQ(request("2").status, Status::closed);
}

TEST_P(StoreContract, EveryStatus_ComesBackAsItself) {
  accept_delivered("1", "W1");
  Time changed = now();
  for (const auto status :
       {Status::open, Status::closed, Status::fixed, Status::in_progress, Status::planned, Status::action_scheduled,
        Status::investigating, Status::duplicate, Status::not_councils_responsibility, Status::no_further_action,
        Status::internal_referral, Status::cancelled, Status::for_triage, Status::incomplete, Status::more_info}) {
    changed += minutes{1};
    apply({change_of("W1", status, changed)});
    EXPECT_EQ(request("1").status, status) << open311::word(status);
    auto query = all();
    query.closed = open311::is_closed(status);
    EXPECT_THAT(ids(query), ElementsAre("1")) << open311::word(status);
  }
}

TEST_P(StoreContract, AdapterState_IsKeptPerBackEnd) {
  const std::string bytes("\0\xFF token \n", 10);
  EXPECT_FALSE(store().get_value("highways", "token").value());
  ASSERT_TRUE(store().put_value("highways", "token", bytes));
  ASSERT_TRUE(store().put_value("parks", "token", "other"));
  reopen();
  EXPECT_EQ(store().get_value("highways", "token").value(), bytes);
  ASSERT_TRUE(store().put_value("highways", "token", ""));
  EXPECT_EQ(store().get_value("highways", "token").value(), "");
  ASSERT_TRUE(store().put_value("highways", "token", std::nullopt));
  EXPECT_FALSE(store().get_value("highways", "token").value());
  EXPECT_EQ(store().get_value("parks", "token").value(), "other");
}

}  // namespace
}  // namespace r311::test
