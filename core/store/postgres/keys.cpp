// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/keys.h"

#include <algorithm>
#include <map>
#include <set>

#include "store/key_rules.h"
#include "store/rows.h"

namespace r311::store::postgres {
namespace {

constexpr const char* kClaim =
    "INSERT INTO repeats (jurisdiction, key, digest, until, request)"
    " SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])"
    " ON CONFLICT (jurisdiction, key) DO UPDATE SET digest = excluded.digest, until = excluded.until,"
    " request = excluded.request WHERE NOT " R311_KEY_HOLDS("repeats", "$6") " RETURNING jurisdiction, key";
constexpr const char* kHolders =
    "SELECT k.jurisdiction, k.key, k.digest, k.request, r.id, r.token, r.visible OR r.veiled, r.type"
    " FROM unnest($1::bigint[], $2::text[]) AS n (jurisdiction, key)"
    " JOIN repeats k ON k.jurisdiction = n.jurisdiction AND k.key = n.key JOIN requests r ON r.seq = k.request";
constexpr const char* kRelease =
    "DELETE FROM repeats WHERE jurisdiction = $1 AND key = ANY ($2::text[]) AND request = $3";
// Of rows that the claim has locked.
constexpr const char* kRenew =
    "UPDATE repeats k SET until = n.until FROM unnest($1::bigint[], $2::text[], $3::bigint[])"
    " AS n (jurisdiction, key, until) WHERE k.jurisdiction = n.jurisdiction AND k.key = n.key AND k.until < n.until";
#define R311_FIRST_EXPIRED                                                                         \
  "(jurisdiction, key) IN (SELECT jurisdiction, key FROM repeats WHERE until <= $1 ORDER BY until" \
  " LIMIT $2 FOR UPDATE SKIP LOCKED)"
constexpr const char* kHoldLonger =
    "UPDATE repeats SET until = $1 + $3 WHERE " R311_FIRST_EXPIRED " AND NOT " R311_IS_FINAL("repeats");
constexpr const char* kSweep = "DELETE FROM repeats WHERE " R311_FIRST_EXPIRED " AND " R311_IS_FINAL("repeats");
#undef R311_FIRST_EXPIRED

using Key = std::pair<std::int64_t, std::string>;

struct Holder {
  std::string digest;
  std::int64_t request = 0;
  Accepted accepted;
};

// In the order of keys: nodes that want the same ones then wait for each other and never in a ring.
std::set<Key> take(Connection& connection, const std::vector<KeyClaim>& claims, Time now) {
  std::map<Key, std::pair<const Repeat*, std::int64_t>> wanted;
  for (const KeyClaim& claim : claims) {
    for (const Repeat& repeat : *claim.repeats) {
      wanted.try_emplace({claim.jurisdiction, repeat.key}, &repeat, claim.request);
    }
  }
  std::vector<std::int64_t> jurisdictions;
  std::vector<std::string> keys;
  std::vector<std::string> digests;
  std::vector<std::int64_t> untils;
  std::vector<std::int64_t> requests;
  for (const auto& [key, of] : wanted) {
    jurisdictions.push_back(key.first);
    keys.push_back(key.second);
    digests.push_back(of.first->digest);
    untils.push_back(of.first->until.time_since_epoch().count());
    requests.push_back(of.second);
  }
  const Rows rows = connection.run(kClaim, jurisdictions, keys, digests, untils, requests, now);
  std::set<Key> taken;
  for (int i = 0; i < rows.size(); ++i) {
    Row row = rows[i];
    const std::int64_t jurisdiction = row.number();
    taken.emplace(jurisdiction, row.text());
  }
  return taken;
}

std::map<Key, Holder> holders(Connection& connection, const std::vector<KeyClaim>& claims, const std::set<Key>& taken) {
  std::vector<std::int64_t> jurisdictions;
  std::vector<std::string> keys;
  for (const KeyClaim& claim : claims) {
    for (const Repeat& repeat : *claim.repeats) {
      if (taken.contains({claim.jurisdiction, repeat.key})) continue;
      jurisdictions.push_back(claim.jurisdiction);
      keys.push_back(repeat.key);
    }
  }
  std::map<Key, Holder> found;
  if (keys.empty()) return found;
  const Rows rows = connection.run(kHolders, jurisdictions, keys);
  for (int i = 0; i < rows.size(); ++i) {
    Row row = rows[i];
    const std::int64_t jurisdiction = row.number();
    Holder& holder = found[{jurisdiction, row.text()}];
    holder.digest = row.text();
    holder.request = row.number();
    holder.accepted.id = row.text();
    holder.accepted.token = row.text();
    holder.accepted.repeated = true;
    holder.accepted.resolved = row.flag();
    holder.accepted.type = read_service_type(row);
  }
  return found;
}

std::optional<Result<Accepted>> answer(const KeyClaim& claim, const std::set<Key>& taken,
                                       const std::map<Key, Holder>& held) {
  std::optional<Result<Accepted>> first;
  for (const Repeat& repeat : *claim.repeats) {
    const Key key{claim.jurisdiction, repeat.key};
    if (taken.contains(key)) continue;
    const auto holder = held.find(key);
    // It went between two statements.
    if (holder == held.end()) throw Failure{{Kind::unavailable, "a key was forgotten just now"}, Trouble::again};
    if (holder->second.request == claim.request) continue;
    if (holder->second.digest != repeat.digest) {
      return fail(Kind::conflict, "another report was accepted under the same key before");
    }
    if (!first) first = holder->second.accepted;
  }
  return first;
}

// Those of `claims` that were answered as an earlier report was.
void renew(Connection& connection, const std::vector<KeyClaim>& claims,
           const std::vector<std::optional<Result<Accepted>>>& answers, const std::set<Key>& taken) {
  std::vector<std::int64_t> jurisdictions;
  std::vector<std::string> keys;
  std::vector<std::int64_t> untils;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (!answers[i] || !*answers[i]) continue;
    for (const Repeat& repeat : *claims[i].repeats) {
      if (taken.contains({claims[i].jurisdiction, repeat.key})) continue;
      jurisdictions.push_back(claims[i].jurisdiction);
      keys.push_back(repeat.key);
      untils.push_back(repeat.until.time_since_epoch().count());
    }
  }
  if (!keys.empty()) connection.run(kRenew, jurisdictions, keys, untils);
}

}  // namespace

std::vector<std::optional<Result<Accepted>>> claim_keys(Connection& connection, const std::vector<KeyClaim>& claims,
                                                        Time now) {
  const auto taken = take(connection, claims, now);
  const auto held = holders(connection, claims, taken);
  std::vector<std::optional<Result<Accepted>>> answers;
  for (const KeyClaim& claim : claims) {
    answers.push_back(answer(claim, taken, held));
    if (answers.back()) release_keys(connection, claim);
  }
  renew(connection, claims, answers, taken);
  return answers;
}

void release_keys(Connection& connection, const KeyClaim& claim) {
  std::vector<std::string> keys;
  for (const Repeat& repeat : *claim.repeats) keys.push_back(repeat.key);
  connection.run(kRelease, claim.jurisdiction, keys, claim.request);
}

void sweep_keys(Connection& connection, Time now, std::int64_t most) {
  connection.run(kHoldLonger, now, most, kPutOff);
  connection.run(kSweep, now, most);
}

}  // namespace r311::store::postgres
