// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdexcept>
#include <string>

#include "abi/types.h"

namespace relay311 {

// How a call ended, defined by what the gateway does next; abi/types.h says it for each.
enum class Outcome : r311_outcome {
  ok = R311_OK,
  invalid = R311_INVALID,
  refused = R311_REFUSED,
  not_found = R311_NOT_FOUND,
  unauthorized = R311_UNAUTHORIZED,
  unsupported = R311_UNSUPPORTED,
  rate_limited = R311_RATE_LIMITED,
  unavailable = R311_UNAVAILABLE,
  deadline = R311_DEADLINE,
  cancelled = R311_CANCELLED,
  internal = R311_INTERNAL
};

// Thrown by an adapter to end a call without success. `reason` is one sentence for an operator, without secrets. Choose
// the outcome by what is known: only if the work order was surely not created may it be one that says so; in doubt
// Outcome::internal. A Failure with Outcome::ok counts as Outcome::internal.
class Failure : public std::runtime_error {
 public:
  Failure(Outcome outcome, const std::string& reason) : std::runtime_error(reason), outcome_(outcome) {}
  Outcome outcome() const noexcept { return outcome_; }

 private:
  Outcome outcome_;
};

}  // namespace relay311
