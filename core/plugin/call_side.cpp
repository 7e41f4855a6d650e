// SPDX-License-Identifier: Apache-2.0
#include "plugin/call_side.h"

#include <algorithm>
#include <array>
#include <optional>

#include "plugin/abi_view.h"

namespace r311::plugin {

namespace {

struct Answer {
  r311_outcome told;
  Outcome outcome;
};

// All that a plugin can answer.
constexpr std::array<Answer, 11> answers{{{R311_OK, Outcome::ok},
                                          {R311_INVALID, Outcome::invalid},
                                          {R311_REFUSED, Outcome::refused},
                                          {R311_NOT_FOUND, Outcome::not_found},
                                          {R311_UNAUTHORIZED, Outcome::unauthorized},
                                          {R311_UNSUPPORTED, Outcome::unsupported},
                                          {R311_RATE_LIMITED, Outcome::rate_limited},
                                          {R311_UNAVAILABLE, Outcome::unavailable},
                                          {R311_DEADLINE, Outcome::deadline},
                                          {R311_CANCELLED, Outcome::cancelled},
                                          {R311_INTERNAL, Outcome::internal}}};

std::optional<Outcome> outcome_of(r311_outcome told) {
  const auto answer =
      std::find_if(answers.begin(), answers.end(), [told](const Answer& each) { return each.told == told; });
  return answer == answers.end() ? std::nullopt : std::optional(answer->outcome);
}

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
  const auto known = outcome_of(outcome);
  Verdict verdict{known.value_or(Outcome::internal), reason_};
  if (!known) verdict.reason = "the plugin answered outcome " + std::to_string(outcome) + ", which does not exist";
  if (late && may_have_happened(verdict.outcome)) verdict.outcome = Outcome::deadline;
  if (verdict.reason.empty()) verdict.reason = "the plugin told no reason";
  return verdict;
}

std::int32_t CallSide::cancelled(r311_call_handle* self) noexcept {
  const auto* flag = reinterpret_cast<CallSide*>(self)->terms_.cancelled;
  return flag != nullptr && flag->load() ? 1 : 0;
}

r311_outcome CallSide::fail(r311_call_handle* self, r311_outcome outcome, r311_text_view reason) noexcept {
  reinterpret_cast<CallSide*>(self)->reason_ = readable(reason, R311_REASON_MOST);
  return outcome;
}

}  // namespace r311::plugin
