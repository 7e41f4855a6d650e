// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/merging.h"

#include <algorithm>
#include <set>

#include "store/merging.h"

namespace r311::store::postgres {
namespace {

// "R311" and one of 256 locks, however many references there are: the server has room for some thousands. In order, so
// that nobody waits for another who waits for him.
#define R311_LOCK(kind)                                                    \
  "SELECT pg_advisory_xact_lock" kind                                      \
  "(1379086641, b.lock) FROM (SELECT DISTINCT hashtext(n.reference) & 255" \
  " AS lock FROM unnest($1::text[]) AS n (reference) ORDER BY 1) b"
constexpr const char* kLock = R311_LOCK("");
constexpr const char* kLockShared = R311_LOCK("_shared");
#undef R311_LOCK
constexpr const char* kToMerge =
    R311_TO_MERGE("unnest($1::bigint[], $2::text[]) AS d (seq, reference)") " ORDER BY f.seq FOR NO KEY UPDATE OF f";
constexpr const char* kSteps[] = {R311_MERGE_STEPS("$")};

}  // namespace

void lock_references(Connection& connection, const std::vector<std::string>& references, bool found) {
  if (!references.empty()) connection.run(found ? kLock : kLockShared, references);
}

void merge_foreign(Connection& connection, const std::vector<std::int64_t>& requests,
                   const std::vector<std::string>& references) {
  if (std::all_of(references.begin(), references.end(), [](const std::string& each) { return each.empty(); })) return;
  const Rows rows = connection.run(kToMerge, requests, references);
  std::set<std::int64_t> merged;  // two creates of one turn may have one reference
  for (int i = 0; i < rows.size(); ++i) {
    Row row = rows[i];
    const std::int64_t request = row.number();
    const std::int64_t foreign = row.number();
    if (!merged.insert(foreign).second) continue;
    for (const char* step : kSteps) connection.run(step, request, foreign);
  }
}

}  // namespace r311::store::postgres
