// SPDX-License-Identifier: Apache-2.0
// What a slot writes between two calls: how one ended, and the claim of the next.
#include <gmock/gmock.h>

#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include "contract/store/store_contract.h"

namespace r311::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using store::Delivery;
using store::DeliveryState;
using store::Ended;

constexpr Milliseconds kLease = minutes{1};

store::Claim claim_of(Time now, const std::string& destination = kHighways) { return {destination, now, now, kLease}; }

store::Claimed claim(store::Store& store, Time now) { return store.turn({std::nullopt, claim_of(now)}).claimed; }

Ended delivered(const Delivery& delivery, Time now) {
  store::Settlement settlement;
  settlement.state = DeliveryState::delivered;
  settlement.outcome = "ok";
  settlement.reference = "WO-" + delivery.key;
  settlement.started = now;
  return {delivery, settlement};
}

TEST_P(StoreContract, Claim_BeginsWhatIsDueFirst_AndCountsTheAttempt) {
  accept_plain("1");
  clock_.advance(seconds{1});
  accept_plain("2");
  const auto first = claim(store(), now());
  ASSERT_TRUE(first.told && first.begun);
  EXPECT_EQ(first.begun->key, "1");
  EXPECT_EQ(first.begun->destination, kHighways);
  EXPECT_EQ(first.begun->state, DeliveryState::sending);
  EXPECT_EQ(first.begun->attempts, 1);
  EXPECT_EQ(state_of("1"), DeliveryState::sending);
  const auto attempts = store().attempts(first.begun->id).value();
  ASSERT_EQ(attempts.size(), 1U);
  EXPECT_EQ(attempts.front().number, 1);
  EXPECT_EQ(attempts.front().started, now());
  EXPECT_EQ(attempts.front().outcome, "");
  EXPECT_EQ(claim(store(), now()).begun->key, "2");
}

TEST_P(StoreContract, Claim_OfNothing_AnswersNothing) {
  EXPECT_FALSE(claim(store(), now()).begun) << "a destination that never had one";
  accept_plain("1");
  const auto other = store().turn({std::nullopt, claim_of(now(), "springfield.example/parks")}).claimed;
  EXPECT_TRUE(other.told);
  EXPECT_FALSE(other.begun);
  auto early = claim_of(now());
  early.due_by = now() - seconds{1};
  EXPECT_FALSE(store().turn({std::nullopt, early}).claimed.begun);
  ASSERT_TRUE(claim(store(), now()).begun);
  const auto none = claim(store(), now());
  EXPECT_TRUE(none.told);
  EXPECT_FALSE(none.begun);
}

TEST_P(StoreContract, Claim_HoldsForItsLease) {
  accept_plain("1");
  const auto begun = claim(store(), now()).begun;
  ASSERT_TRUE(begun);
  pass(kLease - seconds{1});
  EXPECT_EQ(store().interrupted(kHighways).value().size(), 0U);
  pass(seconds{2});
  ASSERT_EQ(store().interrupted(kHighways).value().size(), 1U);
  const auto late = store().turn({delivered(*begun, now()), std::nullopt}).settled;
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, Kind::conflict);
}

TEST_P(StoreContract, Turn_WritesWhatEndedAndClaimsWhatIsNext) {
  accept_plain("1");
  accept_plain("2");
  const auto begun = claim(store(), now()).begun;
  ASSERT_TRUE(begun);
  const auto turned = store().turn({delivered(*begun, now()), claim_of(now())});
  ASSERT_TRUE(turned.settled);
  EXPECT_EQ(turned.settled->id, "1");
  ASSERT_TRUE(turned.claimed.begun);
  EXPECT_EQ(turned.claimed.begun->key, "2");
  EXPECT_EQ(state_of("1"), DeliveryState::delivered);
  EXPECT_EQ(state_of("2"), DeliveryState::sending);
}

TEST_P(StoreContract, Turn_WritesWhatEndsBeforeItClaims) {
  accept_with_followers();
  const auto create = claim(store(), now()).begun;
  ASSERT_TRUE(create);
  EXPECT_EQ(create->kind, store::DeliveryKind::create);
  const auto turned = store().turn({delivered(*create, now()), claim_of(now())});
  ASSERT_TRUE(turned.claimed.begun);
  EXPECT_EQ(turned.claimed.begun->key, "1-photo");
  EXPECT_FALSE(claim(store(), now()).begun) << "the note is held until the photo is in";
}

TEST_P(StoreContract, Turn_WhoseEndIsRefused_ClaimsAllTheSame) {
  accept_plain("1");
  accept_plain("2");
  auto begun = claim(store(), now()).begun;
  ASSERT_TRUE(begun);
  ++begun->attempts;
  const auto turned = store().turn({delivered(*begun, now()), claim_of(now())});
  ASSERT_FALSE(turned.settled);
  EXPECT_EQ(turned.settled.error().kind, Kind::conflict);
  ASSERT_TRUE(turned.claimed.begun);
  EXPECT_EQ(turned.claimed.begun->key, "2");
  EXPECT_EQ(state_of("1"), DeliveryState::sending);
}

