// SPDX-License-Identifier: Apache-2.0
#include "open311/read_update_filter.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "open311/read_fields.h"
#include "open311/shapes.h"

namespace r311::open311 {
namespace {

constexpr std::chrono::days default_window{90};
constexpr std::size_t most_pages = 100'000;

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
    filter.page = read_number("page", most_pages);
    filter.page_size = read_number("page_size", most_pages);
    return std::move(read_);
  }

 private:
  void fault(std::string sentence) { read_.faults.push_back({400, std::move(sentence)}); }

  // One that is left out would look as if nothing had happened to it.
  void read_ids() {
    std::vector<std::string>& ids = read_.filter.requests;
    for (const std::string& sent : sent_.list("service_request_id")) {
      if (!text::is_utf8(sent)) return fault("service_request_id is not valid UTF-8 text.");
      std::string id = text::clean(sent);
      if (!id.empty()) ids.push_back(std::move(id));
    }
    if (ids.empty() && sent_.get("service_request_id")) fault("service_request_id names nothing between its commas.");
  }

  std::optional<std::size_t> read_number(std::string_view name, std::size_t most) {
    const auto text = sent_.get(name);
    if (!text) return std::nullopt;
    std::size_t number = 0;
    const char* const last = text->data() + text->size();
    const auto [end, error] = std::from_chars(text->data(), last, number);
    if (error == std::errc() && end == last && number > 0 && number <= most) return number;
    fault(std::string(name) + " must be a whole number from 1 to " + std::to_string(most) + ", not " + shown(*text) +
          ".");
    return std::nullopt;
  }

  const Parameters& sent_;
  const Zone& zone_;
  const Time now_;
  ReadUpdateFilter read_;
};

}  // namespace

ReadUpdateFilter read_update_filter(const Parameters& sent, const Zone& zone, Time now) {
  return Reading(sent, zone, now).take();
}

}  // namespace r311::open311
