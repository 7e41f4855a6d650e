// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>

// How long the keys of repetitions hold, the same in both stores.
namespace r311::store {

// The state of the create of a request. Each has one, but those that came about in a back end by other means.
#define R311_STATE_OF_CREATE(REQUEST) \
  "(SELECT d.state FROM deliveries d WHERE d.request = " REQUEST " AND d.kind = 'create' ORDER BY d.id LIMIT 1)"

// Of the table `repeats`, by whatever name: a key holds as long as the back end may get the report, and until its time.
// It is free where the back end will not get the report and the client has no id that can be read.
#define R311_KEY_HOLDS(KEYS, NOW)                                                                           \
  "CASE " R311_STATE_OF_CREATE(KEYS ".request") " WHEN 'delivered' THEN " KEYS ".until > " NOW              \
                                                " WHEN 'rejected' THEN " KEYS ".until > " NOW               \
                                                " AND EXISTS (SELECT 1 FROM requests o WHERE o.seq = " KEYS \
                                                ".request AND (o.visible OR o.veiled)) ELSE 1 = 1 END"
#define R311_IS_FINAL(KEYS) R311_STATE_OF_CREATE(KEYS ".request") " IN ('delivered', 'rejected')"

// A key that holds beyond its time is looked at again after this, so that those before it hide none that have expired.
inline constexpr std::int64_t kPutOff = std::chrono::milliseconds(std::chrono::hours{24}).count();

}  // namespace r311::store
