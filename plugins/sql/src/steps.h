// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parameters.h"
#include "session.h"
#include "settings.h"

namespace sql {

// Runs `steps` in the open transaction, told as "NAME 1" and so on. What they give as a reference is what the gateway
// can keep, or relay311::Failure(unsupported) ends the transaction; `given` gets it as the database has it, for later
// steps, and the last one is returned, trimmed. Empty if none gives one.
std::string run_steps(const std::vector<Step>& steps, std::string_view name, ParameterValues& values, Session& session,
                      Connection& connection, const relay311::Call& call,
                      const std::function<void(const std::string&)>& given = nullptr);

// Looks for the call's idempotency key: the trimmed reference, empty where the query names no column of one; nothing if
// it is not there.
std::optional<std::string> look_up(const FindQuery& query, std::string_view name, Session& session,
                                   const relay311::Call& call);

}  // namespace sql
