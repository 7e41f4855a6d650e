// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "plugin/call_side.h"

namespace r311::plugin {
namespace {

CallTerms terms() { return {}; }

TEST(LateCall, UnknownOutcome_IsDeadline) {
  const CallTerms given = terms();
  const CallSide call(given);
  for (const r311_outcome outcome : {R311_DEADLINE, R311_CANCELLED, R311_INTERNAL, 99, -1}) {
    EXPECT_EQ(call.verdict(outcome, true).outcome, Outcome::deadline) << outcome;
  }
  EXPECT_EQ(call.verdict(R311_INTERNAL, false).outcome, Outcome::internal);
  EXPECT_EQ(call.verdict(R311_CANCELLED, false).outcome, Outcome::cancelled);
}

TEST(LateCall, WhatIsKnown_StaysKnown) {
  const CallTerms given = terms();
  const CallSide call(given);
  EXPECT_EQ(call.verdict(R311_OK, true).outcome, Outcome::ok);
  for (r311_outcome outcome = R311_INVALID; outcome <= R311_UNAVAILABLE; ++outcome)
    EXPECT_EQ(call.verdict(outcome, true).outcome, call.verdict(outcome, false).outcome) << outcome;
}

TEST(CallSide, EachOutcomeOfTheInterface_HasItsOwnMeaning) {
  const CallTerms given = terms();
  const CallSide call(given);
  const std::pair<r311_outcome, std::string_view> words[] = {{R311_OK, "ok"},
                                                             {R311_INVALID, "invalid"},
                                                             {R311_REFUSED, "refused"},
                                                             {R311_NOT_FOUND, "not_found"},
                                                             {R311_UNAUTHORIZED, "unauthorized"},
                                                             {R311_UNSUPPORTED, "unsupported"},
                                                             {R311_RATE_LIMITED, "rate_limited"},
                                                             {R311_UNAVAILABLE, "unavailable"},
                                                             {R311_DEADLINE, "deadline"},
                                                             {R311_CANCELLED, "cancelled"},
                                                             {R311_INTERNAL, "internal"},
                                                             {R311_INTERNAL + 1, "internal"},
                                                             {-1, "internal"}};
  for (const auto& [told, meant] : words) EXPECT_EQ(word(call.verdict(told, false).outcome), meant) << told;
}

TEST(CallSide, LastReasonStandsAndIsBounded) {
  const CallTerms given = terms();
  const CallSide call(given);
  const std::string long_reason(5000, 'x');
  const r311_call* abi = call.abi();
  EXPECT_EQ(abi->fail(abi->self, R311_REFUSED, {"first", 5}), R311_REFUSED);
  EXPECT_EQ(call.verdict(R311_REFUSED, false).reason, "first");
  abi->fail(abi->self, R311_REFUSED, {long_reason.data(), long_reason.size()});
  EXPECT_EQ(call.verdict(R311_REFUSED, false).reason.size(), 1000u);
  EXPECT_EQ(call.verdict(R311_OK, false).reason, "");
}

}  // namespace
}  // namespace r311::plugin
