// SPDX-License-Identifier: Apache-2.0
#include "local_time.h"

#include <date/date.h>
#include <date/tz.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <sstream>
#include <utility>

#include "clean_text.h"

namespace sql {
namespace {

using Local = date::local_time<std::chrono::milliseconds>;

// Reads all of `text` by `format`, or nothing.
std::optional<Local> parse_local(const std::string& text, const std::string& format) {
  std::istringstream in(text);
  in.imbue(std::locale::classic());
  Local local{};
  date::from_stream(in, format.c_str(), local);
  if (in.fail()) return std::nullopt;
  in.peek();
  if (!in.eof()) return std::nullopt;
  return local;
}

// The local date and time at the head of an ISO 8601 text, with what follows the seconds.
struct IsoHead {
  Local local;
  std::string_view rest;
};

int digits(std::string_view text, std::size_t at, std::size_t count) {
  int number = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return -1;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

std::optional<date::local_days> iso_date(std::string_view text) {
  const int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  if (text.size() < 10 || text[4] != '-' || text[7] != '-' || year < 1 || month < 1 || day < 1) return std::nullopt;
  const date::year_month_day ymd{date::year(year), date::month(static_cast<unsigned>(month)),
                                 date::day(static_cast<unsigned>(day))};
  if (!ymd.ok()) return std::nullopt;
  return date::local_days(ymd);
}

std::optional<IsoHead> iso_head(std::string_view text) {
  const auto day = iso_date(text);
  if (!day) return std::nullopt;
  if (text.size() == 10) return IsoHead{Local(*day), {}};
  const int hour = digits(text, 11, 2), minute = digits(text, 14, 2);
  if ((text[10] != ' ' && text[10] != 'T') || text.size() < 16 || text[13] != ':' || hour < 0 || hour > 23 ||
      minute < 0 || minute > 59)
    return std::nullopt;
  Local local = *day + std::chrono::hours(hour) + std::chrono::minutes(minute);
  std::size_t at = 16;
  if (at < text.size() && text[at] == ':') {
    const int second = digits(text, at + 1, 2);
    if (second < 0 || second > 59) return std::nullopt;
    local += std::chrono::seconds(second);
    at += 3;
    if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
      int scale = 100;
      for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
        local += std::chrono::milliseconds((text[at] - '0') * scale);
    }
  }
  return IsoHead{local, text.substr(at)};
}

// "Z", "+02", "+0200" or "+02:00"; absent where the text has none of them.
std::optional<std::chrono::minutes> offset(std::string_view text) {
  if (text == "Z" || text == "z") return std::chrono::minutes(0);
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const int hours = digits(text, 1, 2);
  const std::size_t minutes_at = text.size() > 3 && text[3] == ':' ? 4 : 3;
  const int minutes = text.size() == 3 ? 0 : digits(text, minutes_at, 2);
  if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59 || (text.size() != 3 && text.size() != minutes_at + 2))
    return std::nullopt;
  const std::chrono::minutes sum = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return text[0] == '-' ? -sum : sum;
}

Time to_utc(const date::time_zone& zone, Local local) {
  const date::local_info info = zone.get_info(local);
  if (info.result == date::local_info::nonexistent) return Time(info.second.begin.time_since_epoch());
  return Time(local.time_since_epoch() - info.first.offset);
}

}  // namespace

LocalTime::LocalTime(const std::string& zone, std::string format)
    : zone_(date::locate_zone(zone)),
      format_(std::move(format)),
      per_second_(format_ == "epoch"      ? 1
                  : format_ == "epoch_ms" ? 1000
                                          : 0) {}

std::optional<std::int64_t> LocalTime::number(Time moment) const {
  if (per_second_ == 0) return std::nullopt;
  if (per_second_ == 1000) return moment.time_since_epoch().count();
  return std::chrono::floor<std::chrono::seconds>(moment).time_since_epoch().count();
}

std::string LocalTime::write(Time moment) const {
  if (const auto number = this->number(moment)) return std::to_string(*number);
  const auto local = date::floor<std::chrono::seconds>(zone_->to_local(moment));
  return date::format(std::locale::classic(), format_.empty() ? "%Y-%m-%d %H:%M:%S" : format_, local);
}

std::optional<Time> LocalTime::read(std::string_view text) const {
  const std::string bare(trimmed(text));
  if (per_second_ != 0) {
    if (const auto moment = read_number(bare)) return moment;
  } else if (!format_.empty())
    if (const auto local = parse_local(bare, format_)) return to_utc(*zone_, *local);
  return read_iso(bare);
}

// What follows a decimal point, as databases write it for a number of fixed places, is read to the millisecond.
std::optional<Time> LocalTime::read_number(std::string_view text) const {
  constexpr std::int64_t last_second = 253'402'300'799;  // of the year 9999
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error != std::errc() || whole < 0 || whole / per_second_ > last_second) return std::nullopt;
  const std::int64_t milliseconds = 1000 / per_second_;
  Time moment{std::chrono::milliseconds(whole * milliseconds)};
  std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  if (rest.empty()) return moment;
  if (rest.front() != '.' || rest.size() == 1) return std::nullopt;
  rest.remove_prefix(1);
  std::int64_t scale = milliseconds;
  for (const char digit : rest) {
    if (digit < '0' || digit > '9') return std::nullopt;
    moment += std::chrono::milliseconds((digit - '0') * (scale /= 10));
  }
  return moment;
}

std::optional<Time> LocalTime::read_iso(std::string_view text) const {
  const auto head = iso_head(text);
  if (!head) return std::nullopt;
  std::string_view rest = head->rest;
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  if (rest.empty()) return to_utc(*zone_, head->local);
  const auto from_utc = offset(rest);
  if (!from_utc) return std::nullopt;
  return Time(head->local.time_since_epoch() - *from_utc);
}

std::string LocalTime::earliest_from(Time since) const {
  if (per_second_ != 0) return write(since);
  const date::sys_info now = zone_->get_info(since);
  const Time leap = Time(now.end.time_since_epoch());
  // A leap more than a day ahead can't take the wall clock back to before today's; now.end may also be "never".
  if (now.end - date::floor<std::chrono::seconds>(since) > std::chrono::hours(26)) return write(since);
  return zone_->to_local(leap) < zone_->to_local(since) ? write(leap) : write(since);
}

std::string write_utc(Time moment) { return date::format("%Y-%m-%dT%H:%M:%SZ", moment); }

std::optional<Time> read_utc(std::string_view text) {
  const auto head = iso_head(text);
  if (!head || head->rest != "Z") return std::nullopt;
  return Time(head->local.time_since_epoch());
}

}  // namespace sql
