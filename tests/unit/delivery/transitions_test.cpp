// SPDX-License-Identifier: Apache-2.0
#include "delivery/transitions.h"

#include <gtest/gtest.h>

#include <map>
#include <utility>

namespace r311::delivery {
namespace {

using store::DeliveryState;

constexpr DeliveryState states[] = {DeliveryState::waiting,   DeliveryState::sending, DeliveryState::unknown,
                                    DeliveryState::delivered, DeliveryState::parked,  DeliveryState::rejected};
constexpr Event events[] = {Event::begin, Event::deliver, Event::reject, Event::defer,
                            Event::lose,  Event::park,    Event::release};

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
      {{DeliveryState::parked, Event::release}, DeliveryState::waiting},
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

TEST(Transitions, WhatIsDeliveredOrRejected_StaysSo) {
  for (const auto event : events) {
    EXPECT_FALSE(next(DeliveryState::delivered, event));
    EXPECT_FALSE(next(DeliveryState::rejected, event));
  }
}

}  // namespace
}  // namespace r311::delivery
