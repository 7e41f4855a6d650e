// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "base/result.h"
#include "store/copy_ends.h"

namespace r311::store {

// Kind::conflict: gateways are connected to the database; the rest fails as open_postgres() does. A target keeps
// gateways that start meanwhile waiting.
Result<std::unique_ptr<CopySource>> open_postgres_source(const std::string& url);
Result<std::unique_ptr<CopyTarget>> open_postgres_target(const std::string& url);

}  // namespace r311::store
