// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "contract/store/store_contract.h"

namespace r311::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using store::Delivery;
using store::DeliveryState;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

std::vector<std::string> keys(const Result<std::vector<Delivery>>& deliveries) {
  std::vector<std::string> found;
  EXPECT_TRUE(deliveries);
  if (deliveries) {
    for (const auto& delivery : *deliveries) found.push_back(delivery.key);
  }
  return found;
}

TEST_P(StoreContract, DueDeliveries_ComeLongestDueFirstAndOnlyThoseOfTheDestination) {
  accept_plain("1");
  accept_plain("2");
  clock_.advance(seconds{1});
  accept_plain("3");
  auto other = plain_report("4", now());
  ASSERT_TRUE(accept(other, "springfield.example/parks"));
  EXPECT_THAT(keys(store().due(kHighways, now(), 10)), ElementsAre("1", "2", "3"));
  EXPECT_THAT(keys(store().due(kHighways, now(), 2)), ElementsAre("1", "2"));
  EXPECT_THAT(keys(store().due(kHighways, now() - seconds{1}, 10)), ElementsAre("1", "2"));
  EXPECT_THAT(keys(store().due("springfield.example/parks", now(), 10)), ElementsAre("4"));
  EXPECT_THAT(keys(store().due("springfield.example/none", now(), 10)), IsEmpty());
}

TEST_P(StoreContract, DueDeliveries_FromTheOtherEnd_ComeShortestDueFirst) {
  accept_plain("1");
  accept_plain("2");
  clock_.advance(seconds{1});
  accept_plain("3");
  accept_plain("4");
  settle(due_delivery("4"), DeliveryState::waiting);
  EXPECT_THAT(keys(store().due_last(kHighways, now(), 10)), ElementsAre("3", "2", "1"));
  EXPECT_THAT(keys(store().due_last(kHighways, now(), 2)), ElementsAre("3", "2"));
  EXPECT_THAT(keys(store().due_last("springfield.example/none", now(), 10)), IsEmpty());
}

TEST_P(StoreContract, NextDue_IsTheEarliestOfThoseThatWait) {
  auto next = store().next_due(kHighways);
  ASSERT_TRUE(next);
  EXPECT_FALSE(*next);
  accept_plain("1");
  clock_.advance(seconds{1});
  accept_plain("2");
  next = store().next_due(kHighways);
  ASSERT_TRUE(next && *next);
  EXPECT_EQ(**next, now() - seconds{1});
  settle(due_delivery("1"), DeliveryState::waiting);
  settle(due_delivery("2"), DeliveryState::delivered, "W2");
  next = store().next_due(kHighways);
  ASSERT_TRUE(next && *next);
  EXPECT_EQ(**next, now() + minutes{5});
}

TEST_P(StoreContract, DeferredDelivery_WaitsWithItsReasonAndItsAttempts) {
  accept_plain("1");
  settle(due_delivery("1"), DeliveryState::waiting);
  EXPECT_THAT(keys(store().due(kHighways, now(), 10)), IsEmpty());
  clock_.advance(minutes{5});
  const auto again = due_delivery("1");
  EXPECT_EQ(again.reason, "why");
  EXPECT_EQ(again.attempts, 1);
  settle(again, DeliveryState::parked);
  const auto attempts = store().attempts(again.id);
  ASSERT_TRUE(attempts);
  ASSERT_EQ(attempts->size(), 2U);
  EXPECT_EQ(attempts->at(0).number, 1);
  EXPECT_EQ(attempts->at(1).number, 2);
  EXPECT_EQ(attempts->at(1).started, now());
  EXPECT_EQ(attempts->at(1).took, Milliseconds{7});
  EXPECT_EQ(attempts->at(1).outcome, "OUTCOME");
  EXPECT_EQ(attempts->at(1).reason, "why");
}

TEST_P(StoreContract, DeliveryInACall_IsNotDueAndCannotBeginTwice) {
  accept_plain("1");
  const auto delivery = due_delivery("1");
  ASSERT_TRUE(store().begin(delivery, now()));
  EXPECT_THAT(keys(store().due(kHighways, now(), 10)), IsEmpty());
  const auto again = store().begin(delivery, now());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, Kind::conflict);
  EXPECT_THAT(again.error().text, testing::HasSubstr("sending"));
  const auto attempts = store().attempts(delivery.id);
  ASSERT_TRUE(attempts);
  ASSERT_EQ(attempts->size(), 1U);
  EXPECT_EQ(attempts->front().outcome, "");
}

TEST_P(StoreContract, DeliveryReadBeforeAnothersAttempt_CannotBegin) {
  accept_plain("1");
  const auto stale = due_delivery("1");
  settle(stale, DeliveryState::waiting);
  clock_.advance(minutes{5});
  const auto begun = store().begin(stale, now());
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().kind, Kind::conflict);
  const auto fresh = due_delivery("1");
  EXPECT_EQ(fresh.attempts, 1);
  EXPECT_EQ(store().attempts(fresh.id).value().size(), 1U);
  EXPECT_TRUE(store().begin(fresh, now()));
}

