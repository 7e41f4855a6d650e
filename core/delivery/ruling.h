// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "delivery/plan.h"
#include "delivery/transitions.h"
#include "plugin/adapter.h"
#include "store/delivery_record.h"

// What the queue does about the outcome of an attempt. Pure functions, any thread.
namespace r311::delivery {

// Whether an outcome says something about the destination as a whole, so that the deliveries behind this one
// should be held back for a while too.
enum class Trouble {
  none,      // it is this report's own matter; the back end answered
  doubtful,  // one odd report, or the destination: the next failure in a row tells
  certain    // every other report would fare the same
};

struct Rule {
  Event event;
  Trouble trouble;
};

// One row for each outcome.
Rule rule_for(plugin::Outcome outcome);

// The verdict's reason as it is kept and logged: clean text of at most 500 characters, the outcome's word if
// it gave none.
std::string reason_of(const plugin::Verdict& verdict);

// What an attempt was for.
enum class Purpose {
  send,
  find  // to ask the back end whether it has what was sent
};

// An attempt that has ended.
struct Ending {
  Purpose purpose = Purpose::send;
  bool can_find = false;  // the back end can be asked what became of it
  plugin::Verdict verdict;
  std::string reference;  // the back end's, if it is delivered
  Time started{};
  Milliseconds took{};
  bool kept = false;          // there was no call: the back end takes none of its kind, and the gateway keeps it
  bool last_chance = true;    // false: its age is no reason to park it
  bool absence_tells = true;  // what is not found now will not come either
  bool keeps_place = false;   // it is not to blame: if it waits, then where its acceptance puts it
};

// Whether an answer says of what may still come that it is not there.
bool says_too_early(const Ending& ending);

// Where `delivery` (in the state `sending`, or `unknown`) goes now, with a reason written for an operator. `pause` is
// for how long it waits if it waits without keeping its place, or stays unknown.
// What nobody can say about (`lose`) is never sent again blindly: if the back end can be asked, it is unknown until an
// answer comes; else it waits to be sent again only if the back end makes no second work order of it, and is parked
// otherwise. An answer (Purpose::find) is: it is there, delivered with that reference; it is not there, waiting and due
// at once, or where it was accepted; not there yet, or no answer, still unknown.
// What would wait, or be unknown, beyond `plan.give_up_after` of its age has one more chance at that age and is then
// parked.
store::Settlement settlement(const store::Delivery& delivery, const Ending& ending, const DestinationPlan& plan,
                             Time now, Milliseconds pause);

}  // namespace r311::delivery
