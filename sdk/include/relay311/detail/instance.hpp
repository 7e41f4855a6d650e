// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "../abi/plugin.h"
#include "../host.hpp"

// What an r311_adapter_handle of the wrapper points to. Not for adapters to use.
namespace relay311::detail {

template <class Class>
struct Instance {
  explicit Instance(const r311_host& abi) : host(abi), adapter(host) {}

  r311_adapter_handle* handle() { return reinterpret_cast<r311_adapter_handle*>(this); }
  static Instance& of(r311_adapter_handle* handle) { return *reinterpret_cast<Instance*>(handle); }

  Host host;
  Class adapter;
};

}  // namespace relay311::detail
