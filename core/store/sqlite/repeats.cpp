// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/repeats.h"

#include "store/rows.h"

namespace r311::store::sqlite {
namespace {

// More than one accept can add, so that expired keys never pile up, and few enough to be quick.
constexpr std::int64_t kSweptAtOnce = 8;

constexpr const char* kKnown =
    "SELECT k.digest, r.id, r.token, r.visible OR r.veiled, r.type FROM repeats k JOIN requests r ON r.seq = k.request"
    " WHERE k.jurisdiction = ?1 AND k.key = ?2 AND k.until > ?3";
constexpr const char* kKeep =
    "INSERT INTO repeats VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET digest = excluded.digest,"
    " until = excluded.until, request = excluded.request";
constexpr const char* kSweep =
    "DELETE FROM repeats WHERE (jurisdiction, key) IN"
    " (SELECT jurisdiction, key FROM repeats WHERE until <= ?1 ORDER BY until LIMIT ?2)";

}  // namespace

std::optional<Accepted> find_repeated(Desk& desk, std::int64_t jurisdiction, const std::vector<Repeat>& repeats) {
  std::optional<Accepted> first;
  for (const Repeat& repeat : repeats) {
    Query query = desk.connection.query(kKnown);
    if (!query.with(jurisdiction, repeat.key, desk.clock.now()).step()) continue;
    Row row = query.row();
    if (row.view() != repeat.digest) {
      throw Failure{{Kind::conflict, "another report was accepted under the same key before"}};
    }
    if (first) continue;
    first.emplace();
    first->id = row.text();
    first->token = row.text();
    first->repeated = true;
    first->resolved = row.flag();
    first->type = read_service_type(row);
  }
  return first;
}

void keep_repeats(Desk& desk, std::int64_t jurisdiction, std::int64_t request, const std::vector<Repeat>& repeats) {
  if (repeats.empty()) return;
  for (const Repeat& repeat : repeats) {
    desk.connection.query(kKeep).with(jurisdiction, repeat.key, repeat.digest, repeat.until, request).run();
  }
  desk.connection.query(kSweep).with(desk.clock.now(), kSweptAtOnce).run();
}

}  // namespace r311::store::sqlite
