// SPDX-License-Identifier: Apache-2.0
#include "app/orphans.h"

#include <algorithm>

#include "app/compose.h"
#include "base/log.h"

namespace r311::app {

bool is_configured(const config::Configuration& configuration, const std::string& destination) {
  const auto choices = destination_choices(configuration);
  return std::any_of(choices.begin(), choices.end(), [&](const auto& one) { return one.plan.name == destination; });
}

std::string to_text(const Orphan& orphan) {
  const bool one = orphan.deliveries == 1;
  return std::to_string(orphan.deliveries) + (one ? " delivery waits" : " deliveries wait") + " for " +
         orphan.destination + ", which the configuration does not have any more: configure it again, or end " +
         (one ? "it" : "them") + " with relay311 queue drop --destination " + orphan.destination;
}

std::vector<Orphan> orphans(const config::Configuration& configuration,
                            const std::vector<store::DestinationStanding>& destinations) {
  using store::DeliveryState;
  std::vector<Orphan> found;
  for (const auto& one : destinations) {
    if (is_configured(configuration, one.name)) continue;
    Orphan orphan{one.name, 0};
    for (const auto& [state, count] : one.counts) {
      if (state == DeliveryState::waiting || state == DeliveryState::sending || state == DeliveryState::unknown)
        orphan.deliveries += count;
    }
    if (orphan.deliveries > 0) found.push_back(std::move(orphan));
  }
  return found;
}

void warn_of_orphans(const config::Configuration& configuration, store::Store& store) {
  const auto destinations = store.destinations();
  if (!destinations) {
    log::warning("the store could not be looked into for deliveries that nobody hands over",
                 {{"reason", destinations.error().text}});
    return;
  }
  for (const auto& orphan : orphans(configuration, *destinations)) {
    log::warning("deliveries wait for a destination that is not configured",
                 {{"destination", orphan.destination},
                  {"deliveries", std::to_string(orphan.deliveries)},
                  {"do", to_text(orphan)}});
  }
}

}  // namespace r311::app
