// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

// How the misbehaving adapter is told what to do. A control file has lines
//
//   WHEN ORDER [N]
//
// of which the first that fits is obeyed; none, or no file: ok. WHEN is `*` (each call), `attempt=N` (the Nth for that
// report), `every=N` (each Nth call of an instance) or `text=WORD` (a report whose description holds WORD). A report's
// attribute `order` ("slow 50") goes before the file.
namespace misbehaving {

enum class Conduct {
  ok,
  slow,          // waits N milliseconds, whatever the deadline says, and is then ok
  hang,          // waits until the release file exists, deaf to cancelling and to the deadline, and is then ok
  throws,        // a std::exception before anything was created
  refuse,        // the back end will never take it
  invalid,       // so it says of the report
  unauthorized,  // the password is wrong
  rate_limit,    // too fast
  unavailable,   // down
  time_out,      // created, and then past the deadline
  lose,          // created, and then the connection broke
  twice,         // created, and two receipts are given
  garbage,       // created, and the outcome is no outcome
  crash          // created, and then an exception crosses the border
};

struct Order {
  Conduct conduct = Conduct::ok;
  long amount = 0;
};

// "slow 50". Throws std::runtime_error for a word that is no order.
Order parse_order(const std::string& text);

// One call of submit.
struct Occasion {
  long call = 1;     // of this instance, from 1
  long attempt = 1;  // for this report, from 1
  std::string description;
};

// The order that `control` holds for it.
Order order_for(const std::string& control, const Occasion& occasion);

}  // namespace misbehaving
