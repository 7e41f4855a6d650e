// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "abi/draft/probe.h"
#include "call.hpp"
#include "detail/guard.hpp"
#include "detail/instance.hpp"

namespace relay311 {

// Mixin, r311.probe: tells whether the back end can be used now.
class Probes {
 public:
  virtual ~Probes() = default;
  // Returns if a submit could be tried now, else throws Failure; changes nothing in the back end.
  virtual void probe(Call& call) = 0;
};

namespace detail {

template <class Class>
struct ProbeTable {
  static r311_outcome probe(r311_adapter_handle* adapter, const r311_call* call) noexcept {
    return guarded(*call, [&] {
      Call terms(*call);
      Probes& probes = Instance<Class>::of(adapter).adapter;
      probes.probe(terms);
    });
  }

  static constexpr r311_probe table{sizeof(r311_probe), 0, &probe};
};

}  // namespace detail
}  // namespace relay311
