// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "base/log.h"

// A line of the log as text that nothing in it can forge: control characters, line separators and marks that turn the
// direction of writing are escaped as in JSON, ill-formed UTF-8 becomes U+FFFD. Pure functions, any thread.
namespace r311::log {

// The members of a JSON object (RFC 8259), without its braces: "event":"report accepted","trace":"0A1B2C".
std::string json_line(std::string_view event, Fields fields);

// For people: report accepted trace=0A1B2C. A value with a blank, a quote or "=" in it is quoted.
std::string readable_line(std::string_view event, Fields fields);

}  // namespace r311::log
