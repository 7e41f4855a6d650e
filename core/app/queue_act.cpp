// SPDX-License-Identifier: Apache-2.0
#include <Poco/JSON/Object.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "app/queue.h"
#include "app/queue_store.h"
#include "base/text.h"
#include "config/phrases.h"
#include "store/operator_order.h"

namespace r311::app {
namespace {

constexpr std::size_t longest_reason = 500;

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

// Why an order met nothing where it names what there is none of, or what can't be moved so; empty: there is just
// nothing to move.
Result<std::string> why_nothing(const QueueStore& opened, const store::DeliveryFilter& filter,
                                store::OperatorAction action) {
  auto unknown = why_unknown(opened, filter);
  if (!unknown || !unknown->empty() || filter.id.empty()) return unknown;
  const auto stories = stories_of(opened, filter.id);
  if (!stories) return tl::unexpected(stories.error());
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

const char* words_for(store::OperatorAction action, bool one) {
  switch (action) {
    case store::OperatorAction::retry:
      return one ? "sent on its way again" : "sent on their way again";
    case store::OperatorAction::park:
      return "parked";
    case store::OperatorAction::drop:
      return "dropped";
  }
  return "";
}

}  // namespace

int act_on_queue(const QueueOptions& options, const QueueFilter& words, store::OperatorAction action,
                 const std::string& given) {
  const SystemClock clock;
  const std::string reason(text::first(text::trim(text::clean(given)), longest_reason));
  if (reason.empty()) return told("--reason needs a text: it is kept with the deliveries", exit_usage);
  const auto filter = read_filter(words, clock.now());
  if (!filter) return exit_usage;
  if (filter->id.empty() && filter->destination.empty() && !filter->state && !filter->created_before)
    return told("say which deliveries: at least one of --id, --destination, --state and --older-than", exit_usage);
  const QueueStore opened = open_queue_store(options, clock);
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
  } else {
    std::printf("%lld %s %s\n", static_cast<long long>(*moved), *moved == 1 ? "delivery" : "deliveries",
                words_for(action, *moved == 1));
  }
  return exit_ok;
}

}  // namespace r311::app
