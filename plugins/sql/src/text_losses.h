// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "parameters.h"
#include "relay311/host.hpp"

namespace sql {

// Tells what the configuration's rules have taken from texts on their way to the back end: lengths and counts, never a
// text. Each cut is told; characters that were brought to a charset are told the 1st, 10th, 100th ... time of each
// parameter. Not for several threads at once.
class TextLosses {
 public:
  // `host` outlives it.
  explicit TextLosses(const relay311::Host& host) : host_(host) {}

  // Of one call, once it is done.
  void tell(const ParameterValues& values, const relay311::Call& call);

 private:
  const relay311::Host& host_;
  std::map<std::string, std::uint64_t> texts_;  // by parameter, of which the statements name a few
};

}  // namespace sql
