// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "../abi/draft/submit.h"
#include "guard.hpp"
#include "view.hpp"

// What looking up and handing over have in common. Not for adapters to use.
namespace relay311::detail {

// Tells a reference that need not be there.
inline void give(const r311_receipt_sink& sink, const std::string& reference) {
  if (!reference.empty()) sink.reference(sink.self, lend(std::string_view(reference)));
}

// Runs `body`, which says whether what it looked for is there. What it throws may be a mistake; only its false is taken
// as "it is not there".
template <class Body>
r311_outcome guarded_search(const r311_call& call, Body&& body) noexcept {
  bool there = false;
  const r311_outcome outcome = guarded(call, [&] { there = body(); });
  if (outcome == R311_NOT_FOUND) return R311_INTERNAL;
  return outcome == R311_OK && !there ? R311_NOT_FOUND : outcome;
}

}  // namespace relay311::detail
