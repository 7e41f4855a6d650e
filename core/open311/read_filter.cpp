// SPDX-License-Identifier: Apache-2.0
#include "open311/read_filter.h"

#include <string_view>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "open311/shapes.h"

namespace r311::open311 {
namespace {

constexpr std::chrono::days default_window{90};

class Reading {
 public:
  Reading(const Parameters& sent, const Zone& zone, Time now) : sent_(sent), zone_(zone), now_(now) {}

  ReadFilter take() {
    read_.filter.ids = words("service_request_id");
    if (!read_.filter.ids.empty() || !read_.faults.empty()) return std::move(read_);
    read_.filter.service_codes = words("service_code");
    read_statuses();
    read_window();
    return std::move(read_);
  }

 private:
  void fault(std::string sentence) { read_.faults.push_back({400, std::move(sentence)}); }

  // The words of a comma-delimited list, each once.
  std::vector<std::string> words(std::string_view name) {
    std::vector<std::string> kept;
    std::unordered_set<std::string> seen;
    for (const std::string& sent : sent_.list(name)) {
      if (!text::is_utf8(sent)) {
        fault(std::string(name) + " is not valid UTF-8 text.");
        return {};
      }
      std::string word = text::clean(sent);
      if (!word.empty() && seen.insert(word).second) kept.push_back(std::move(word));
    }
    if (kept.empty() && sent_.get(name)) fault(std::string(name) + " names nothing between its commas.");
    return kept;
  }

  void read_statuses() {
    bool open = false;
    bool closed = false;
    for (const std::string& word : words("status")) {
      const auto status = status_of(word);
      if (!status) {
        fault("status must be open or closed, not " + shown(word) + ".");
        continue;
      }
      (is_closed(*status) ? closed : open) = true;
    }
    if (open != closed) read_.filter.closed = closed;
  }

  void read_window() {
    const auto from = read_date("start_date", false);
    const auto to = read_date("end_date", true);
    if (!read_.faults.empty()) return;
    if (from && to && *from > *to) return fault("start_date must not be after end_date.");
    read_.filter.to = to.value_or(now_);
    read_.filter.from = from ? *from : *read_.filter.to - default_window;
  }

  // An end covers all that the client can't tell from it: times are shown in whole seconds, a bare date is a day.
  std::optional<Time> read_date(std::string_view name, bool is_end) {
    const auto sent = sent_.get(name);
    if (!sent) return std::nullopt;
    const std::string text = with_plus(*sent);
    const auto moment = parse_w3c(text, zone_);
    if (!moment) {
      fault(std::string(name) + " must be a date and time such as 2026-03-01T14:30:00Z, not " + shown(*sent) + ".");
      return std::nullopt;
    }
    if (!is_end) return moment;
    constexpr std::size_t bare_date = 10;
    if (text.size() == bare_date) return parse_w3c(text + "T23:59:59.999", zone_);
    return std::chrono::floor<std::chrono::seconds>(*moment) + Milliseconds{999};
  }

  // A client that does not escape the "+" of an offset sends a blank.
  static std::string with_plus(std::string text) {
    const auto blank = text.rfind(' ');
    if (text.find('T') != text.npos && blank != text.npos && blank > text.find('T')) text[blank] = '+';
    return text;
  }

  const Parameters& sent_;
  const Zone& zone_;
  Time now_;
  ReadFilter read_;
};

}  // namespace

ReadFilter read_filter(const Parameters& sent, const Zone& zone, Time now) { return Reading(sent, zone, now).take(); }

}  // namespace r311::open311
