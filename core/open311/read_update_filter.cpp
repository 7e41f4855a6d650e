// SPDX-License-Identifier: Apache-2.0
#include "open311/read_update_filter.h"

#include <string_view>
#include <utility>

#include "base/text.h"
#include "open311/cursor.h"
#include "open311/read_fields.h"
#include "open311/read_filter.h"
#include "open311/shapes.h"

namespace r311::open311 {
namespace {

constexpr std::size_t most_pages = 100'000;
constexpr ListOrder order{.by_updated = true, .ascending = true};
constexpr std::string_view cursor_mark = "s";  // no cursor of requests begins with it

class Reading {
 public:
  Reading(const Parameters& sent, const Zone& zone, Time now) : sent_(sent), zone_(zone), now_(now) {}

  ReadUpdateFilter take() {
    UpdateFilter& filter = read_.filter;
    read_ids();
    filter.from = read_window_end(sent_, "start_date", WindowEnd::first, zone_, read_.faults);
    filter.to = read_window_end(sent_, "end_date", WindowEnd::last, zone_, read_.faults);
    if (filter.from && filter.to && *filter.from > *filter.to) fault("start_date must not be after end_date.");
    if (!filter.from && filter.requests.empty()) filter.from = filter.to.value_or(now_) - default_window;
    filter.page = read_number(sent_, "page", most_pages, read_.faults);
    filter.page_size = read_number(sent_, "page_size", most_pages, read_.faults);
    read_part(filter);
    return std::move(read_);
  }

 private:
  void read_part(UpdateFilter& filter) {
    if (const auto sent = sent_.get("cursor")) {
      if (sent->starts_with(cursor_mark)) filter.after = place_of(order, sent->substr(cursor_mark.size()));
      if (!filter.after) fault("cursor " + shown(*sent) + " was not given out for this list.");
      if (filter.page) fault("page and cursor can't be used together.");
    }
    if (!filter.page) return;
    if (!filter.page_size) filter.page_size = default_page_size;
    if (*filter.page == 1 || *filter.page <= most_updates / *filter.page_size) return;
    fault("page " + shown(*sent_.get("page")) + " lies behind the first " + std::to_string(most_updates) +
          " updates: to go further follow the Link header, or ask for another time.");
  }

  void fault(std::string sentence) { read_.faults.push_back({400, std::move(sentence)}); }

  // One that is left out would look as if nothing had happened to it.
  void read_ids() {
    std::vector<std::string>& ids = read_.filter.requests;
    for (const std::string& sent : sent_.names("service_request_id", ',')) {
      if (!text::is_utf8(sent)) return fault("service_request_id is not valid UTF-8 text.");
      std::string id = text::clean(sent);
      if (!id.empty()) ids.push_back(std::move(id));
    }
    if (ids.empty() && sent_.get("service_request_id")) fault("service_request_id names nothing between its commas.");
  }

  const Parameters& sent_;
  const Zone& zone_;
  const Time now_;
  ReadUpdateFilter read_;
};

}  // namespace

std::string update_cursor_of(const ListPlace& place) { return std::string(cursor_mark) + cursor_of(order, place); }

ReadUpdateFilter read_update_filter(const Parameters& sent, const Zone& zone, Time now) {
  return Reading(sent, zone, now).take();
}

}  // namespace r311::open311
