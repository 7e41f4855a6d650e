// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "base/clock.h"
#include "open311/model.h"
#include "store/postgres/connection.h"
#include "store/postgres/names.h"
#include "store/store.h"

namespace r311::store::postgres {

// A report on its way in. `seq` is the number that its request shall have: taken from the server before anything is
// written and given to no other, it tells after a lost connection whether this very report is stored.
struct Acceptance {
  open311::AcceptedReport report;
  std::string destination;
  std::vector<Repeat> repeats;
  Written written;
  std::int64_t seq = 0;
};

using Batch = std::vector<Acceptance*>;

// Gives each of `batch` a number where it has none, from `stock`, which is filled up from the server when it is short.
void number_requests(Connection& connection, const Batch& batch, std::deque<std::int64_t>& stock);

// Stores all of `batch`, each report with its delivery and keys, in one transaction, and answers for each in order.
// No two of `batch` share a key of one jurisdiction. Run again with the same numbers, it stores nothing twice. Throws
// Failure; then nothing is stored, unless it is Trouble::lost, when it may be.
std::vector<Result<Accepted>> store_batch(Connection& connection, Names& names, const Batch& batch, Time now);

}  // namespace r311::store::postgres
