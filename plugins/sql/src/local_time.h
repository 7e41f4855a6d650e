// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "relay311/time.hpp"

namespace date {
class time_zone;
}

namespace sql {

using Time = relay311::Time;

// The back end's clock: turns moments into the naive local times that it keeps, and back. Immutable; any thread.
//
// Two days a year are odd. Of a local time that comes twice (clocks go back) the first moment is meant: always the same
// for the same text, so that a row read again is the same change. A local time that never comes (clocks go forward)
// means the moment of the leap, so that later local times never become earlier moments.
class LocalTime {
 public:
  // `format` is for writing and is tried first in reading: strftime's letters, as in "%d-%b-%Y %H:%M:%S"; "epoch" or
  // "epoch_ms", seconds or milliseconds since 1970 in UTC, which are never odd; empty means "2026-03-29 02:30:00".
  // Throws std::runtime_error if the system's time zone rules lack `zone`.
  LocalTime(const std::string& zone, std::string format);

  std::string write(Time moment) const;
  // The same as a number, where times are numbers.
  std::optional<std::int64_t> number(Time moment) const;
  // "2026-03-29 02:30:00" and as ISO 8601 writes it: "T" for the blank, seconds and fractions as they are there, with Z
  // or an offset if there is one, a bare date for its midnight. Nothing for anything else.
  std::optional<Time> read(std::string_view text) const;
  // The earliest naive local time that any moment from `since` on can have: later by the wall clock than write(since)
  // never, but earlier where clocks go back soon after it.
  std::string earliest_from(Time since) const;

 private:
  std::optional<Time> read_iso(std::string_view text) const;
  std::optional<Time> read_number(std::string_view text) const;
  const date::time_zone* zone_;
  std::string format_;
  std::int64_t per_second_ = 0;  // where times are numbers: of their unit
};

// "2026-03-29T01:30:00.250Z", and back; for cursors and :requested.utc.
std::string write_utc(Time moment);
std::optional<Time> read_utc(std::string_view text);

}  // namespace sql
