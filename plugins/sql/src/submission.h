// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "relay311/host.hpp"
#include "relay311/report.hpp"
#include "session.h"
#include "settings.h"
#include "text_losses.h"

namespace sql {

// Runs the submit statements for one report, all in one transaction, and returns the work order's reference, trimmed as
// a poll trims those of changes. Where the database refuses the report and `find` tells that it has its work order
// already, that one's. A reference that the gateway could not keep ends the transaction without a trace. Ends
// with relay311::Failure. What rules have taken from texts is told to `losses`.
std::string submit(const Settings& settings, const StatusCodes& codes, TextLosses& losses, Session& session,
                   const relay311::Host& host, const relay311::Report& report, const relay311::Call& call);

// Looks for the work order that was submitted with the call's idempotency key; nothing if the database has none. The
// configuration has a `find`. Ends with relay311::Failure.
std::optional<std::string> find(const Settings& settings, Session& session, const relay311::Call& call);

}  // namespace sql
