// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "base/result.h"

namespace r311::store::postgres {

// What may be done about a failed step.
enum class Trouble {
  statement,  // it fails again if tried again: the caller's data, or a fault of ours
  again,      // another transaction was in the way (deadlock, serialization): the whole transaction may be tried again
  server,     // the server can't now (disk full, time-out, read-only): what was written in the transaction is lost
  lost        // the connection is gone, and with it what was not committed
};

// A failed step. Thrown inside this folder only; the methods of Store answer its `error`.
struct Failure {
  Error error;
  Trouble trouble = Trouble::statement;
};

}  // namespace r311::store::postgres
