// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace r311::app {

struct PluginListOptions {
  std::string config;
  bool json = false;
};

// Shows every plugin in the configured directories: what it is, or why it can't be used.
int list_plugins(const PluginListOptions& options);

}  // namespace r311::app
