// SPDX-License-Identifier: Apache-2.0
#include "open311/read_filter.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "base/words.h"
#include "open311/cursor.h"
#include "open311/read_fields.h"
#include "open311/shapes.h"

namespace r311::open311 {
namespace {

constexpr double farthest = 20'040'000;  // metres: half around the earth

struct Named {
  std::string_view word;
  bool value;
};
constexpr std::array<Named, 2> sorted_by{{{"requested_datetime", false}, {"updated_datetime", true}}};
constexpr std::array<Named, 2> directions{{{"asc", true}, {"desc", false}}};

class Reading {
 public:
  Reading(const Parameters& sent, const FilterTerms& terms)
      : sent_(sent), zone_(terms.zone != nullptr ? *terms.zone : Zone::utc()), terms_(terms) {}

  ReadFilter take() {
    filter_.ids = names("service_request_id", ',', sent_.items().size() + most_ids);
    if (!filter_.ids.empty() || !read_.faults.empty()) return std::move(read_);
    filter_.service_codes = names("service_code", ',', most_values);
    filter_.agencies = names("agency_responsible", '|', most_values);
    filter_.interfaces = names("interface_used", ',', most_values);
    filter_.photo = read_truth(sent_, "has_photo", read_.faults);
    read_statuses();
    read_times();
    read_area();
    read_texts();
    read_order();
    read_part();
    return std::move(read_);
  }

 private:
  static constexpr std::size_t most_ids = std::size_t{1} << 20;

  void fault(std::string sentence) { read_.faults.push_back({400, std::move(sentence)}); }
  void fault(std::string_view name, std::string_view must, std::string_view sent) {
    fault(std::string(name) + " must be " + std::string(must) + ", not " + shown(sent) + ".");
  }

  // The names of a delimited list, each once. A name may hold the delimiter itself.
  std::vector<std::string> names(std::string_view name, char delimiter, std::size_t most) {
    const auto list = sent_.names(name, delimiter);
    return words(name, list, most, list.size() - sent_.list(name, delimiter).size());
  }

  // `whole`: so many of the list stand whole, besides their parts.
  std::vector<std::string> words(std::string_view name, const std::vector<std::string>& list, std::size_t most,
                                 std::size_t whole = 0) {
    std::vector<std::string> kept;
    std::unordered_set<std::string> seen;
    for (const std::string& sent : list) {
      if (!text::is_utf8(sent)) {
        fault(std::string(name) + " is not valid UTF-8 text.");
        return {};
      }
      std::string word = text::clean(sent);
      if (!word.empty() && seen.insert(word).second) kept.push_back(std::move(word));
    }
    if (kept.empty() && sent_.get(name)) fault(std::string(name) + " names nothing between its delimiters.");
    if (kept.size() <= most + whole) return kept;
    fault(std::string(name) + " names more than " + std::to_string(most) + " values.");
    return {};
  }

  std::optional<std::string> text_of(std::string_view name) {
    auto sent = sent_.get(name);
    if (!sent) return std::nullopt;
    if (!text::is_utf8(*sent)) {
      fault(std::string(name) + " is not valid UTF-8 text.");
      return std::nullopt;
    }
    std::string cleaned = text::clean(*sent);
    if (text::length(cleaned) <= longest_search) return cleaned;
    fault(std::string(name) + " is longer than " + std::to_string(longest_search) + " characters.");
    return std::nullopt;
  }

  template <std::size_t n>
  std::optional<bool> one_of(std::string_view name, const std::array<Named, n>& known) {
    const auto sent = sent_.get(name);
    if (!sent) return std::nullopt;
    std::string list;
    for (const Named& one : known) {
      if (text::same_in_any_case(one.word, *sent)) return one.value;
      list += (list.empty() ? "" : " or ") + std::string(one.word);
    }
    fault(name, list, *sent);
    return std::nullopt;
  }

  // Open and closed are classes of all words; both together are no filter.
  void read_statuses() {
    std::unordered_set<Status> wanted;
    bool asked = false;
    for (const std::string& word : words("status", sent_.list("status"), most_values)) {
      const auto statuses = statuses_asked_for(word, terms_.statuses);
      asked = true;
      if (statuses)
        wanted.insert(statuses->begin(), statuses->end());
      else
        fault("status", told_words(terms_.statuses), word);
    }
    read_.part.none = asked && wanted.empty();
    std::vector<Status> statuses;
    std::array<bool, 2> any{};
    bool all = true, whole = true;
    for (const Status each : all_statuses()) {
      if (wanted.contains(each)) statuses.push_back(each), any.at(is_closed(each)) = true;
    }
    for (const Status each : all_statuses()) {
      all = all && wanted.contains(each);
      whole = whole && wanted.contains(each) == any.at(is_closed(each));
    }
    if (statuses.empty() || all) return;
    if (whole) {
      filter_.closed = any[1];
    } else {
      filter_.statuses = std::move(statuses);
    }
  }

  void read_times() {
    const auto from = read_date("start_date", false);
    const auto to = read_date("end_date", true);
    filter_.updated_from = read_date("updated_after", false);
    filter_.updated_to = read_date("updated_before", true);
    const bool updated = filter_.updated_from || filter_.updated_to;
    read_.part.window = from || to || updated;
    if (from && to && *from > *to) fault("start_date must not be after end_date.");
    if (filter_.updated_from && filter_.updated_to && *filter_.updated_from > *filter_.updated_to)
      fault("updated_after must not be after updated_before.");
    filter_.to = to.value_or(terms_.now);
    if (from || !updated) filter_.from = from ? *from : *filter_.to - default_window;
  }

