// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace r311 {

// A named zone of the IANA time zone database ("America/Chicago"). Immutable, cheap to copy; any thread.
class Zone {
 public:
  // Fails with Kind::invalid if the system's database does not know `name`.
  static Result<Zone> find(std::string_view name);
  static Zone utc();

  const std::string& name() const { return name_; }

  // The moment a wall clock in this zone showed `local` (milliseconds of local time since 1970). A time that DST
  // skipped is moved forward by the gap; of one that came twice the earlier moment is taken.
  Time to_utc(std::chrono::local_time<Milliseconds> local) const;
  // Offset from UTC at `moment`.
  std::chrono::seconds offset_at(Time moment) const;

 private:
  Zone(std::string name, const void* rules) : name_(std::move(name)), rules_(rules) {}
  std::string name_;
  const void* rules_;  // owned by the time zone library for the life of the process; null: UTC
};

// Reads W3CDTF as real clients write it (GeoReport "Date/time fields"): a bare date, missing seconds, fractions, "Z",
// "+hh:mm" and "+hhmm"; what has no zone is taken in `zone`. Nothing for anything else, for dates that do not exist and
// for years outside 1900 to 9999.
std::optional<Time> parse_w3c(std::string_view text, const Zone& zone);

// "2026-03-01T12:00:00Z" for UTC, else "2026-03-01T06:00:00-06:00". Fractions of a second are cut.
std::string format_w3c(Time moment, const Zone& zone);

}  // namespace r311
