// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <string_view>

#include "abi/types.h"
#include "detail/view.hpp"
#include "time.hpp"

namespace relay311 {

// The terms of one call. Lives for the call; so does the text it returns.
class Call {
 public:
  explicit Call(const r311_call& abi) : abi_(abi) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // True if the gateway no longer waits for the result; ask between slow steps. Any thread.
  bool cancelled() const {
    const auto ask = detail::read(abi_, &r311_call::cancelled);
    return ask != nullptr && ask(abi_.self) != 0;
  }

  // Be back by then; past it what may have happened counts as deadline, while success and a definite refusal stand.
  Time deadline() const { return detail::time_of(detail::read(abi_, &r311_call::deadline)); }

  // Until the deadline; never negative. What a time-out for the next step may be at most.
  std::chrono::milliseconds remaining() const {
    const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    return deadline() > now ? deadline() - now : std::chrono::milliseconds(0);
  }

  // For logs on both sides.
  std::string_view trace_id() const { return detail::view_of(detail::read(abi_, &r311_call::trace_id)); }

  // The same for every attempt of a delivery and never used for another: store it with the work order.
  std::string_view idempotency_key() const { return detail::view_of(detail::read(abi_, &r311_call::idempotency_key)); }

  // 1 for the first try of a delivery; 0 where no delivery is meant.
  unsigned attempt() const { return detail::read(abi_, &r311_call::attempt); }

 private:
  const r311_call& abi_;
};

}  // namespace relay311
