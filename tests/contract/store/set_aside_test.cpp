// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "contract/store/set_aside_contract.h"

// Work orders that came about in the back end by other means, and whose code no service has yet.
namespace r311::test {
namespace {

using open311::Change;
using open311::Status;
using open311::WorkOrder;
using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST_P(SetAside, Order_IsKeptWithAllThatWasToldUntilItIsFound) {
  WorkOrder order = order_of("W7", "RD-10", now() - hours{1});
  order.status = Status::in_progress;
  order.backend_status = "W";
  order.address_string = "1 Elm Street";
  order.position = open311::Position{39.8, -89.6};
  order.non_public = true;
  tell({order, order_of("W8", "RD-11", now())});
  reopen();
  EXPECT_THAT(store().codes_set_aside(kHighways).value(), UnorderedElementsAre("RD-10", "RD-11"));
  EXPECT_THAT(store().codes_set_aside("springfield.example/parks").value(), IsEmpty());
  const WorkOrder kept = only("RD-10");
  EXPECT_EQ(kept.reference, "W7");
  EXPECT_EQ(kept.backend_code, "RD-10");
  EXPECT_EQ(kept.description, order.description);
  EXPECT_EQ(kept.status, Status::in_progress);
  EXPECT_EQ(kept.backend_status, "W");
  EXPECT_EQ(kept.address_string, "1 Elm Street");
  ASSERT_TRUE(kept.position);
  EXPECT_EQ(kept.position->longitude, -89.6);
  EXPECT_EQ(kept.requested, order.requested);
  EXPECT_TRUE(kept.non_public);
  EXPECT_FALSE(only("RD-11").status);
  EXPECT_FALSE(only("RD-11").position);

  EXPECT_EQ(find(only("RD-11"), "F8").made, 1U);
  EXPECT_EQ(request("F8").description, "A tree across the road");
  EXPECT_THAT(store().codes_set_aside(kHighways).value(), ElementsAre("RD-10"));
}

TEST_P(SetAside, OrderThatIsKnown_IsNot) {
  accept_delivered("1", "W1");
  tell({order_of("W1", "RD-10", now()), order_of("W2", "RD-10", now())});
  EXPECT_THAT(references({"RD-10"}), ElementsAre("W2"));
}

TEST_P(SetAside, ChangesMeanwhile_AreHowItStandsThen) {
  tell({order_of("W7", "RD-10", now())});
  Change change;
  change.reference = "W7";
  change.changed = now() + hours{2};
  change.status = Status::closed;
  change.backend_status = "DONE";
  EXPECT_EQ(apply({change}).unmatched, 1U);
  Change older = change;
  older.changed = now() + hours{1};
  older.status = Status::in_progress;
  older.non_public = true;
  apply({older});
  const WorkOrder kept = only("RD-10");
  EXPECT_EQ(kept.status, Status::closed);
  EXPECT_EQ(kept.backend_status, "DONE");
  EXPECT_TRUE(kept.non_public) << "what is private is hidden, however late it is told";
  tell({order_of("W7", "RD-10", now())});
  EXPECT_TRUE(only("RD-10").non_public);
  change.changed = now() + hours{3};
  change.status = std::nullopt;
  change.non_public = false;
  apply({change});
  EXPECT_FALSE(only("RD-10").non_public);
}

TEST_P(SetAside, OrderThatIsToldAgain_IsOneWithTheCodeThatItHasNow) {
  tell({order_of("W7", "RD-10", now())});
  tell({order_of("W7", "RD-11", now())});
  EXPECT_THAT(store().codes_set_aside(kHighways).value(), ElementsAre("RD-11"));
  EXPECT_THAT(references({"RD-10", "RD-11"}), ElementsAre("W7"));
}

// What a back end that changes what it has told says of W7 two hours from now.
Change change_of_w7(Time now) {
  Change change;
  change.reference = "W7";
  change.changed = now + hours{2};
  change.status = Status::closed;
  change.backend_status = "DONE";
  change.non_public = true;
  change.expected = now + hours{9};
  change.notice = "Bring the key";
  return change;
}

TEST_P(SetAside, OrderThatIsToldAgainWhenAServiceHasItsCode_StandsAsChangesSaid) {
  WorkOrder told = order_of("W7", "RD-10", now());
  told.status = Status::open;
  told.backend_status = "NEW";
  told.expected = now() + hours{1};
  told.notice = "In summer";
  tell({told});
  const Change change = change_of_w7(now());
  apply({change});
  EXPECT_EQ(find(told, "F7").made, 1U);
  const auto shown = private_request("F7");
  EXPECT_EQ(shown.status, Status::closed);
  EXPECT_EQ(shown.expected, *change.expected);
  EXPECT_EQ(shown.service_notice, "Bring the key");
  EXPECT_THAT(store().codes_set_aside(kHighways).value(), IsEmpty());
}

TEST_P(SetAside, OrderThatIsToldAgainWhileAside_StandsAsChangesSaid) {
  WorkOrder told = order_of("W7", "RD-10", now());
  told.status = Status::open;
  told.backend_status = "NEW";
  told.status_unknown = true;
  told.expected = now() + hours{1};
  told.notice = "In summer";
  tell({told});
  const Change change = change_of_w7(now());
  apply({change});
  tell({told});
  const WorkOrder kept = only("RD-10");
  EXPECT_EQ(kept.status, Status::closed);
  EXPECT_EQ(kept.backend_status, "DONE");
  EXPECT_FALSE(kept.status_unknown);
  EXPECT_TRUE(kept.non_public);
  EXPECT_EQ(kept.expected, *change.expected);
  EXPECT_EQ(kept.notice, "Bring the key");
  Change none;
  none.reference = "W7";
  none.changed = now() + hours{3};
  none.expected.emplace();
  none.notice = "";
  apply({none});
  tell({told});
  EXPECT_EQ(only("RD-10").status, Status::closed);
  EXPECT_FALSE(only("RD-10").expected);
  EXPECT_EQ(only("RD-10").notice, "");
  find(told, "F7");
  EXPECT_FALSE(private_request("F7").expected);
  EXPECT_EQ(private_request("F7").service_notice, "");
}

TEST_P(SetAside, OrderThatNoChangeToldOf_StandsAsItIsToldLast) {
  WorkOrder told = order_of("W7", "RD-10", now());
  told.status = Status::in_progress;
  told.expected = now() + hours{1};
  told.notice = "In summer";
  tell({told});
  WorkOrder again = order_of("W7", "RD-10", now());
  again.status = Status::planned;
  again.notice = "In autumn";
  tell({again});
  EXPECT_EQ(only("RD-10").status, Status::planned);
  EXPECT_EQ(only("RD-10").notice, "In autumn");
  EXPECT_EQ(only("RD-10").expected, told.expected) << "what is not told stays";
  again.status = Status::closed;
  again.notice.clear();
  find(again, "F7");
  EXPECT_EQ(request("F7").status, Status::closed);
  EXPECT_EQ(request("F7").service_notice, "In autumn");
  EXPECT_EQ(request("F7").expected, told.expected);
}

TEST_P(SetAside, OrderThatIsMadePublicAgain_IsShown) {
  tell({order_of("W7", "RD-10", now())});
  Change change = change_of_w7(now());
  apply({change});
  change.changed = now() + hours{3};
  change.non_public = false;
  apply({change});
  find(order_of("W7", "RD-10", now()), "F7");
  EXPECT_EQ(request("F7").status, Status::closed);
}

TEST_P(SetAside, OrderThatWasToldPrivate_StaysSoWhenItIsFound) {
  WorkOrder told = order_of("W7", "RD-10", now());
  told.non_public = true;
  tell({told});
  find(order_of("W7", "RD-10", now()), "F7");
  EXPECT_EQ(private_request("F7").status, Status::open);
}

TEST_P(SetAside, CodeThatNobodyKnows_CountsAsChangesToldItLast) {
  WorkOrder told = order_of("W7", "RD-10", now());
  told.backend_status = "X9";
  told.status_unknown = true;
  tell({told, order_of("W8", "RD-11", now())});
  Change known = change_of_w7(now());
  known.non_public.reset();
  apply({known});
  EXPECT_FALSE(only("RD-10").status_unknown);
  Change privacy_only;
  privacy_only.reference = "W7";
  privacy_only.changed = now() + hours{3};
  privacy_only.non_public = false;
  privacy_only.status_unknown = true;
  apply({privacy_only});
  EXPECT_FALSE(only("RD-10").status_unknown) << "it bears no code";
  Change unknown = known;
  unknown.reference = "W8";
  unknown.backend_status = "Y9";
  unknown.status_unknown = true;
  apply({unknown});
  find(told, "F7");
  EXPECT_THAT(unknown_codes(), IsEmpty());
  find(order_of("W8", "RD-11", now()), "F8");
  ASSERT_EQ(unknown_codes().size(), 1U);
  EXPECT_EQ(unknown_codes()[0].code, "Y9");
}

TEST_P(SetAside, Orders_AreBoundedForEachDestinationAndTheOldestGo) {
  EXPECT_THAT(tell({order_of("A", "RD-10", now())}, 3).dropped, IsEmpty());
  pass(hours{1});
  EXPECT_THAT(tell({order_of("C", "RD-11", now()), order_of("B", "RD-10", now() - hours{9})}, 3).dropped, IsEmpty());
  ASSERT_TRUE(store().apply({"springfield.example/parks", "c", {}, {}, {order_of("P", "RD-10", now())}, 3}));
  pass(hours{1});
  EXPECT_THAT(tell({order_of("D", "RD-10", now()), order_of("E", "RD-10", now())}, 3).dropped,
              UnorderedElementsAre("A", "B"));
  EXPECT_THAT(references({"RD-10", "RD-11"}), UnorderedElementsAre("C", "D", "E"));
  EXPECT_THAT(references({"RD-11", "RD-10"}, 2), ElementsAre("C", "D"));
}

TEST_P(SetAside, WhatCanNotBeStored_SetsNothingAsideAndMovesNoCursor) {
  tell({});
  EXPECT_FALSE(store().apply({kHighways, "c9", {}, {store::FoundOrder{}}, {order_of("W7", "RD-10", now())}}));
  EXPECT_THAT(store().codes_set_aside(kHighways).value(), IsEmpty());
  EXPECT_EQ(store().cursor(kHighways).value(), "c");
}

}  // namespace
}  // namespace r311::test
