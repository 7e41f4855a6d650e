// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/clock.h"
#include "base/result.h"
#include "store/store.h"

namespace r311::store {

// What the writer did, for metrics. Any thread may read.
struct WriteCounts {
  std::atomic<std::uint64_t> commits{0};  // transactions ended, each with one fsync
  std::atomic<std::uint64_t> writes{0};   // writes in them
  std::atomic<std::uint64_t> failed{0};   // transactions that did not reach the disk
  std::atomic<std::uint64_t> refused{0};  // reports turned away because too much waited
};

struct SqliteOptions {
  std::size_t queue = 10000;            // reports that may wait for a commit
  std::size_t readers = 8;              // reads at one time; more wait for one to end
  std::shared_ptr<WriteCounts> counts;  // counted into, if given
};

// Opens the store in `file`, makes it (mode 0600, its folder too) where there is none, and brings its schema up to
// date. The file belongs to this process until the store is destroyed. `clock` must outlive the store.
// Kind::conflict: another process has it. Kind::corrupt: a newer gateway's, another program's or a damaged file.
// Kind::unavailable: it can't be opened or written.
Result<std::unique_ptr<Store>> open_sqlite(const std::filesystem::path& file, const Clock& clock,
                                           SqliteOptions options = {});

// Opens the store in `file` beside the gateway that may be serving it, for what an operator reads and does; it never
// makes a file and never changes a schema. Kind::not_found: there is no such file. Kind::conflict: it has another
// schema than this program.
Result<std::unique_ptr<Store>> open_sqlite_for_operators(const std::filesystem::path& file, const Clock& clock);

}  // namespace r311::store
