// SPDX-License-Identifier: Apache-2.0
#include "app/back_ends.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "app/compose.h"
#include "app/foreign_orders.h"

namespace r311::app {
namespace {

// A service may have moved to another back end while reports were under way: they stay with the one that has them.
bool has_deliveries(store::Store& store, const std::string& destination) {
  const auto census = store.census(destination);
  return !census || !census->empty();
}

// A back end that failed is asked again no later than one that did not.
gateway::CatalogSurroundings catalog_surroundings(const config::Backend& backend,
                                                  const delivery::Surroundings& around) {
  const delivery::Backoff backoff(backend.retry_first, std::min(backend.retry_most, backend.catalog_every),
                                  around.random);
  return {around.store, around.clock, around.ids, [backoff](int failures) { return backoff.pause(failures); }};
}

gateway::FetchCatalog fetch_through(Result<std::unique_ptr<plugin::Adapter>> made) {
  std::shared_ptr<plugin::Adapter> adapter = made ? std::move(*made) : nullptr;
  const auto missing = made ? std::string() : made.error().text;
  return [adapter, missing](Time deadline, const std::string& trace,
                            const std::atomic<bool>& cancelled) -> Result<std::vector<open311::Service>> {
    if (!adapter) return fail(Kind::corrupt, missing);
    plugin::CallTerms terms;
    terms.deadline = deadline;
    terms.trace = trace;
    terms.cancelled = &cancelled;
    auto told = adapter->catalog(terms);
    if (told.verdict.outcome == plugin::Outcome::ok) return std::move(told.services);
    return fail(Kind::unavailable, std::string(plugin::word(told.verdict.outcome)) + ": " + told.verdict.reason);
  };
}

}  // namespace

std::string this_node(const config::Configuration& configuration) {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  return std::string(host.data()) + ":" + configuration.data.string();
}

std::vector<std::shared_ptr<gateway::CatalogKeeper>> make_keepers(const config::Configuration& configuration,
                                                                  plugin::Registry& registry, plugin::KvPort& state,
                                                                  const delivery::Surroundings& around,
                                                                  const gateway::Catalogue& catalogue) {
  std::vector<std::shared_ptr<gateway::CatalogKeeper>> keepers;
  for (const auto& [plan, backend] : catalog_choices(configuration)) {
    config::Findings findings;
    keepers.push_back(std::make_shared<gateway::CatalogKeeper>(
        plan, fetch_through(registry.make(backend, configuration.file, configuration.data, state, findings)),
        catalogue.find(plan.jurisdiction)->services(), catalog_surroundings(backend, around)));
  }
  return keepers;
}

std::vector<std::shared_ptr<delivery::Destination>> make_destinations(
    const config::Configuration& configuration, plugin::Registry& registry, plugin::KvPort& state,
    const delivery::Surroundings& around, std::shared_ptr<const gateway::Catalogue> catalogue) {
  std::vector<std::shared_ptr<delivery::Destination>> destinations;
  for (const auto& [plan, used] : destination_choices(configuration)) {
    if (!used && !has_deliveries(*around.store, plan.name)) continue;
    const auto backend = std::find_if(configuration.backends.begin(), configuration.backends.end(),
                                      [&](const auto& one) { return one.name == plan.backend; });
    config::Findings findings;
    auto adapter = registry.make(*backend, configuration.file, configuration.data, state, findings);
    const auto missing = adapter ? std::string() : adapter.error().text;
    std::shared_ptr<plugin::Adapter> usable = adapter ? std::move(*adapter) : nullptr;
    const auto more = [&registry, &state, as = *backend,
                       data = configuration.data]() -> Result<std::shared_ptr<plugin::Adapter>> {
      auto made = registry.make_another(as, data, state);
      if (!made) return tl::unexpected(made.error());
      return std::shared_ptr<plugin::Adapter>(std::move(*made));
    };
    delivery::Surroundings own = around;
    own.request_of = [catalogue, place = DestinationPlace{plan.jurisdiction, plan.backend}](
                         const open311::WorkOrder& order) { return request_of(*catalogue, place, order); };
    destinations.push_back(
        std::make_shared<delivery::Destination>(plan, std::move(own), std::move(usable), missing, more));
  }
  return destinations;
}

}  // namespace r311::app
