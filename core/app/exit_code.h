// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace r311::app {

// What the process answers to whoever started it.
enum ExitCode : int { exit_ok = 0, exit_mistakes = 1, exit_usage = 2, exit_cannot_start = 3, exit_cut_off = 4 };

// What each means, as `relay311 --help` tells it.
inline constexpr auto exit_codes =
    "Exit codes: 0 success; 1 the configuration has mistakes, or what was asked for is not there or can't be used;\n"
    "2 wrong command line; 3 could not start; 4 stopped while an adapter call hung.";

}  // namespace r311::app
