// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "config/config.h"
#include "delivery/destination.h"
#include "gateway/catalog_keeper.h"
#include "gateway/jurisdiction.h"
#include "gateway/keys.h"
#include "plugin/registry.h"

// The configuration in the words of those who do the work. Pure translation: what is given was checked.
namespace r311::app {

// --data in the place of what the configuration says, unless it is empty.
void keep_state_in(config::Configuration& configuration, const std::string& data);

std::vector<gateway::JurisdictionPlan> jurisdiction_plans(const config::Configuration& configuration);
gateway::KeyRing key_ring(const config::Configuration& configuration);

// One for each jurisdiction and back end. `used`: a service of that jurisdiction sends its reports there now.
struct DestinationChoice {
  delivery::DestinationPlan plan;
  bool used = false;
};
std::vector<DestinationChoice> destination_choices(const config::Configuration& configuration);

// One for each jurisdiction and back end from which it takes services.
struct CatalogChoice {
  gateway::CatalogPlan plan;
  config::Backend backend;
};
std::vector<CatalogChoice> catalog_choices(const config::Configuration& configuration);

// "127.0.0.1:3110", "[::1]:3110".
std::string host_port(const config::Server& server, int port);

// Where plugins are looked for: the configured directories, then those that belong to this executable.
std::vector<std::filesystem::path> plugin_directories(const config::Configuration& configuration);

}  // namespace r311::app
