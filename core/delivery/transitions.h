// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "base/result.h"
#include "store/delivery_record.h"

// Which state of a delivery may follow which. One table; nothing else in the gateway decides it.
//
//   waiting --begin--> sending --deliver--> delivered
//    | | ^              |  ^ |---reject---> rejected
//    | | |<---defer-----|  | |----park----> parked
//    | | |            lose |
//    | | |              v  begin (to reconcile)
//    | | `----defer--- unknown --park----> parked, or --deliver--> delivered
//    | `--park--> parked                   (an operator)
//    `----drop--> rejected                 (an operator; from parked as well)
//
// Invariants: `delivered` is final. Only `waiting` may be sent. What is `unknown` begins again only to be reconciled:
// to find out what became of it, or where sending it again does no harm; it stays unknown (begin, then lose) for as
// long as that can't be found out. What is `parked` or `rejected` stays until an operator releases it. Only `sending`
// can become unknown.
namespace r311::delivery {

enum class Event {
  begin,    // an attempt begins, to send or to reconcile
  deliver,  // the back end has it
  reject,   // the back end will never take it
  defer,    // it did not happen, or may happen twice without harm: try again later
  lose,     // nobody can say whether it happened
  park,     // an operator must look, or wants to
  release,  // an operator sends it on its way again
  drop      // an operator gives it up
};

std::string_view word(Event event);

// The state after `event`. Kind::conflict if `state` does not allow it. Any thread.
Result<store::DeliveryState> next(store::DeliveryState state, Event event);

}  // namespace r311::delivery
