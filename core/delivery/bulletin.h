// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "delivery/destination.h"
#include "store/store.h"

namespace r311::delivery {

// Tells other processes through the store how this node's destinations stand: when that has changed, at most once in
// `every`, and in any case after `heartbeat`, so that what is older than a few heartbeats is of a node that died. Costs
// deliveries nothing: it looks at them from a thread of its own. A store that fails is logged once until it works
// again. start() and stop() belong to one thread.
class Bulletin {
 public:
  static constexpr Milliseconds every{1'000};
  static constexpr Milliseconds heartbeat{20'000};
  // What is older is of a node that died.
  static constexpr Milliseconds lasts = 3 * heartbeat;

  using Read = std::function<std::vector<DestinationStatus>()>;

  // `node` is unlike that of any other process on the store. `read` is called by the thread.
  Bulletin(std::shared_ptr<store::Store> store, std::shared_ptr<const Clock> clock, std::string node, Read read);
  ~Bulletin();  // as stop()
  Bulletin(const Bulletin&) = delete;
  Bulletin& operator=(const Bulletin&) = delete;

  void start();
  // Ends the thread and takes back what was told.
  void stop();

  // One look; the thread does nothing else. Not beside it.
  void look();

 private:
  void serve();
  void tell(const std::vector<store::NodeStanding>& standings);

  const std::shared_ptr<store::Store> store_;
  const std::shared_ptr<const Clock> clock_;
  const std::string node_;
  const Read read_;
  std::vector<store::NodeStanding> told_;
  std::chrono::steady_clock::time_point told_at_;
  bool ever_told_ = false;
  bool failing_ = false;

  std::mutex mutex_;
  std::condition_variable ended_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace r311::delivery
