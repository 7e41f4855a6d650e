// SPDX-License-Identifier: Apache-2.0
#include "delivery/transitions.h"
#include "store/operator_order.h"

#include <gtest/gtest.h>

#include <map>
#include <utility>
#include <vector>

namespace r311::delivery {
namespace {

using store::DeliveryState;

constexpr DeliveryState states[] = {DeliveryState::waiting,   DeliveryState::sending, DeliveryState::unknown,
                                    DeliveryState::delivered, DeliveryState::parked,  DeliveryState::rejected};
constexpr Event events[] = {Event::begin, Event::deliver, Event::reject,  Event::defer,
                            Event::lose,  Event::park,    Event::release, Event::drop};

TEST(Transitions, EveryPairOfStateAndEvent_IsEitherPromisedOrRefused) {
  const std::map<std::pair<DeliveryState, Event>, DeliveryState> promised{
      {{DeliveryState::waiting, Event::begin}, DeliveryState::sending},
      {{DeliveryState::sending, Event::deliver}, DeliveryState::delivered},
      {{DeliveryState::sending, Event::reject}, DeliveryState::rejected},
      {{DeliveryState::sending, Event::defer}, DeliveryState::waiting},
      {{DeliveryState::sending, Event::park}, DeliveryState::parked},
      {{DeliveryState::sending, Event::lose}, DeliveryState::unknown},
      {{DeliveryState::unknown, Event::begin}, DeliveryState::sending},
      {{DeliveryState::unknown, Event::deliver}, DeliveryState::delivered},
      {{DeliveryState::unknown, Event::defer}, DeliveryState::waiting},
      {{DeliveryState::unknown, Event::park}, DeliveryState::parked},
      {{DeliveryState::waiting, Event::park}, DeliveryState::parked},
      {{DeliveryState::waiting, Event::drop}, DeliveryState::rejected},
      {{DeliveryState::parked, Event::release}, DeliveryState::waiting},
      {{DeliveryState::parked, Event::drop}, DeliveryState::rejected},
      {{DeliveryState::rejected, Event::release}, DeliveryState::waiting},
  };
  for (const auto state : states) {
    for (const auto event : events) {
      SCOPED_TRACE(std::string(store::word(state)) + " + " + std::string(word(event)));
      const auto to = next(state, event);
      const auto found = promised.find({state, event});
      if (found == promised.end()) {
        ASSERT_FALSE(to);
        EXPECT_EQ(to.error().kind, Kind::conflict);
      } else {
        ASSERT_TRUE(to);
        EXPECT_EQ(*to, found->second);
      }
    }
  }
}

TEST(Transitions, WhatIsDelivered_StaysSo) {
  for (const auto event : events) EXPECT_FALSE(next(DeliveryState::delivered, event));
}

TEST(Transitions, WhatIsRejected_ComesBackOnlyByAnOperator) {
  for (const auto event : events) {
    if (event != Event::release) {
      EXPECT_FALSE(next(DeliveryState::rejected, event)) << word(event);
    }
  }
}

TEST(Transitions, WhatIsUnknown_IsNeverSentWithoutAReconciliation) {
  for (const auto event : events) {
    const auto to = next(DeliveryState::unknown, event);
    if (to && *to == DeliveryState::sending) {
      EXPECT_EQ(event, Event::begin);
    }
  }
  EXPECT_EQ(next(DeliveryState::sending, Event::lose).value(), DeliveryState::unknown) << "it may last";
}

TEST(Transitions, EachOperatorsAction_IsAStepOfTheTable) {
  using store::OperatorAction;
  const std::map<OperatorAction, Event> steps{{OperatorAction::retry, Event::release},
                                              {OperatorAction::park, Event::park},
                                              {OperatorAction::drop, Event::drop}};
  for (const auto& [action, event] : steps) {
    const auto move = store::move_of(action);
    EXPECT_FALSE(move.from.empty()) << store::word(action);
    for (const auto state : move.from) EXPECT_EQ(next(state, event), move.to) << store::word(action);
  }
}

}  // namespace
}  // namespace r311::delivery
