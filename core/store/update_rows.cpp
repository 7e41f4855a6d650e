// SPDX-License-Identifier: Apache-2.0
#include "store/update_rows.h"

#include <algorithm>
#include <iterator>

namespace r311::store {

open311::ListPlace begin_of(const UpdateQuery& query) {
  const open311::ListPlace first{query.from.value_or(Time::min()), 0};
  return query.after && first < *query.after ? *query.after : first;
}

void keep_first(std::vector<UpdateRow>& rows, std::size_t most) {
  std::sort(rows.begin(), rows.end(), [](const UpdateRow& a, const UpdateRow& b) {
    return std::pair(a.update.updated, a.number) < std::pair(b.update.updated, b.number);
  });
  // A request that was asked for by two ids.
  rows.erase(std::unique(rows.begin(), rows.end(),
                         [](const UpdateRow& a, const UpdateRow& b) { return a.number == b.number; }),
             rows.end());
  if (rows.size() > most) rows.resize(most);
}

}  // namespace r311::store
