// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <mutex>
#include <string>

#include "base/clock.h"

namespace r311 {

// Makes ids for requests, tokens, deliveries and traces: 14 characters of Crockford's base 32 ([0-9A-HJKMNP-TV-Z]), 42
// bits of milliseconds since 2020 and 28 random bits. Within one source they are unique and ascending even when the
// clock goes back; across sources (another node, a store that was begun anew) they are unique by their random bits.
// They never start over, so a back end that keeps one as its key can always be asked for it.
// Any thread may call.
class IdSource {
 public:
  explicit IdSource(const Clock& clock) : clock_(clock) {}
  std::string next();

 private:
  const Clock& clock_;
  std::mutex mutex_;
  std::int64_t last_ms_ = 0;
  std::uint32_t tail_ = 0;
};

}  // namespace r311
