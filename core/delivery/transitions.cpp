// SPDX-License-Identifier: Apache-2.0
#include "delivery/transitions.h"

#include <algorithm>
#include <array>
#include <string>

namespace r311::delivery {
namespace {

using store::DeliveryState;

struct Row {
  DeliveryState from;
  Event event;
  DeliveryState to;
};

constexpr std::array table{
    Row{DeliveryState::waiting, Event::begin, DeliveryState::sending},
    Row{DeliveryState::sending, Event::deliver, DeliveryState::delivered},
    Row{DeliveryState::sending, Event::reject, DeliveryState::rejected},
    Row{DeliveryState::sending, Event::defer, DeliveryState::waiting},
    Row{DeliveryState::sending, Event::park, DeliveryState::parked},
    Row{DeliveryState::sending, Event::lose, DeliveryState::unknown},
    Row{DeliveryState::unknown, Event::begin, DeliveryState::sending},
    Row{DeliveryState::unknown, Event::deliver, DeliveryState::delivered},
    Row{DeliveryState::unknown, Event::defer, DeliveryState::waiting},
    Row{DeliveryState::unknown, Event::park, DeliveryState::parked},
    Row{DeliveryState::waiting, Event::park, DeliveryState::parked},
    Row{DeliveryState::waiting, Event::drop, DeliveryState::rejected},
    Row{DeliveryState::parked, Event::release, DeliveryState::waiting},
    Row{DeliveryState::parked, Event::drop, DeliveryState::rejected},
    Row{DeliveryState::rejected, Event::release, DeliveryState::waiting},
};

}  // namespace

std::string_view word(Event event) {
  switch (event) {
    case Event::begin:
      return "begin";
    case Event::deliver:
      return "deliver";
    case Event::reject:
      return "reject";
    case Event::defer:
      return "defer";
    case Event::lose:
      return "lose";
    case Event::park:
      return "park";
    case Event::release:
      return "release";
    case Event::drop:
      return "drop";
  }
  return "?";
}

Result<DeliveryState> next(DeliveryState state, Event event) {
  const auto row = std::find_if(table.begin(), table.end(),
                                [&](const Row& each) { return each.from == state && each.event == event; });
  if (row != table.end()) return row->to;
  return fail(Kind::conflict,
              "a delivery that is '" + std::string(store::word(state)) + "' has no '" + std::string(word(event)) + "'");
}

}  // namespace r311::delivery
