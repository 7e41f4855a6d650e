// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/merging.h"

#include "store/merging.h"

namespace r311::store::sqlite {
namespace {

constexpr const char* kToMerge = R311_TO_MERGE("(SELECT ?1 AS seq, ?2 AS reference) d");
constexpr const char* kSteps[] = {R311_MERGE_STEPS("?")};

}  // namespace

void merge_foreign(Connection& connection, std::int64_t request, const std::string& reference) {
  if (reference.empty()) return;
  Query query = connection.query(kToMerge);
  query.with(request, reference);
  const auto foreign = collect(query, [](Row& row) {
    row.skip();
    return row.number();
  });
  for (const std::int64_t one : foreign) {
    for (const char* step : kSteps) connection.query(step).with(request, one).run();
  }
}

}  // namespace r311::store::sqlite
