// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <exception>
#include <string_view>

#include "../abi/types.h"
#include "../outcome.hpp"
#include "view.hpp"

// No exception may leave a plugin. Not for adapters to use.
namespace relay311::detail {

inline r311_outcome tell(const r311_call& call, Outcome outcome, std::string_view reason) noexcept {
  const auto code = static_cast<r311_outcome>(outcome == Outcome::ok ? Outcome::internal : outcome);
  const auto fail = read(call, &r311_call::fail);
  if (fail != nullptr) fail(call.self, code, lend(reason));
  return code;
}

// Runs `body`; what it throws becomes an outcome and a reason.
template <class Body>
r311_outcome guarded(const r311_call& call, Body&& body) noexcept {
  try {
    body();
    return R311_OK;
  } catch (const Failure& failure) {
    return tell(call, failure.outcome(), failure.what());
  } catch (const std::exception& exception) {
    return tell(call, Outcome::internal, exception.what());
  } catch (...) {
    return tell(call, Outcome::internal, "an exception that is not a std::exception");
  }
}

}  // namespace relay311::detail
