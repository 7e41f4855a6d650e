// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "support/plugin_bench.h"

namespace r311::test {

// A way in which the gateway carries plugins. Every promise of this folder is tested with each of them.
struct Body {
  std::string name;
  std::function<std::unique_ptr<PluginBench>(std::vector<std::filesystem::path>, const Clock&)> bench;
};

inline void PrintTo(const Body& body, std::ostream* out) { *out << body.name; }

inline std::vector<Body> bodies() {
  return {{"inline", [](std::vector<std::filesystem::path> directories, const Clock& clock) {
             return std::make_unique<PluginBench>(std::move(directories), clock);
           }}};
}

}  // namespace r311::test
