// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

#include "open311/model.h"
#include "store/store.h"

// What becomes of reports and deliveries, the same in every store. Pure functions.
namespace r311::store {

inline constexpr const char* kInterruptedReason = "the gateway stopped while the back end was being called";
inline constexpr const char* kRejectedWithItsReport = "the report that it belongs to was rejected";

// Kind::invalid: a report to be stored lacks what it is found by.
Result<void> check_report(const open311::AcceptedReport& report, const std::string& destination);

// A report that was answered with a token can be read once that resolves, one that can't be followed never.
bool readable_at_once(const open311::AcceptedReport& report);

// What is answered for a report that was just stored.
Accepted answer_of(const open311::AcceptedReport& report);

// Kind::invalid: an attempt can't end like that.
Result<void> check_settlement(const Settlement& settlement);

// What a settlement makes of a request, which clients know as `settled.id`: whether the back end's reference is to
// become its id is `wanted`, whether it did `taken`.
void tell_id(Settled& settled, const Settlement& settlement, bool wanted, bool taken);

// How a delivery stands, as far as it says why it can't be moved.
struct Standing {
  std::string state;
  bool held = false;
  std::int64_t attempts = 0;
};

// Kind::conflict: delivery `id` stands so and can't be `moved` ("begun").
Error refusal(std::int64_t id, const Standing& standing, const char* moved);
// Kind::not_found.
Error no_delivery(std::int64_t id);
Error no_report(std::int64_t request);

}  // namespace r311::store
