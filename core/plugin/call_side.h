// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "plugin/adapter.h"
#include "relay311/abi/types.h"

namespace r311::plugin {

// The terms of one call as a plugin sees them, and what it tells of its failure. `terms` outlives it.
class CallSide {
 public:
  explicit CallSide(const CallTerms& terms);
  CallSide(const CallSide&) = delete;
  CallSide& operator=(const CallSide&) = delete;

  const r311_call* abi() const { return &abi_; }

  // What `outcome` of the plugin means; an outcome that does not exist is Outcome::internal. Unknown outcomes of a call
  // that is `late` are Outcome::deadline. A reason is there for everything but ok.
  Verdict verdict(r311_outcome outcome, bool late) const;

  // The reason told so far, or `fallback`.
  std::string reason_or(std::string fallback) const { return reason_.empty() ? std::move(fallback) : reason_; }

 private:
  static std::int32_t cancelled(r311_call_handle* self) noexcept;
  static r311_outcome fail(r311_call_handle* self, r311_outcome outcome, r311_text_view reason) noexcept;

  const CallTerms& terms_;
  std::string reason_;
  const r311_call abi_;
};

}  // namespace r311::plugin
