// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "store/postgres/connection.h"
#include "store/store.h"

namespace r311::store::postgres {

// Reports that come twice, on whichever node. All run inside the transaction that stores the reports, and throw
// Failure.

// The keys that one report brings.
struct KeyClaim {
  std::int64_t jurisdiction = 0;
  std::int64_t request = 0;
  const std::vector<Repeat>* repeats = nullptr;
};

// For each of `claims` the answer of the report that was there first, Kind::conflict where it had another digest, and
// nothing where all its keys are its own now. Keys of an answer hold anew. A key that another node is just storing is
// waited for. No two claims have a key in common.
std::vector<std::optional<Result<Accepted>>> claim_keys(Connection& connection, const std::vector<KeyClaim>& claims,
                                                        Time now);

// Takes back what the claim took.
void release_keys(Connection& connection, const KeyClaim& claim);

// Looks at no more than `most` keys that have expired and forgets those that hold no longer.
void sweep_keys(Connection& connection, Time now, std::int64_t most);

}  // namespace r311::store::postgres
