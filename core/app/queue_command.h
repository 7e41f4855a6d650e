// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "app/queue.h"

namespace r311::app {

// `relay311 queue` and what stands below it on the command line. Lives until the line was parsed and run() was called.
class QueueCommand {
 public:
  explicit QueueCommand(CLI::App& app);
  // The exit code, if it was this command.
  std::optional<int> run() const;

 private:
  void add_filters(CLI::App& command);
  CLI::App* add_list();
  CLI::App* add_action(store::OperatorAction action, const std::string& help);

  QueueOptions options_;
  QueueFilter filter_;
  QueuePage page_;
  std::string reason_;
  CLI::App* queue_;
  CLI::App* list_;
  CLI::App* show_;
  CLI::App* retry_;
  CLI::App* park_;
  CLI::App* drop_;
};

}  // namespace r311::app
