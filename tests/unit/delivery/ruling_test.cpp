// SPDX-License-Identifier: Apache-2.0
#include "delivery/ruling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/manual_clock.h"
#include "town.h"

namespace r311::delivery {
namespace {

using plugin::Outcome;
using store::DeliveryState;
using testing::HasSubstr;

constexpr Time now = test::ManualClock::start();
constexpr Milliseconds pause{7'000};

store::Delivery sending() {
  store::Delivery delivery;
  delivery.key = "KEY311";
  delivery.state = DeliveryState::sending;
  delivery.attempts = 1;
  delivery.created = now;
  return delivery;
}

store::Settlement after(Outcome outcome, bool duplicate_safe = false, store::Delivery delivery = sending()) {
  auto plan = usual_plan();
  plan.duplicate_safe = duplicate_safe;
  Ending ending;
  ending.verdict = {outcome, "as the back end said"};
  ending.reference = "WO-7";
  return settlement(delivery, ending, plan, now, pause);
}

// The plugin port and the queue must mean the same by "nobody knows".
TEST(Ruling, EachOutcomeThatMayHaveHappened_IsLostAndNoOther) {
  for (int i = 0; i <= static_cast<int>(Outcome::protocol); ++i) {
    const auto outcome = static_cast<Outcome>(i);
    EXPECT_EQ(rule_for(outcome).event == Event::lose, plugin::may_have_happened(outcome)) << word(outcome);
  }
}

TEST(Ruling, Ok_IsDeliveredWithItsReference) {
  const auto settled = after(Outcome::ok);
  EXPECT_EQ(settled.state, DeliveryState::delivered);
  EXPECT_EQ(settled.reference, "WO-7");
}

TEST(Ruling, WhatTheBackEndWillNeverTake_IsRejectedWithItsReason) {
  for (const auto outcome : {Outcome::invalid, Outcome::refused, Outcome::not_found}) {
    const auto settled = after(outcome, true);
    EXPECT_EQ(settled.state, DeliveryState::rejected);
    EXPECT_EQ(settled.reason, "as the back end said");
    EXPECT_EQ(settled.outcome, plugin::word(outcome));
    EXPECT_TRUE(settled.reference.empty());
  }
}

TEST(Ruling, WhatConfigurationMustMend_IsParked) {
  for (const auto outcome : {Outcome::unauthorized, Outcome::unsupported})
    EXPECT_EQ(after(outcome, true).state, DeliveryState::parked);
}

TEST(Ruling, WhatDidNotHappenThisTime_WaitsForItsPause) {
  for (const auto outcome : {Outcome::rate_limited, Outcome::unavailable}) {
    const auto settled = after(outcome);
    EXPECT_EQ(settled.state, DeliveryState::waiting);
    EXPECT_EQ(settled.due, now + pause);
    EXPECT_EQ(settled.reason, "as the back end said");
  }
}

TEST(Ruling, WhatIsNotToBlame_KeepsThePlaceOfItsAcceptance) {
  auto delivery = sending();
  delivery.created = now - Milliseconds{90'000};
  Ending ending;
  ending.keeps_place = true;
  ending.verdict = {Outcome::unavailable, "down"};
  EXPECT_EQ(settlement(delivery, ending, {}, now, pause).due, delivery.created);
  ending.purpose = Purpose::find;
  ending.verdict = {Outcome::not_found, ""};
  EXPECT_EQ(settlement(delivery, ending, {}, now, pause).due, delivery.created);
  ending.keeps_place = false;
  EXPECT_EQ(settlement(delivery, ending, {}, now, pause).due, now);
  delivery.created = now + std::chrono::hours{1};
  ending.keeps_place = true;
  EXPECT_EQ(settlement(delivery, ending, {}, now, pause).due, now) << "the clock was set back meanwhile";
}

TEST(Ruling, WhatMayHaveHappened_IsParkedWithWhatToDo_UnlessDuplicateSafe) {
  for (const auto outcome :
       {Outcome::deadline, Outcome::cancelled, Outcome::internal, Outcome::crashed, Outcome::protocol}) {
    const auto parked = after(outcome);
    EXPECT_EQ(parked.state, DeliveryState::parked);
    EXPECT_THAT(parked.reason, HasSubstr("as the back end said"));
    EXPECT_THAT(parked.reason, HasSubstr("key KEY311"));
    EXPECT_THAT(parked.reason, HasSubstr("send it again only if there is none"));

    const auto again = after(outcome, true);
    EXPECT_EQ(again.state, DeliveryState::waiting);
    EXPECT_EQ(again.due, now + pause);
  }
}

TEST(Ruling, WhatWasUnknownBefore_FollowsTheSameRule) {
  auto left = sending();
  left.state = DeliveryState::unknown;
  EXPECT_EQ(after(Outcome::cancelled, false, left).state, DeliveryState::parked);
  EXPECT_EQ(after(Outcome::cancelled, true, left).state, DeliveryState::waiting);
}

TEST(Ruling, OldDelivery_HasOneMoreChanceAtItsEnd_AndIsThenGivenUp) {
  auto old = sending();
  old.created = now - usual_plan().give_up_after + Milliseconds{2'000};
  const auto last = after(Outcome::unavailable, false, old);
  EXPECT_EQ(last.state, DeliveryState::waiting);
  EXPECT_EQ(last.due, now + Milliseconds{2'000});

  old.created -= Milliseconds{2'000};
  const auto over = after(Outcome::unavailable, false, old);
  EXPECT_EQ(over.state, DeliveryState::parked);
  EXPECT_EQ(over.reason, "Given up after 7 days; the last attempt said: as the back end said");
}

TEST(Ruling, Reason_IsCleanAndBounded) {
  EXPECT_EQ(reason_of({Outcome::refused, std::string("bad\x01 news\r\n")}), "bad news\n");
  EXPECT_EQ(reason_of({Outcome::refused, std::string(100'000, 'x')}).size(), 500u);
  EXPECT_EQ(reason_of({Outcome::deadline, ""}), plugin::word(Outcome::deadline));
}

}  // namespace
}  // namespace r311::delivery
