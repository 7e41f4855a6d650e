// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/repeats.h"

#include "store/key_rules.h"
#include "store/rows.h"

namespace r311::store::sqlite {
namespace {

// More than one accept can add, so that expired keys never pile up, and few enough to be quick.
constexpr std::int64_t kSweptAtOnce = 8;

constexpr const char* kKnown =
    "SELECT k.digest, r.id, r.token, r.visible OR r.veiled, r.type FROM repeats k JOIN requests r ON r.seq = k.request"
    " WHERE k.jurisdiction = ?1 AND k.key = ?2 AND " R311_KEY_HOLDS("k", "?3");
constexpr const char* kRenew = "UPDATE repeats SET until = ?3 WHERE jurisdiction = ?1 AND key = ?2 AND until < ?3";
constexpr const char* kKeep =
    "INSERT INTO repeats VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET digest = excluded.digest,"
    " until = excluded.until, request = excluded.request";
#define R311_FIRST_EXPIRED \
  "(jurisdiction, key) IN (SELECT jurisdiction, key FROM repeats WHERE until <= ?1 ORDER BY until LIMIT ?2)"
constexpr const char* kHoldLonger =
    "UPDATE repeats SET until = ?1 + ?3 WHERE " R311_FIRST_EXPIRED " AND NOT " R311_IS_FINAL("repeats");
constexpr const char* kSweep = "DELETE FROM repeats WHERE " R311_FIRST_EXPIRED " AND " R311_IS_FINAL("repeats");
#undef R311_FIRST_EXPIRED

}  // namespace

std::optional<Accepted> find_repeated(Desk& desk, std::int64_t jurisdiction, const std::vector<Repeat>& repeats) {
  std::optional<Accepted> first;
  std::vector<const Repeat*> known;
  for (const Repeat& repeat : repeats) {
    Query query = desk.connection.query(kKnown);
    if (!query.with(jurisdiction, repeat.key, desk.clock.now()).step()) continue;
    Row row = query.row();
    if (row.view() != repeat.digest) {
      throw Failure{{Kind::conflict, "another report was accepted under the same key before"}};
    }
    known.push_back(&repeat);
    if (first) continue;
    first.emplace();
    first->id = row.text();
    first->token = row.text();
    first->repeated = true;
    first->resolved = row.flag();
    first->type = read_service_type(row);
  }
  for (const Repeat* repeat : known) desk.connection.query(kRenew).with(jurisdiction, repeat->key, repeat->until).run();
  return first;
}

void keep_repeats(Desk& desk, std::int64_t jurisdiction, std::int64_t request, const std::vector<Repeat>& repeats) {
  if (repeats.empty()) return;
  for (const Repeat& repeat : repeats) {
    desk.connection.query(kKeep).with(jurisdiction, repeat.key, repeat.digest, repeat.until, request).run();
  }
  const Time now = desk.clock.now();
  desk.connection.query(kHoldLonger).with(now, kSweptAtOnce, kPutOff).run();
  desk.connection.query(kSweep).with(now, kSweptAtOnce).run();
}

}  // namespace r311::store::sqlite
