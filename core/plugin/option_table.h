// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "base/result.h"
#include "config/option_check.h"
#include "relay311/abi/plugin.h"

namespace r311::plugin {

// A plugin's option table as plain values. Kind::corrupt with a clause for a person ("its option 3 ...") if an entry is
// not what plugin.h says. At most 1000 options.
Result<std::vector<config::OptionSpec>> option_table(const r311_plugin& plugin);

}  // namespace r311::plugin
