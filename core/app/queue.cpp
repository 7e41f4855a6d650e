// SPDX-License-Identifier: Apache-2.0
#include "app/queue.h"

#include <utility>
#include <vector>

#include "app/orphans.h"
#include "app/queue_print.h"
#include "app/queue_store.h"
#include "base/text.h"
#include "delivery/bulletin.h"

namespace r311::app {
namespace {

// What is too old was said by a node that died.
Result<std::vector<DestinationView>> views(const QueueStore& opened, Time now) {
  auto destinations = opened.store->destinations();
  if (!destinations) return tl::unexpected(destinations.error());
  const auto said = opened.store->standings();
  if (!said) return tl::unexpected(said.error());
  std::vector<DestinationView> found;
  for (auto& standing : *destinations) {
    DestinationView view;
    view.configured = is_configured(opened.configuration, standing.name);
    for (const auto& node : *said) {
      if (node.destination == standing.name && node.updated > now - delivery::Bulletin::lasts)
        view.nodes.push_back(node);
    }
    view.standing = std::move(standing);
    found.push_back(std::move(view));
  }
  return found;
}

}  // namespace

int list_queue(const QueueOptions& options) {
  const SystemClock clock;
  const QueueStore opened = open_queue_store(options, clock);
  if (!opened.store) return opened.code;
  const auto destinations = views(opened, clock.now());
  if (!destinations) return told(destinations.error().text, exit_cannot_start);
  if (options.json) {
    print_destinations_json(*destinations);
  } else {
    print_destinations(*destinations, clock.now());
  }
  return exit_ok;
}

int list_deliveries(const QueueOptions& options, const QueueFilter& words, const QueuePage& page) {
  const SystemClock clock;
  const auto filter = read_filter(words, clock.now());
  if (!filter) return exit_usage;
  if (filter->state == store::DeliveryState::delivered)
    return told("what is delivered is not listed: relay311 queue show ID tells of one report", exit_usage);
  const QueueStore opened = open_queue_store(options, clock);
  if (!opened.store) return opened.code;
  const auto listed = opened.store->list(*filter, page.after, page.limit);
  if (!listed) return told(listed.error().text, exit_cannot_start);
  if (listed->deliveries.empty()) {
    const auto why = why_unknown(opened, *filter);
    if (!why) return told(why.error().text, exit_cannot_start);
    if (!why->empty()) return told(*why, exit_mistakes);
  }
  if (options.json) {
    print_deliveries_json(*listed);
  } else {
    print_deliveries(*listed, clock.now());
  }
  return exit_ok;
}

int show_report(const QueueOptions& options, const std::string& id) {
  const SystemClock clock;
  const QueueStore opened = open_queue_store(options, clock);
  if (!opened.store) return opened.code;
  const auto stories = stories_of(opened, id);
  if (!stories) return told(stories.error().text, exit_cannot_start);
  if (stories->empty()) return told("no report is known as " + text::one_line(id), exit_mistakes);
  if (options.json) {
    print_stories_json(*stories);
  } else {
    print_stories(*stories, clock.now());
  }
  return exit_ok;
}

}  // namespace r311::app