  std::optional<Time> read_date(std::string_view name, bool is_end) {
    const WindowEnd end = is_end ? WindowEnd::last : WindowEnd::first;
    return read_window_end(sent_, name, end, zone_, read_.faults);
  }

  std::optional<double> degrees(std::string_view name, std::string_view sent, double most) {
    const auto value = decimal(sent);
    if (value && *value >= -most && *value <= most) return value;
    fault(name, most > 90 ? "a decimal number from -180 to 180" : "a decimal number from -90 to 90", sent);
    return std::nullopt;
  }

  void read_area() {
    read_circle();
    const auto sent = sent_.get("bbox");
    if (!sent) return;
    const auto parts = text::split(*sent, ',');
    constexpr std::string_view shape = "four decimal numbers: min_long,min_lat,max_long,max_lat";
    if (parts.size() != 4 || std::count(sent->begin(), sent->end(), ',') != 3) return fault("bbox", shape, *sent);
    std::array<double, 4> edges{};
    for (std::size_t i = 0; i < edges.size(); ++i) {
      const auto value = decimal(parts[i]);
      const double most = i % 2 == 0 ? 180 : 90;
      if (!value || *value < -most || *value > most) return fault("bbox", shape, *sent);
      edges.at(i) = *value;
    }
    if (edges[1] > edges[3])
      return fault("bbox must have its southern latitude before its northern, not " + shown(*sent) + ".");
    filter_.box = Box{edges[0], edges[1], edges[2], edges[3]};
  }

  void read_circle() {
    constexpr std::array<std::string_view, 3> names{"lat", "long", "radius"};
    std::array<std::optional<std::string>, 3> sent;
    std::size_t given = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
      sent.at(i) = sent_.get(names.at(i));
      if (sent.at(i)) ++given;
    }
    if (given == 0) return;
    for (std::size_t i = 0; i < names.size(); ++i)
      if (!sent.at(i)) fault(std::string(names.at(i)) + " is missing: lat, long and radius are needed together.");
    const auto latitude = sent[0] ? degrees("lat", *sent[0], 90) : std::nullopt;
    const auto longitude = sent[1] ? degrees("long", *sent[1], 180) : std::nullopt;
    const auto radius = sent[2] ? decimal(*sent[2]) : std::nullopt;
    if (sent[2] && (!radius || *radius <= 0)) fault("radius", "a number of metres above 0", *sent[2]);
    if (latitude && longitude && radius && *radius > 0)
      filter_.circle = Circle{{*latitude, *longitude}, std::min(*radius, farthest)};
  }

  void read_texts() {
    if (auto address = text_of("address_string")) {
      filter_.address = *std::move(address);
      if (text::length(text::folded(filter_.address)) < shortest_address)
        fault("address_string", "three characters or more of an address", filter_.address);
    }
    const auto query = text_of("q");
    if (!query) return;
    std::unordered_set<std::string> seen;
    for (std::string& word : text::words(*query))
      if (seen.insert(word).second) filter_.words.push_back(std::move(word));
    if (filter_.words.empty()) fault("q", "words to search for", *query);
    if (filter_.words.size() > most_words) fault("q has more than " + std::to_string(most_words) + " words.");
  }

  void read_order() {
    if (const auto sent = sent_.get("sort")) {
      const std::string_view whole = *sent;
      const bool descending = whole.starts_with('-');
      const auto found = std::find_if(sorted_by.begin(), sorted_by.end(),
                                      [&](const Named& one) { return one.word == whole.substr(descending ? 1 : 0); });
      if (found == sorted_by.end()) {
        fault("sort", "requested_datetime or updated_datetime, with - before it for the newest first", *sent);
      } else {
        filter_.order = {found->value, !descending};
      }
    }
    if (const auto ascending = one_of("order", directions)) filter_.order.ascending = *ascending;
  }

  void read_part() {
    ListPart& part = read_.part;
    part.size = read_number(sent_, "page_size", std::nullopt, read_.faults);
    part.page = read_number(sent_, "page", std::nullopt, read_.faults);
    part.most = read_number(sent_, "max_requests", std::nullopt, read_.faults);
    if (const auto sent = sent_.get("cursor")) {
      part.after = place_of(filter_.order, *sent);
      if (!part.after) fault("cursor " + shown(*sent) + " was not given out for this list.");
      if (part.page) fault("page and cursor can't be used together.");
    }
    if (!part.page) return;
    if (!part.size) part.size = default_page_size;
    if (*part.page == 1 || *part.page <= most_requests_of_pages / std::max<std::size_t>(*part.size, 1)) return;
    fault("page " + shown(*sent_.get("page")) + " lies behind the first " + std::to_string(most_requests_of_pages) +
          " requests: to go further follow the Link header, or ask for another time.");
  }

  const Parameters& sent_;
  const Zone zone_;
  const FilterTerms& terms_;
  ReadFilter read_;
  ListFilter& filter_ = read_.filter;
};

}  // namespace

ReadFilter read_filter(const Parameters& sent, const FilterTerms& terms) { return Reading(sent, terms).take(); }

}  // namespace r311::open311
