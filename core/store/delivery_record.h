// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace r311::store {

// Where a delivery stands. core/delivery/transitions.h says which may follow which.
enum class DeliveryState { waiting, sending, unknown, delivered, parked, rejected };

// The word of a state ("waiting") and the state of exactly that word; stores keep the words.
std::string_view word(DeliveryState state);
std::optional<DeliveryState> delivery_state_of(std::string_view word);

// One thing to hand to one destination.
struct Delivery {
  std::int64_t id = 0;
  std::int64_t request = 0;  // the store's own number of the request it belongs to
  std::string destination;   // "JURISDICTION/BACKEND"
  std::string key;           // idempotency key, the same for every attempt
  std::string trace;         // for logs on both sides of the border
  DeliveryState state = DeliveryState::waiting;
  int attempts = 0;  // begun so far
  Time created{};
  Time due{};
  std::string reason;  // why it is where it is
};

// One try, as an operator reads it. An empty outcome: it has begun and not ended.
struct Attempt {
  int number = 0;
  Time started{};
  Milliseconds took{};
  std::string outcome;
  std::string reason;
};

// How an attempt ended.
struct Settlement {
  DeliveryState state = DeliveryState::waiting;
  Time due{};  // for waiting
  std::string outcome;
  std::string reason;
  std::string reference;  // for delivered
  Time started{};
  Milliseconds took{};
};

}  // namespace r311::store
