// SPDX-License-Identifier: Apache-2.0
#include "app/queue_store.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <utility>

#include "app/compose.h"
#include "app/report_findings.h"
#include "base/text.h"
#include "config/phrases.h"
#include "config/scalars.h"
#include "store/open.h"

namespace r311::app {
namespace {

Result<std::vector<std::string>> known_destinations(store::Store& store) {
  const auto destinations = store.destinations();
  if (!destinations) return tl::unexpected(destinations.error());
  std::vector<std::string> names;
  for (const auto& each : *destinations) names.push_back(each.name);
  return names;
}

// Also the whole name of a back end that is given alone.
std::optional<std::string> meant_by(const std::string& destination, const std::vector<std::string>& known) {
  const auto whole = std::find_if(known.begin(), known.end(),
                                  [&](const std::string& each) { return each.ends_with("/" + destination); });
  return whole != known.end() ? std::optional(*whole) : text::nearest(destination, known);
}

}  // namespace

int told(const std::string& text, int code) {
  std::fprintf(stderr, "relay311: %s\n", text.c_str());
  return code;
}

QueueStore open_queue_store(const QueueOptions& options, const Clock& clock) {
  QueueStore opened;
  auto loaded = config::load(options.config, config::Purpose::look);
  if (!loaded.findings.empty()) {
    report_findings(loaded.findings);
    opened.code = exit_mistakes;
    return opened;
  }
  opened.configuration = std::move(loaded.configuration);
  keep_state_in(opened.configuration, options.data);
  auto store = store::open_store_for_operators(opened.configuration.store, opened.configuration.data, clock);
  if (!store) {
    const bool elsewhere = store.error().kind == Kind::not_found && options.data.empty();
    opened.code =
        told(store.error().text + (elsewhere ? "; if its gateway was started with --data, say the same here" : ""),
             exit_cannot_start);
  } else {
    opened.store = std::move(*store);
  }
  return opened;
}

std::optional<store::DeliveryFilter> read_filter(const QueueFilter& words, Time now) {
  store::DeliveryFilter filter;
  filter.id = words.id;
  filter.destination = words.destination;
  if (!words.state.empty()) {
    filter.state = store::delivery_state_of(words.state);
    if (!filter.state) {
      told("--state " + text::one_line(words.state) + " is no state; there are " +
               config::listed(store::words_of(store::delivery_states())),
           exit_usage);
      return std::nullopt;
    }
  }
  if (!words.older_than.empty()) {
    const auto age = config::parse_duration(words.older_than);
    if (!age) {
      told("--older-than " + text::one_line(words.older_than) + " is no duration such as 30m, 2h or 1d", exit_usage);
      return std::nullopt;
    }
    filter.created_before = now - *age;
  }
  return filter;
}

Result<std::vector<store::Story>> stories_of(const QueueStore& queue, const std::string& id) {
  const auto destinations = known_destinations(*queue.store);
  if (!destinations) return tl::unexpected(destinations.error());
  std::set<std::string> jurisdictions;
  for (const auto& configured : queue.configuration.jurisdictions) jurisdictions.insert(configured.id);
  for (const auto& destination : *destinations) jurisdictions.insert(store::jurisdiction_of(destination));
  std::vector<store::Story> stories;
  for (const auto& jurisdiction : jurisdictions) {
    auto story = queue.store->story(jurisdiction, id);
    if (!story) return tl::unexpected(story.error());
    if (*story) stories.push_back(**std::move(story));
  }
  return stories;
}

Result<std::string> why_unknown(const QueueStore& queue, const store::DeliveryFilter& filter) {
  if (!filter.destination.empty()) {
    const auto known = known_destinations(*queue.store);
    if (!known) return tl::unexpected(known.error());
    if (std::find(known->begin(), known->end(), filter.destination) == known->end()) {
      const auto meant = meant_by(filter.destination, *known);
      return "no delivery was ever made to " + text::one_line(filter.destination) +
             (meant ? "; did you mean " + *meant + "?" : "");
    }
  }
  if (filter.id.empty()) return std::string();
  const auto stories = stories_of(queue, filter.id);
  if (!stories) return tl::unexpected(stories.error());
  return stories->empty() ? "no report is known as " + text::one_line(filter.id) : std::string();
}

}  // namespace r311::app
