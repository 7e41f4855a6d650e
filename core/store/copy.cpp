// SPDX-License-Identifier: Apache-2.0
#include "store/copy.h"

#include <algorithm>
#include <memory>

#include "store/copy_ends.h"
#include "store/open.h"

namespace r311::store {
namespace {

// Bounds the memory: of a batch as far as rows are alike, and of rows that are much larger than those before.
constexpr std::size_t kBytesAtOnce = std::size_t{2} << 20;
constexpr std::int64_t kFirstRows = 50;
constexpr std::int64_t kMostRows = 1000;

std::size_t bytes_of(const std::vector<Cells>& rows) {
  std::size_t bytes = 0;
  for (const Cells& row : rows) {
    for (const Cell& cell : row) {
      const auto* text = std::get_if<std::string>(&cell);
      bytes += text != nullptr ? text->size() : sizeof(Cell);
    }
  }
  return bytes;
}

std::int64_t next_size(const std::vector<Cells>& rows) {
  const auto each = std::max<std::size_t>(1, bytes_of(rows) / rows.size());
  return std::clamp(static_cast<std::int64_t>(kBytesAtOnce / each), std::int64_t{1}, kMostRows);
}

Result<void> refuse_what_is_used(CopyTarget& target) {
  for (const Table& table : tables()) {
    const auto rows = target.count(table);
    if (!rows) return tl::unexpected<Error>(rows.error());
    if (*rows == 0) continue;
    return fail(Kind::conflict, "the store " + target.shown() + " is not empty (" + table.name + ": " +
                                    std::to_string(*rows) + "); copy into a new one");
  }
  return {};
}

Result<std::int64_t> copy_table(CopySource& source, CopyTarget& target, const Table& table,
                                const CopyProgress& progress) {
  const auto all = source.count(table);
  if (!all) return all;
  std::int64_t copied = 0;
  std::int64_t most = kFirstRows;
  Cells after;
  for (;;) {
    const auto rows = source.read(table, after, most);
    if (!rows) return tl::unexpected<Error>(rows.error());
    if (rows->empty()) break;
    if (auto written = target.write(table, *rows); !written) return tl::unexpected<Error>(written.error());
    after.assign(rows->back().begin(), rows->back().begin() + static_cast<std::ptrdiff_t>(table.key));
    copied += static_cast<std::int64_t>(rows->size());
    most = next_size(*rows);
    progress(table.name, copied, *all);
  }
  const auto there = target.count(table);
  if (!there) return there;
  if (copied == *all && *there == *all) return copied;
  return fail(Kind::internal, std::string("the table ") + table.name + " has " + std::to_string(*all) + " rows in " +
                                  source.shown() + " and " + std::to_string(*there) + " in " + target.shown());
}

}  // namespace

Result<Copied> copy_store(const std::string& from, const std::string& to, const std::filesystem::path& data,
                          const Clock& clock, const CopyProgress& progress) {
  auto source = open_copy_source(from, data);
  if (!source) return tl::unexpected<Error>(source.error());
  auto target = open_copy_target(to, data, clock);
  if (!target) return tl::unexpected<Error>(target.error());
  if (auto empty = refuse_what_is_used(**target); !empty) return tl::unexpected<Error>(empty.error());
  Copied copied{(*source)->shown(), (*target)->shown(), {}};
  for (const Table& table : tables()) {
    const auto rows = copy_table(**source, **target, table, progress);
    if (!rows) return tl::unexpected<Error>(rows.error());
    copied.tables.push_back({table.name, *rows});
  }
  if (auto ended = (*target)->commit(); !ended) return tl::unexpected<Error>(ended.error());
  return copied;
}

}  // namespace r311::store
