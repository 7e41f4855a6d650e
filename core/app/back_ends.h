// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <vector>

#include "config/config.h"
#include "delivery/destination.h"
#include "gateway/catalog_keeper.h"
#include "gateway/jurisdiction.h"
#include "plugin/kv_port.h"
#include "plugin/registry.h"
#include "store/store.h"

namespace r311::app {

// Gives adapters their durable state out of the store.
class StoreState final : public plugin::KvPort {
 public:
  explicit StoreState(std::shared_ptr<store::Store> store) : store_(std::move(store)) {}
  Result<std::optional<std::string>> get_value(const std::string& backend, const std::string& key) override {
    return store_->get_value(backend, key);
  }
  Result<void> put_value(const std::string& backend, const std::string& key,
                         std::optional<std::string> value) override {
    return store_->put_value(backend, key, std::move(value));
  }

 private:
  std::shared_ptr<store::Store> store_;
};

// Unlike any other node's that shares the store, and the same after a restart.
std::string this_node(const config::Configuration& configuration);

// A destination for each jurisdiction and back end that it uses or that still has deliveries of it, each with adapter
// instances of its own, one for each slot (made when it is needed), so that a call that hangs holds up no other. Where
// the adapter can't be made the destination stands without one, and says why. `registry` and `state` outlive the
// destinations.
std::vector<std::shared_ptr<delivery::Destination>> make_destinations(const config::Configuration& configuration,
                                                                      plugin::Registry& registry, plugin::KvPort& state,
                                                                      const delivery::Surroundings& around,
                                                                      std::shared_ptr<const gateway::Catalogue>);

// A keeper for each jurisdiction and back end from which it takes services, each with an adapter instance of its own.
// Where the adapter can't be made the keeper stands without one, and every fetch fails with the reason. `registry` and
// `state` outlive the keepers.
std::vector<std::shared_ptr<gateway::CatalogKeeper>> make_keepers(const config::Configuration& configuration,
                                                                  plugin::Registry& registry, plugin::KvPort& state,
                                                                  const delivery::Surroundings& around,
                                                                  const gateway::Catalogue& catalogue);

}  // namespace r311::app
