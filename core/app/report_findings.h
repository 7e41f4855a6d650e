// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <vector>

#include "app/checked.h"
#include "config/config.h"

namespace r311::app {

// Of more findings than that only the first are told, and how many more there are.
inline constexpr std::size_t most_findings_told = 200;

// Prints findings to standard error, a line each, coloured on a terminal, with a count at the end.
void report_findings(const config::Findings& findings);

// The same as one JSON document on standard output: {"ok": ..., "mistakes": [{file, line, column, ...}], "more": how
// many mistakes there are beside these, "notes": [...]}.
void report_findings_json(const config::Findings& findings, const std::vector<Note>& notes);

}  // namespace r311::app
