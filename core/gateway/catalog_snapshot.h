// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "open311/model.h"

// The services that a back end defines as text: JSON that says which version of this form it has. Pure functions, any
// thread.
namespace r311::gateway {

// The same text for the same services.
std::string snapshot_of(const std::vector<open311::Service>& services);

// Kind::corrupt: it is no such text, or of another version.
Result<std::vector<open311::Service>> services_in(const std::string& snapshot);

}  // namespace r311::gateway
