// SPDX-License-Identifier: Apache-2.0
#include "base/time_text.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <exception>

namespace r311 {
namespace {

using std::chrono::seconds;

// Moments come from back ends too, so any number can arrive; outside these the calendar's arithmetic would overflow and
// a year would not have four digits. A day is left on either side for the offset.
constexpr Time earliest{Milliseconds{-62135510400000}};  // 0001-01-02T00:00:00Z
constexpr Time latest{Milliseconds{253402214399999}};    // 9999-12-30T23:59:59.999Z

Time bounded(Time moment) { return std::clamp(moment, earliest, latest); }

date::sys_seconds to_library(Time moment) {
  return date::sys_seconds{std::chrono::floor<seconds>(bounded(moment)).time_since_epoch()};
}

const date::time_zone* zone_of(const void* rules) { return static_cast<const date::time_zone*>(rules); }

// The offset that one thread asked for last and the span in which it holds: a list of requests asks hundreds of times
// for neighbouring moments.
struct KnownOffset {
  const void* rules = nullptr;
  date::sys_seconds begin;
  date::sys_seconds end;
  seconds offset{0};
};

// What is left of a text that is being read from its front.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }

  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Exactly `count` digits; -1 if they are not there.
  int digits(std::size_t count) {
    if (rest_.size() < count) return -1;
    int value = 0;
    for (char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

  // One digit or more of a decimal fraction, cut to milliseconds; -1 if there is none.
  int milliseconds() {
    int value = 0;
    int scale = 100;
    std::size_t used = 0;
    for (; used < rest_.size() && rest_[used] >= '0' && rest_[used] <= '9'; ++used) {
      value += (rest_[used] - '0') * scale;
      scale /= 10;
    }
    rest_.remove_prefix(used);
    return used == 0 ? -1 : value;
  }

 private:
  std::string_view rest_;
};

bool within(int value, int low, int high) { return value >= low && value <= high; }

std::optional<std::chrono::local_days> read_date(Reader& in) {
  const int year = in.digits(4);
  if (!within(year, 1900, 9999) || !in.take('-')) return std::nullopt;
  const int month = in.digits(2);
  if (!within(month, 1, 12) || !in.take('-')) return std::nullopt;
  const int day = in.digits(2);
  if (!within(day, 1, 31)) return std::nullopt;
  const std::chrono::year_month_day found{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                          std::chrono::day{static_cast<unsigned>(day)}};
  if (!found.ok()) return std::nullopt;
  return std::chrono::local_days{found};
}

std::optional<Milliseconds> read_time_of_day(Reader& in) {
  const int hour = in.digits(2);
  if (!within(hour, 0, 23) || !in.take(':')) return std::nullopt;
  const int minute = in.digits(2);
  if (!within(minute, 0, 59)) return std::nullopt;
  int second = 0;
  int fraction = 0;
  if (in.take(':')) {
    second = in.digits(2);
    if (!within(second, 0, 59)) return std::nullopt;
    if (in.take('.') || in.take(',')) fraction = in.milliseconds();
    if (fraction < 0) return std::nullopt;
  }
  return Milliseconds{std::chrono::hours{hour} + std::chrono::minutes{minute} + seconds{second}} +
         Milliseconds{fraction};
}

// "Z", "+hh:mm" or "+hhmm"; no real zone is further than 14 hours from UTC.
std::optional<Milliseconds> read_offset(Reader& in) {
  if (in.take('Z')) return Milliseconds{0};
  const bool west = in.take('-');
  if (!west && !in.take('+')) return std::nullopt;
  const int hour = in.digits(2);
  in.take(':');
  const int minute = in.digits(2);
  if (!within(hour, 0, 14) || !within(minute, 0, hour == 14 ? 0 : 59)) return std::nullopt;
  const Milliseconds offset{std::chrono::hours{hour} + std::chrono::minutes{minute}};
  return west ? -offset : offset;
}

void put(char* at, int width, int value) {
  for (int i = width - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

Result<Zone> Zone::find(std::string_view name) {
  if (name == "UTC" || name == "Etc/UTC") return utc();
  try {
    const date::time_zone* rules = date::locate_zone(std::string(name));
    // Rules are read at their first use; a file that can't be read must be told here and not later.
    static_cast<void>(rules->get_info(date::sys_seconds{}));
    return Zone(std::string(name), rules);
  } catch (const std::exception&) {
    return fail(Kind::invalid, "there is no time zone '" + std::string(name.substr(0, 100)) +
                                   "'; zones are named as in America/Chicago");
  }
}

Zone Zone::utc() { return Zone("UTC", nullptr); }

Time Zone::to_utc(std::chrono::local_time<Milliseconds> local) const {
  const Time as_if_utc = bounded(Time{local.time_since_epoch()});
  if (rules_ == nullptr) return as_if_utc;
  const auto whole = std::chrono::floor<seconds>(as_if_utc.time_since_epoch());
  // `first` is the offset before a change of the clock. It gives the earlier of two moments, and for a time that was
  // skipped it gives what the clock shows one gap later.
  const auto info = zone_of(rules_)->get_info(date::local_seconds{whole});
  return as_if_utc - info.first.offset;
}

seconds Zone::offset_at(Time moment) const {
  if (rules_ == nullptr) return seconds{0};
  thread_local KnownOffset known;
  const date::sys_seconds at = to_library(moment);
  if (known.rules != rules_ || at < known.begin || at >= known.end) {
    const date::sys_info info = zone_of(rules_)->get_info(at);
    known = KnownOffset{rules_, info.begin, info.end, info.offset};
  }
  return known.offset;
}

std::optional<Time> parse_w3c(std::string_view text, const Zone& zone) {
  constexpr std::size_t longest = 64;
  if (text.size() > longest) return std::nullopt;
  Reader in(text);
  const auto day = read_date(in);
  if (!day) return std::nullopt;
  std::chrono::local_time<Milliseconds> local{day->time_since_epoch()};
  if (in.done()) return zone.to_utc(local);
  if (!in.take('T')) return std::nullopt;
  const auto time_of_day = read_time_of_day(in);
  if (!time_of_day) return std::nullopt;
  local += *time_of_day;
  if (in.done()) return zone.to_utc(local);
  const auto offset = read_offset(in);
  if (!offset || !in.done()) return std::nullopt;
  return Time{local.time_since_epoch() - *offset};
}

std::string format_w3c(Time moment, const Zone& zone) {
  // Before about 1940 some zones had offsets with seconds, which W3CDTF can't write: the same moment is then shown with
  // the offset's whole minutes.
  const auto offset = std::chrono::floor<std::chrono::minutes>(zone.offset_at(moment));
  const auto local = std::chrono::floor<seconds>(bounded(moment)) + offset;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date{day};
  const auto second_of_day = static_cast<int>((local - day).count());

  std::array<char, 25> out{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 'T', '0', '0',
                           ':', '0', '0', ':', '0', '0', 'Z', '0', '0', ':', '0', '0'};
  put(&out[0], 4, static_cast<int>(date.year()));
  put(&out[5], 2, static_cast<int>(static_cast<unsigned>(date.month())));
  put(&out[8], 2, static_cast<int>(static_cast<unsigned>(date.day())));
  put(&out[11], 2, second_of_day / 3600);
  put(&out[14], 2, second_of_day / 60 % 60);
  put(&out[17], 2, second_of_day % 60);
  if (zone.name() == "UTC") return std::string(out.data(), 20);
  const int minutes = static_cast<int>(offset.count());
  out[19] = minutes < 0 ? '-' : '+';
  put(&out[20], 2, std::abs(minutes) / 60);
  put(&out[23], 2, std::abs(minutes) % 60);
  return std::string(out.data(), out.size());
}

}  // namespace r311