Ended stepped_back(const Delivery& delivery, Time started, Time due) {
  store::Settlement settlement;
  settlement.state = DeliveryState::waiting;
  settlement.stepped_back = true;
  settlement.due = due;
  settlement.reason = "not yet";
  settlement.started = started;
  return {delivery, settlement};
}

TEST_P(StoreContract, SteppingBack_CountsNoAttemptAndIsNoFailureOfTheDestination) {
  accept_plain("1");
  settle(due_delivery("1"), DeliveryState::waiting);
  clock_.advance(minutes{5});
  const auto failed = store().destinations().value().front();
  const auto begun = claim(store(), now()).begun;
  ASSERT_TRUE(begun);
  EXPECT_EQ(begun->attempts, 2);
  const auto turned = store().turn({stepped_back(*begun, now(), now() + seconds{5}), std::nullopt});
  ASSERT_TRUE(turned.settled);
  EXPECT_EQ(turned.settled->id, "1");
  EXPECT_EQ(store().attempts(begun->id).value().size(), 1U);
  const auto stands = store().destinations().value().front();
  EXPECT_EQ(stands.last_reason, failed.last_reason);
  EXPECT_EQ(stands.last_failure, failed.last_failure);
  EXPECT_FALSE(claim(store(), now()).begun);
  clock_.advance(seconds{5});
  const auto again = due_delivery("1");
  EXPECT_EQ(again.attempts, 1);
  EXPECT_EQ(again.reason, "not yet");
  const auto next = claim(store(), now()).begun;
  ASSERT_TRUE(next);
  EXPECT_EQ(next->attempts, 2);
  EXPECT_TRUE(store().turn({delivered(*next, now()), std::nullopt}).settled);
  EXPECT_EQ(store().attempts(begun->id).value().size(), 2U);
}

// Its number is given out again, so that alone does not name an attempt: who is not told that it stepped back says it
// again, and may meet another's call.
TEST_P(StoreContract, SteppingBackAgain_LeavesAnothersAttemptOfThatNumberAlone) {
  accept_plain("1");
  const auto first = claim(store(), now()).begun;
  ASSERT_TRUE(first);
  const auto ended = stepped_back(*first, now(), now());
  ASSERT_TRUE(store().turn({ended, std::nullopt}).settled);
  clock_.advance(seconds{5});
  const auto second = claim(store(), now()).begun;
  ASSERT_TRUE(second);
  EXPECT_EQ(second->attempts, first->attempts);
  const auto again = store().settle(ended.delivery, ended.settlement);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, Kind::conflict);
  EXPECT_EQ(state_of("1"), DeliveryState::sending);
  EXPECT_TRUE(store().turn({delivered(*second, now()), std::nullopt}).settled);
}

TEST_P(StoreContract, SteppingBack_LeadsToNoEnd) {
  accept_plain("1");
  const auto begun = claim(store(), now()).begun;
  ASSERT_TRUE(begun);
  auto ended = stepped_back(*begun, now(), now());
  ended.settlement.state = DeliveryState::parked;
  const auto settled = store().settle(ended.delivery, ended.settlement);
  ASSERT_FALSE(settled);
  EXPECT_EQ(settled.error().kind, Kind::invalid);
  EXPECT_EQ(state_of("1"), DeliveryState::sending);
}

TEST_P(StoreContract, Turns_OfManySlotsAtOnce_HandOverEachDeliveryOnce) {
  constexpr int kReports = 120;
  for (int i = 0; i < kReports; ++i) accept_plain(std::to_string(i));
  std::mutex mutex;
  std::multiset<std::string> handed_over;
  {
    std::vector<std::jthread> slots;
    for (int i = 0; i < 8; ++i) {
      slots.emplace_back([&] {
        auto begun = claim(store(), now()).begun;
        while (begun) {
          {
            const std::lock_guard lock(mutex);
            handed_over.insert(begun->key);
          }
          auto turned = store().turn({delivered(*begun, now()), claim_of(now())});
          EXPECT_TRUE(turned.settled);
          begun = std::move(turned.claimed.begun);
        }
      });
    }
  }
  EXPECT_EQ(handed_over.size(), static_cast<std::size_t>(kReports));
  EXPECT_EQ(std::set<std::string>(handed_over.begin(), handed_over.end()).size(), static_cast<std::size_t>(kReports));
  const auto census = store().census(kHighways).value();
  EXPECT_THAT(census, testing::ElementsAre(testing::Pair(DeliveryState::delivered, kReports)));
  EXPECT_EQ(request("7").id, "7");
}

}  // namespace
}  // namespace r311::test
