// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "abi/draft/submit.h"
#include "call.hpp"
#include "detail/guard.hpp"
#include "detail/instance.hpp"
#include "outcome.hpp"
#include "report.hpp"

namespace relay311 {

// What a back end answers to a new work order.
struct Receipt {
  std::string reference;  // the back end's own; not empty, at most R311_REFERENCE_MOST bytes
};

// Mixin, r311.submit: creates work orders.
class Submits {
 public:
  virtual ~Submits() = default;
  // Creates one work order and returns once the back end has it for good. If the back end already has one for
  // call.idempotency_key(), returns that one's reference.
  virtual Receipt submit(const Report& report, Call& call) = 0;
};

namespace detail {

template <class Class>
struct SubmitTable {
  static r311_outcome submit(r311_adapter_handle* adapter, const r311_report* report, const r311_receipt_sink* sink,
                             const r311_call* call) noexcept {
    return guarded(*call, [&] {
      Call terms(*call);
      Submits& submits = Instance<Class>::of(adapter).adapter;
      const Receipt receipt = submits.submit(report_of(*report), terms);
      if (receipt.reference.empty()) throw Failure(Outcome::internal, "submit gave an empty reference");
      sink->reference(sink->self, lend(std::string_view(receipt.reference)));
    });
  }

  static constexpr r311_submit table{sizeof(r311_submit), 0, &submit};
};

}  // namespace detail
}  // namespace relay311
