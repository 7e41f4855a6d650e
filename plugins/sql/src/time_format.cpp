// SPDX-License-Identifier: Apache-2.0
#include "time_format.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "local_time.h"

namespace sql {
namespace {

constexpr std::string_view directives = "aAbBcCdDeFhHIjmMnpRrSTtxXyY%";
constexpr std::string_view of_zones = "zZ";

// In order; each field goes up somewhere while those before it stay, and passes from one digit to two, from one half of
// a day and of a year to the other, and over the turn of a year.
const std::vector<Time>& samples() {
  static const std::vector<Time> times = [] {
    std::vector<Time> all;
    for (const char* text :
         {"2009-12-31T23:59:59Z", "2010-01-01T00:00:00Z", "2010-01-09T08:00:00Z", "2010-01-10T09:00:00Z",
          "2010-01-10T10:00:00Z", "2010-02-01T01:02:03Z", "2010-03-30T12:30:00Z", "2010-04-05T06:07:08Z",
          "2010-08-21T10:00:00Z", "2010-08-21T13:00:00Z", "2010-08-21T13:09:00Z", "2010-08-21T13:10:09Z",
          "2010-08-21T13:10:10Z", "2010-09-30T23:00:00Z", "2010-10-01T00:30:00Z", "2010-11-11T11:11:11Z",
          "2010-12-01T15:45:59Z", "2026-05-06T19:20:21Z"})
      all.push_back(read_utc(text).value());
    return all;
  }();
  return times;
}

std::optional<std::string> wrong_directive(std::string_view format, std::string_view right) {
  for (std::size_t at = format.find('%'); at != std::string_view::npos; at = format.find('%', at + 2)) {
    if (at + 1 >= format.size() || right.find(format[at + 1]) == std::string_view::npos)
      return std::string(format.substr(at, 2));
  }
  return std::nullopt;
}

// Whether what is read is what was written, but for parts of a day that the format leaves out at its end.
bool reads_back(const LocalTime& local) {
  const std::chrono::milliseconds parts[] = {std::chrono::seconds(1), std::chrono::minutes(1), std::chrono::hours(1),
                                             std::chrono::hours(24)};
  return std::any_of(std::begin(parts), std::end(parts), [&](std::chrono::milliseconds part) {
    return std::all_of(samples().begin(), samples().end(), [&](Time moment) {
      const auto since_1970 = moment.time_since_epoch();
      return local.read(local.write(moment)) == Time(since_1970 - since_1970 % part);
    });
  });
}

}  // namespace

std::optional<Mistake> mistake_in_time_format(const std::string& format) {
  if (const auto wrong = wrong_directive(format, std::string(directives) + std::string(of_zones)))
    return Mistake{*wrong + " in \"" + format + "\"", "strftime's letters, such as %Y %m %d %b %H %M %S"};
  if (const auto zone = wrong_directive(format, directives))
    return Mistake{*zone + " in \"" + format + "\"", "a format without zone: time_zone says it for all times"};
  const LocalTime local("UTC", format);
  if (reads_back(local)) return std::nullopt;
  return Mistake{
      "\"" + format + "\", which writes " + local.write(samples().back()) +
          " for 2026-05-06 19:20:21 and does not read that back",
      "all of year, month and day, and the hour (%H, or %I with %p), such as %d-%b-%Y %H:%M:%S; or epoch, epoch_ms"};
}

bool sorts_as_text(const std::string& format) {
  const LocalTime local("UTC", format);
  return std::is_sorted(samples().begin(), samples().end(),
                        [&](Time a, Time b) { return local.write(a) < local.write(b); });
}

}  // namespace sql
