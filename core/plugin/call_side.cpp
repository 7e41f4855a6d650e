// SPDX-License-Identifier: Apache-2.0
#include "plugin/call_side.h"

#include "plugin/abi_view.h"

namespace r311::plugin {

namespace {

constexpr std::size_t most_reason = 1000;

static_assert(static_cast<r311_outcome>(Outcome::ok) == R311_OK);
static_assert(static_cast<r311_outcome>(Outcome::rate_limited) == R311_RATE_LIMITED);
static_assert(static_cast<r311_outcome>(Outcome::internal) == R311_INTERNAL);

bool is_unknown(Outcome outcome) { return outcome >= Outcome::deadline; }

}  // namespace

CallSide::CallSide(const CallTerms& terms)
    : terms_(terms),
      abi_{sizeof(r311_call),
           static_cast<std::uint32_t>(terms.attempt < 0 ? 0 : terms.attempt),
           reinterpret_cast<r311_call_handle*>(this),
           terms.deadline.time_since_epoch().count(),
           lend(terms.trace),
           lend(terms.key),
           &cancelled,
           &fail} {}

Verdict CallSide::verdict(r311_outcome outcome, bool late) const {
  if (outcome == R311_OK) return {};
  const bool exists = outcome > R311_OK && outcome <= R311_INTERNAL;
  Verdict verdict{exists ? static_cast<Outcome>(outcome) : Outcome::internal, reason_};
  if (!exists) verdict.reason = "the plugin answered outcome " + std::to_string(outcome) + ", which does not exist";
  if (is_unknown(verdict.outcome) && late) verdict.outcome = Outcome::deadline;
  if (verdict.reason.empty()) verdict.reason = "the plugin told no reason";
  return verdict;
}

std::int32_t CallSide::cancelled(r311_call_handle* self) noexcept {
  const auto* flag = reinterpret_cast<CallSide*>(self)->terms_.cancelled;
  return flag != nullptr && flag->load() ? 1 : 0;
}

r311_outcome CallSide::fail(r311_call_handle* self, r311_outcome outcome, r311_text_view reason) noexcept {
  reinterpret_cast<CallSide*>(self)->reason_ = readable(reason, most_reason);
  return outcome;
}

}  // namespace r311::plugin
