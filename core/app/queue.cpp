// SPDX-License-Identifier: Apache-2.0
#include "app/queue.h"

#include <Poco/JSON/Object.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "app/exit_code.h"
#include "app/orphans.h"
#include "app/queue_print.h"
#include "app/report_findings.h"
#include "base/text.h"
#include "config/config.h"
#include "config/phrases.h"
#include "config/scalars.h"
#include "delivery/bulletin.h"
#include "store/open.h"
#include "store/operator_order.h"

namespace r311::app {
namespace {

constexpr std::size_t kLongestReason = 500;

// The configuration and its store, or the exit code for which there is none.
struct Opened {
  int code = exit_ok;
  config::Configuration configuration;
  std::shared_ptr<store::Store> store;
};

int told(const std::string& text, int code) {
  std::fprintf(stderr, "relay311: %s\n", text.c_str());
  return code;
}

Opened open(const QueueOptions& options, const Clock& clock) {
  Opened opened;
  auto loaded = config::load(options.config);
  if (!loaded.findings.empty()) {
    report_findings(loaded.findings);
    opened.code = exit_mistakes;
    return opened;
  }
  opened.configuration = std::move(loaded.configuration);
  if (!options.data.empty()) opened.configuration.data = std::filesystem::absolute(options.data);
  auto store = store::open_store_for_operators(opened.configuration.store, opened.configuration.data, clock);
  if (!store) {
    opened.code = told(store.error().text, exit_cannot_start);
  } else {
    opened.store = std::move(*store);
  }
  return opened;
}

// Whoever runs this program, also behind sudo.
std::string who() {
  if (const char* behind = std::getenv("SUDO_USER"); behind != nullptr && *behind != '\0') return text::clean(behind);
  std::array<char, 4096> memory{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::geteuid(), &entry, memory.data(), memory.size(), &found) == 0 && found != nullptr) {
    return text::clean(found->pw_name);
  }
  return "user " + std::to_string(::geteuid());
}

// What is too old was said by a node that died.
Result<std::vector<DestinationView>> views(const Opened& opened, Time now) {
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

// Nothing, after telling why, for filters that mean nothing.
std::optional<store::DeliveryFilter> read_filter(const QueueActOptions& options, Time now) {
  store::DeliveryFilter filter;
  filter.id = options.id;
  filter.destination = options.destination;
  if (!options.state.empty()) {
    filter.state = store::delivery_state_of(options.state);
    if (!filter.state) {
      told("--state " + text::one_line(options.state) + " is no state; there are " +
               config::listed(store::words_of(store::delivery_states())),
           exit_usage);
      return std::nullopt;
    }
  }
  if (!options.older_than.empty()) {
    const auto age = config::parse_duration(options.older_than);
    if (!age) {
      told("--older-than " + text::one_line(options.older_than) + " is no duration such as 30m, 2h or 1d", exit_usage);
      return std::nullopt;
    }
    filter.created_before = now - *age;
  }
  if (filter.id.empty() && filter.destination.empty() && !filter.state && !filter.created_before) {
    told("say which deliveries: at least one of --id, --destination, --state and --older-than", exit_usage);
    return std::nullopt;
  }
  return filter;
}

Result<std::vector<store::Story>> stories_of(const Opened& opened, const std::string& id) {
  std::vector<store::Story> stories;
  for (const auto& jurisdiction : opened.configuration.jurisdictions) {
    auto story = opened.store->story(jurisdiction.id, id);
    if (!story) return tl::unexpected(story.error());
    if (*story) stories.push_back(**std::move(story));
  }
  return stories;
}

// Why an order met nothing where it names what there is none of, or what can't be moved so; empty: there is just
// nothing to move.
Result<std::string> why_nothing(const Opened& opened, const store::DeliveryFilter& filter,
                                store::OperatorAction action) {
  if (!filter.destination.empty()) {
    const auto destinations = opened.store->destinations();
    if (!destinations) return tl::unexpected(destinations.error());
    std::vector<std::string> known;
    for (const auto& each : *destinations) known.push_back(each.name);
    if (std::find(known.begin(), known.end(), filter.destination) == known.end()) {
      const auto meant = text::nearest(filter.destination, known);
      return "no delivery was ever made to " + text::one_line(filter.destination) +
             (meant ? "; did you mean " + *meant + "?" : "");
    }
  }
  if (filter.id.empty()) return std::string();
  const auto stories = stories_of(opened, filter.id);
  if (!stories) return tl::unexpected(stories.error());
  if (stories->empty()) return "no report is known as " + text::one_line(filter.id);
  std::string states;
  for (const auto& story : *stories) {
    for (const auto& each : story.deliveries) {
      if (!states.empty()) states += ", ";
      states += store::word(each.delivery.state);
    }
  }
  return "nothing was done: " + text::one_line(filter.id) + " is " + states + ", and " +
         std::string(store::word(action)) + " takes what is " +
         config::listed(store::words_of(store::move_of(action).from));
}

}  // namespace

int list_queue(const QueueOptions& options) {
  const SystemClock clock;
  const Opened opened = open(options, clock);
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

int show_report(const QueueOptions& options, const std::string& id) {
  const SystemClock clock;
  const Opened opened = open(options, clock);
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

int act_on_queue(const QueueActOptions& options, store::OperatorAction action) {
  const SystemClock clock;
  const std::string reason(text::first(text::trim(text::clean(options.reason)), kLongestReason));
  if (reason.empty()) return told("--reason needs a text: it is kept with the deliveries", exit_usage);
  const auto filter = read_filter(options, clock.now());
  if (!filter) return exit_usage;
  const Opened opened = open(options, clock);
  if (!opened.store) return opened.code;
  const auto moved = opened.store->act(*filter, action, reason, who(), clock.now());
  if (!moved) return told(moved.error().text, exit_cannot_start);
  if (*moved == 0) {
    const auto why = why_nothing(opened, *filter, action);
    if (!why) return told(why.error().text, exit_cannot_start);
    if (!why->empty()) return told(*why, exit_mistakes);
  }
  if (options.json) {
    Poco::JSON::Object document(Poco::JSON_PRESERVE_KEY_ORDER);
    document.set("action", std::string(store::word(action)));
    document.set("deliveries", static_cast<Poco::Int64>(*moved));
    document.stringify(std::cout, 2);
    std::cout << '\n';
    return exit_ok;
  }
  const auto words = [action, one = *moved == 1] {
    switch (action) {
      case store::OperatorAction::retry:
        return one ? "sent on its way again" : "sent on their way again";
      case store::OperatorAction::park:
        return "parked";
      case store::OperatorAction::drop:
        return "dropped";
    }
    return "";
  };
  std::printf("%lld %s %s\n", static_cast<long long>(*moved), *moved == 1 ? "delivery" : "deliveries", words());
  return exit_ok;
}

}  // namespace r311::app
