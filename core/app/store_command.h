// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <optional>

#include "app/store_copy.h"

namespace r311::app {

// `relay311 store` and what stands below it on the command line. Lives until the line was parsed and run() was called.
class StoreCommand {
 public:
  explicit StoreCommand(CLI::App& app);
  // The exit code, if it was this command.
  std::optional<int> run() const;

 private:
  StoreCopyOptions options_;
  CLI::App* copy_;
};

}  // namespace r311::app
