// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

// Moves a city from one store to another, as when it outgrows one machine.
namespace r311::store {

struct CopiedTable {
  std::string name;
  std::int64_t rows = 0;
};

struct Copied {
  std::string from;  // as people may read them: without a password
  std::string to;
  std::vector<CopiedTable> tables;
};

// Told every now and then while `table` is copied: how many of its rows are, out of how many.
using CopyProgress = std::function<void(std::string_view table, std::int64_t rows, std::int64_t all)>;

// Copies all that the store at `from` keeps into the one at `to`, with every id and number, in one transaction of the
// target: it is there whole or not at all, and a gateway that starts on the target meanwhile waits or is refused.
// Addresses are those of open_store(). The target is made where there is none. Each table's rows are counted in both
// before the target is committed. The source is only read. What was in a call counts as it does after a restart.
// Memory does not grow with the stores.
// Kind::invalid: an address can't be read. Kind::not_found: there is no source. Kind::conflict: a gateway uses one of
// them, the source has another schema, the target holds something. Kind::unavailable: one can't be read or written.
// No text holds a password.
Result<Copied> copy_store(const std::string& from, const std::string& to, const std::filesystem::path& data,
                          const Clock& clock, const CopyProgress& progress);

}  // namespace r311::store
