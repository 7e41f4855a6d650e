// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace r311::app {

struct ServeOptions {
  std::string config;
  std::string listen;  // HOST:PORT, or empty: as configured
  std::string data;    // empty: as configured
  bool debug = false;
};

// Runs the gateway until SIGTERM or SIGINT, then ends within 5 seconds with requests in flight answered.
int serve(const ServeOptions& options);

}  // namespace r311::app
