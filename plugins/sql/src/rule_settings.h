// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "parameters.h"
#include "relay311/options.hpp"

namespace sql {

// Reads what the statements file says of single parameters: `characters`, `limits`, `types`, `separator`. Tells every
// mistake at its place.
ParameterRules read_rules(const relay311::Options& file);

}  // namespace sql
