// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "app/checked.h"
#include "config/config.h"

namespace r311::app {

// Prints findings to standard error, a line each, coloured on a terminal, with a count at the end.
void report_findings(const config::Findings& findings);

// The same as one JSON document on standard output: {"ok": ..., "mistakes": [{file, line, column, ...}], "notes":
// [...]}.
void report_findings_json(const config::Findings& findings, const std::vector<Note>& notes);

}  // namespace r311::app
