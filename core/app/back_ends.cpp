// SPDX-License-Identifier: Apache-2.0
#include "app/back_ends.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "app/compose.h"

namespace r311::app {
namespace {

// A service may have moved to another back end while reports were under way: they stay with the one that has them.
bool has_deliveries(store::Store& store, const std::string& destination) {
  const auto census = store.census(destination);
  return !census || !census->empty();
}

}  // namespace

std::string this_node(const config::Configuration& configuration) {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  return std::string(host.data()) + ":" + configuration.data.string();
}

std::vector<std::shared_ptr<delivery::Destination>> make_destinations(const config::Configuration& configuration,
                                                                      plugin::Registry& registry, plugin::KvPort& state,
                                                                      const delivery::Surroundings& around) {
  std::vector<std::shared_ptr<delivery::Destination>> destinations;
  for (const auto& [plan, used] : destination_choices(configuration)) {
    if (!used && !has_deliveries(*around.store, plan.name)) continue;
    const auto backend = std::find_if(configuration.backends.begin(), configuration.backends.end(),
                                      [&](const auto& one) { return one.name == plan.backend; });
    config::Findings findings;
    auto adapter = registry.make(*backend, configuration.file, configuration.data, state, findings);
    const auto missing = adapter ? std::string() : adapter.error().text;
    std::shared_ptr<plugin::Adapter> usable = adapter ? std::move(*adapter) : nullptr;
    const auto more = [&registry, &state, as = *backend, file = configuration.file,
                       data = configuration.data]() -> Result<std::shared_ptr<plugin::Adapter>> {
      config::Findings mistakes;
      auto made = registry.make(as, file, data, state, mistakes);
      if (!made) return tl::unexpected(made.error());
      return std::shared_ptr<plugin::Adapter>(std::move(*made));
    };
    destinations.push_back(std::make_shared<delivery::Destination>(plan, around, std::move(usable), missing, more));
  }
  return destinations;
}

}  // namespace r311::app
