// SPDX-License-Identifier: Apache-2.0
#include "store/update_rows.h"

#include <algorithm>
#include <iterator>

namespace r311::store {

std::vector<UpdateRow> cut(std::vector<UpdateRow> rows, const UpdateQuery& query) {
  std::sort(rows.begin(), rows.end(), [](const UpdateRow& a, const UpdateRow& b) {
    return std::pair(a.update.updated, a.number) < std::pair(b.update.updated, b.number);
  });
  // A request that was asked for by two ids.
  rows.erase(std::unique(rows.begin(), rows.end(),
                         [](const UpdateRow& a, const UpdateRow& b) { return a.number == b.number; }),
             rows.end());
  if (query.after)
    std::erase_if(rows, [&](const UpdateRow& row) {
      return open311::ListPlace{row.update.updated, row.number} <= *query.after;
    });
  const auto skipped = std::min(query.skip, rows.size());
  rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(skipped));
  if (rows.size() > query.limit) rows.resize(query.limit);
  return rows;
}

}  // namespace r311::store
