// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "contract/store/store_contract.h"

namespace r311::test {
namespace {

using std::chrono::minutes;
using store::Delivery;
using store::DeliveryKind;
using store::DeliveryState;
using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(StoreContract, Follower_IsHandedOutOnlyOnceWhatItFollowsIsDelivered) {
  accept_with_followers();
  accept_plain("2");
  EXPECT_THAT(due_keys(), ElementsAre("1", "2"));
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  EXPECT_THAT(due_keys(), ElementsAre("1-photo", "2"));
  const auto photo = due_delivery("1-photo");
  EXPECT_EQ(photo.kind, DeliveryKind::media);
  EXPECT_EQ(photo.content, "content of 1-photo");
  EXPECT_EQ(photo.trace, "T-1-photo");
  settle(photo, DeliveryState::delivered);
  EXPECT_THAT(due_keys(), ElementsAre("1-note", "2"));
}

TEST_P(StoreContract, DeferredParkedAndUnknownCreates_KeepTheirFollowersBack) {
  const auto request = accept_with_followers();
  settle(due_delivery("1"), DeliveryState::waiting);
  EXPECT_THAT(due_keys(), IsEmpty());
  EXPECT_EQ(store().next_due(kHighways).value(), now() + minutes{5});
  clock_.advance(minutes{5});
  settle(due_delivery("1"), DeliveryState::parked);
  EXPECT_THAT(due_keys(), IsEmpty());
  EXPECT_FALSE(store().next_due(kHighways).value());
  follow(request, DeliveryKind::update, "1-later");
  EXPECT_THAT(due_keys(), IsEmpty());
}

TEST_P(StoreContract, HeldFollower_CanNotBegin) {
  accept_with_followers();
  Delivery photo;
  const auto story = store().story(kJurisdiction, "1").value();
  for (const auto& one : story->deliveries) {
    if (one.delivery.key == "1-photo") photo = one.delivery;
  }
  ASSERT_GT(photo.id, 0);
  const auto begun = store().begin(photo, now());
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().kind, Kind::conflict);
}

TEST_P(StoreContract, RejectedCreate_TakesItsFollowersWithIt) {
  accept_with_followers();
  settle(due_delivery("1"), DeliveryState::rejected);
  EXPECT_THAT(due_keys(), IsEmpty());
  const auto story = store().story(kJurisdiction, "1").value();
  for (const auto& one : story->deliveries) {
    EXPECT_EQ(one.delivery.state, DeliveryState::rejected) << one.delivery.key;
    EXPECT_NE(one.delivery.reason, "") << one.delivery.key;
  }
}

TEST_P(StoreContract, RejectedPhoto_HoldsUpNoNote) {
  accept_with_followers();
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  settle(due_delivery("1-photo"), DeliveryState::rejected);
  EXPECT_THAT(due_keys(), ElementsAre("1-note"));
}

TEST_P(StoreContract, ParkedOrDroppedPhoto_HoldsUpNoNoteAndARetriedOneDoes) {
  accept_with_followers();
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  settle(due_delivery("1-photo"), DeliveryState::parked);
  EXPECT_THAT(due_keys(), ElementsAre("1-note")) << "an operator need not come";
  store::DeliveryFilter filter;
  filter.state = DeliveryState::parked;
  ASSERT_EQ(store().act(filter, store::OperatorAction::drop, "no photo", "pat", now()).value(), 1);
  EXPECT_THAT(due_keys(), ElementsAre("1-note"));
  filter.state = DeliveryState::rejected;
  ASSERT_EQ(store().act(filter, store::OperatorAction::retry, "a photo after all", "pat", now()).value(), 1);
  EXPECT_THAT(due_keys(), ElementsAre("1-photo"));
}

TEST_P(StoreContract, FollowerOfNoReport_IsNotFound) {
  EXPECT_EQ(store().follow(4711, {}).error().kind, Kind::not_found);
}

TEST_P(StoreContract, LeasedDelivery_IsInterruptedOnlyOnceItsLeaseRanOut) {
  accept_plain("1");
  auto delivery = due_delivery("1");
  ASSERT_TRUE(store().begin(delivery, now(), minutes{30}));
  ++delivery.attempts;
  EXPECT_THAT(store().interrupted(kHighways).value(), IsEmpty());
  pass(minutes{29});
  ASSERT_TRUE(store().extend(delivery, minutes{30}));
  pass(minutes{29});
  EXPECT_THAT(store().interrupted(kHighways).value(), IsEmpty());
  pass(minutes{1});
  const auto lost = store().interrupted(kHighways).value();
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_EQ(lost[0].state, DeliveryState::unknown);
  EXPECT_EQ(store().extend(delivery, minutes{30}).error().kind, Kind::conflict);
}

TEST_P(StoreContract, WhoComesBackFromBeyondItsLease_OverwritesNothing) {
  accept_plain("1");
  auto frozen = due_delivery("1");
  ASSERT_TRUE(store().begin(frozen, now(), minutes{30}));
  ++frozen.attempts;
  pass(minutes{31});
  auto taken = store().interrupted(kHighways).value().at(0);
  ASSERT_TRUE(store().begin(taken, now(), minutes{30}));
  ++taken.attempts;

  store::Settlement settlement;
  settlement.state = DeliveryState::parked;
  EXPECT_EQ(store().settle(frozen, settlement).error().kind, Kind::conflict);
  settlement.state = DeliveryState::delivered;
  settlement.reference = "W1";
  EXPECT_TRUE(store().settle(taken, settlement));
}

TEST_P(StoreContract, LeaseOfAProcessThatDied_EndsWhenTheStoreIsOpenedAgain) {
  accept_plain("1");
  ASSERT_TRUE(store().begin(due_delivery("1"), now(), std::chrono::hours{1}));
  reopen();
  // Of a store that others may share only time tells.
  EXPECT_EQ(store().interrupted(kHighways).value().size(), GetParam().shared ? 0U : 1U);
}

}  // namespace
}  // namespace r311::test
