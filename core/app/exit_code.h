// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace r311::app {

// What the process answers to whoever started it. `relay311 --help` and docs/operator.md tell it.
enum ExitCode : int {
  exit_ok = 0,
  exit_mistakes = 1,  // the configuration has mistakes, a listed plugin can't be used, no such report or destination
  exit_usage = 2,     // the command line is wrong
  exit_cannot_start = 3,  // the port is taken, the store can't be opened
  exit_cut_off = 4,       // stopped while an adapter call hung; its delivery counts as unknown
};

}  // namespace r311::app
