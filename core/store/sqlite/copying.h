// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <memory>

#include "base/clock.h"
#include "base/result.h"
#include "store/copy_ends.h"

namespace r311::store {

// Both hold the file as a gateway does. Kind::conflict: one uses it, or the source has another schema; Kind::not_found:
// there is no source; Kind::unavailable, Kind::corrupt: it can't be used.
Result<std::unique_ptr<CopySource>> open_sqlite_source(const std::filesystem::path& file);
Result<std::unique_ptr<CopyTarget>> open_sqlite_target(const std::filesystem::path& file, const Clock& clock);

}  // namespace r311::store
