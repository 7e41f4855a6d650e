// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string_view>

#include "abi/draft/find.h"
#include "call.hpp"
#include "detail/guard.hpp"
#include "detail/instance.hpp"
#include "detail/receipt.hpp"
#include "submit.hpp"

namespace relay311 {

// Mixin, r311.find: finds a work order again whose submit ended without a clear answer.
class Finds {
 public:
  virtual ~Finds() = default;
  // False: the configuration of this instance leaves it out, and find() is never called. Never changes.
  virtual bool can_find() const { return true; }

  // The receipt of the work order that was submitted with `idempotency_key`, or nothing if it is certainly not there:
  // the gateway then sends the report again. Changes nothing in the back end. If it can't be found out, throws Failure.
  virtual std::optional<Receipt> find(std::string_view idempotency_key, Call& call) = 0;
};

namespace detail {

template <class Class>
struct FindTable {
  static r311_outcome find(r311_adapter_handle* adapter, r311_text_view key, const r311_receipt_sink* sink,
                           const r311_call* call) noexcept {
    return guarded_search(*call, [&] {
      Call terms(*call);
      Finds& finds = Instance<Class>::of(adapter).adapter;
      const std::optional<Receipt> receipt = finds.find(view_of(key), terms);
      if (!receipt) return false;
      if (receipt->reference.empty()) throw Failure(Outcome::internal, "find gave an empty reference");
      give(*sink, receipt->reference);
      return true;
    });
  }

  static constexpr r311_find table{sizeof(r311_find), 0, &find};
};

}  // namespace detail
}  // namespace relay311
