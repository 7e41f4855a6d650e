// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

namespace r311::app {

// The first of `words`, as they stand behind the program's name, that `app` has no use for, with the nearest that it
// knows: "no command "plugn"; did you mean plugin?". Nothing where every word is known and something else is wrong.
std::optional<std::string> wrong_word(CLI::App& app, const std::vector<std::string>& words);

}  // namespace r311::app
