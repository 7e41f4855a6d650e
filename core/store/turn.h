// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/delivery_record.h"

// What a slot of a destination writes between two calls: how one ended and which is next, so that both cost the disk
// once.
namespace r311::store {

// An attempt that has ended, and how. `delivery.attempts` counts it.
struct Ended {
  Delivery delivery;
  Settlement settlement;
};

// Asks for the delivery of `destination` that is due first, of those that are due at `due_by`.
struct Claim {
  std::string destination;
  Time due_by{};
  Time started{};        // the attempt's
  Milliseconds lease{};  // see Store::begin
};

struct Turn {
  std::optional<Ended> ended;
  std::optional<Claim> claim;
};

// What a claim led to.
struct Claimed {
  Result<void> told;              // Kind::unavailable: it can't be told
  std::optional<Delivery> begun;  // as it stands now; if it can't be told, what may have been begun
};

struct Turned {
  Result<Settled> settled;  // as Store::settle answers; means nothing if none ended
  Claimed claimed;          // likewise
};

}  // namespace r311::store
