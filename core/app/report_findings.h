// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "config/config.h"

namespace r311::app {

// Prints findings to standard error, a line each, coloured on a terminal, with a count at the end.
void report_findings(const config::Findings& findings);

// The same as one JSON document on standard output: {"ok": ..., "mistakes": [{file, line, column, ...}]}.
void report_findings_json(const config::Findings& findings);

}  // namespace r311::app
