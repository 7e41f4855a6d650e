// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/identity.h"
#include "base/result.h"
#include "gateway/current_services.h"
#include "store/store.h"

namespace r311::gateway {

// Which services to keep, and how often to ask for them.
struct CatalogPlan {
  std::string jurisdiction;
  std::string backend;
  Milliseconds every{600'000};    // between two fetches that went well
  Milliseconds deadline{30'000};  // for one fetch
};

// What a keeper works with. Shared, because a thread that hangs in a fetch may come back after everything else has
// ended.
struct CatalogSurroundings {
  std::shared_ptr<store::Store> store;
  std::shared_ptr<const Clock> clock;
  std::shared_ptr<IdSource> ids;  // for the traces of fetches
  std::function<Milliseconds(int failures)>
      pause;  // after so many in a row; a minute at most while nothing was ever had
};

// Asks the back end for all its services; a failure is any reason why they could not be had whole.
using FetchCatalog = std::function<Result<std::vector<open311::Service>>(Time deadline, const std::string& trace,
                                                                         const std::atomic<bool>& cancelled)>;

// Keeps the services that one back end defines for one jurisdiction. What was fetched whole and fits beside the other
// services is stored as a snapshot and then served; whatever goes wrong, what was served before stays. So the services
// of a back end that is away are those it told last, also after a restart. Every node that shares the store asks for
// itself, and all serve the same within one interval. Thread rule: one thread at a time.
class CatalogKeeper {
 public:
  CatalogKeeper(CatalogPlan plan, FetchCatalog fetch, std::shared_ptr<CurrentServices> services,
                CatalogSurroundings around);

  // By which the snapshot is stored, and the log knows it: that of the destination.
  const std::string& name() const { return name_; }

  // Serves the snapshot, if there is one. Call once, before the first answer.
  void load();

  // How long until the next fetch; zero or less: now.
  Milliseconds due_in() const;
  // Fetches once, if it is due. What comes after `cancelled` was set is left alone.
  void run(const std::atomic<bool>& cancelled);

 private:
  Result<bool> fetch(const std::string& trace, const std::atomic<bool>& cancelled);
  void failed(const std::string& trace, const std::string& reason);

  const CatalogPlan plan_;
  const std::string name_;
  const FetchCatalog fetch_;
  const std::shared_ptr<CurrentServices> services_;
  const CatalogSurroundings around_;
  std::string kept_;  // the snapshot that is served; empty: none yet
  int failures_ = 0;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace r311::gateway