TEST_P(StoreContract, OnlyWhatIsInACall_CanBeSettled) {
  accept_plain("1");
  auto delivery = due_delivery("1");
  store::Settlement settlement;
  settlement.state = DeliveryState::delivered;
  const auto early = store().settle(delivery, settlement);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().kind, Kind::conflict);
  ASSERT_TRUE(store().begin(delivery, now()));
  ++delivery.attempts;
  ASSERT_TRUE(store().settle(delivery, settlement));
  const auto twice = store().settle(delivery, settlement);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().kind, Kind::conflict);
}

TEST_P(StoreContract, EveryState_BeginsOnlyFromWaitingOrUnknown) {
  for (const auto state : {DeliveryState::waiting, DeliveryState::unknown, DeliveryState::delivered,
                           DeliveryState::parked, DeliveryState::rejected}) {
    const std::string id(store::word(state));
    accept_plain(id);
    auto delivery = due_delivery(id);
    settle(delivery, state);
    ++delivery.attempts;
    const bool may = state == DeliveryState::waiting || state == DeliveryState::unknown;
    EXPECT_EQ(store().begin(delivery, now()).has_value(), may) << id;
  }
}

TEST_P(StoreContract, AttemptCannotEndInItsBeginning) {
  accept_plain("1");
  const auto delivery = due_delivery("1");
  ASSERT_TRUE(store().begin(delivery, now()));
  store::Settlement settlement;
  settlement.state = DeliveryState::sending;
  const auto settled = store().settle(delivery, settlement);
  ASSERT_FALSE(settled);
  EXPECT_EQ(settled.error().kind, Kind::invalid);
}

TEST_P(StoreContract, UnknownDelivery_IsNotFound) {
  Delivery delivery;
  delivery.id = 4711;
  EXPECT_EQ(store().begin(delivery, now()).error().kind, Kind::not_found);
  EXPECT_EQ(store().settle(delivery, {}).error().kind, Kind::not_found);
  EXPECT_EQ(store().report(4711).error().kind, Kind::not_found);
  const auto attempts = store().attempts(4711);
  ASSERT_TRUE(attempts);
  EXPECT_THAT(*attempts, IsEmpty());
}

TEST_P(StoreContract, DeliveryInterruptedByARestart_IsUnknownUntilReconciled) {
  accept_plain("1");
  accept_plain("2");
  auto delivery = due_delivery("1");
  ASSERT_TRUE(store().begin(delivery, now()));
  reopen();
  EXPECT_THAT(keys(store().due(kHighways, now(), 10)), ElementsAre("2"));
  auto interrupted = store().interrupted(kHighways);
  ASSERT_THAT(keys(interrupted), ElementsAre("1"));
  EXPECT_EQ(interrupted->front().state, DeliveryState::unknown);
  EXPECT_EQ(interrupted->front().attempts, 1);
  const auto attempts = store().attempts(delivery.id);
  ASSERT_TRUE(attempts);
  ASSERT_EQ(attempts->size(), 1U);
  EXPECT_EQ(attempts->front().outcome, "interrupted");

  // A second death, before anything was found out, forgets nothing.
  reopen();
  EXPECT_THAT(keys(store().interrupted(kHighways)), ElementsAre("1"));
  EXPECT_THAT(keys(store().interrupted("springfield.example/parks")), IsEmpty());
  ++delivery.attempts;
  settle(delivery, DeliveryState::delivered, "W1");
  EXPECT_THAT(keys(store().interrupted(kHighways)), IsEmpty());
}

TEST_P(StoreContract, Census_CountsEachStateOfADestination) {
  for (const char* id : {"1", "2", "3", "4"}) accept_plain(id);
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  settle(due_delivery("2"), DeliveryState::delivered, "W2");
  ASSERT_TRUE(store().begin(due_delivery("3"), now()));
  auto census = store().census(kHighways);
  ASSERT_TRUE(census);
  EXPECT_THAT(*census, testing::UnorderedElementsAre(Pair(DeliveryState::waiting, 1), Pair(DeliveryState::sending, 1),
                                                     Pair(DeliveryState::delivered, 2)));
  ASSERT_TRUE(store().interrupted(kHighways));
  census = store().census(kHighways);
  ASSERT_TRUE(census);
  EXPECT_THAT(*census, testing::UnorderedElementsAre(Pair(DeliveryState::waiting, 1), Pair(DeliveryState::unknown, 1),
                                                     Pair(DeliveryState::delivered, 2)));
  census = store().census("nowhere.example/none");
  ASSERT_TRUE(census);
  EXPECT_THAT(*census, IsEmpty());
}

}  // namespace
}  // namespace r311::test
