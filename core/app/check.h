// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace r311::app {

struct CheckOptions {
  std::string config;
  std::string data;
  bool json = false;
};

// Tells every mistake of a configuration, those that only a plugin can see included, and contacts no back end.
int check(const CheckOptions& options);

}  // namespace r311::app
