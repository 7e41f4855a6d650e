// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "store/postgres/connection.h"

namespace r311::store::postgres {

// How the index of facets follows the requests.
struct FollowPace {
  std::int64_t at_once = 500;       // requests of one step
  std::int64_t under_load = 20000;  // while more reports wait to be stored, so many may wait to be indexed
  std::int64_t farthest = 40000;    // at so many, storing waits for indexing
  Milliseconds gather{100};         // after a report, until others that come with it are indexed too
  Milliseconds look{5000};          // between looks for what nodes left that are gone
};

// Indexes what requests are found by behind those who store them, for all nodes: each indexes what it finds in the
// backlog, whoever stored it. Has a thread and a session of its own; what fails is told to the log once and tried
// again.
class FacetFollower {
 public:
  FacetFollower(Address address, Connection::Bounds bounds, FollowPace pace);
  ~FacetFollower();
  FacetFollower(const FacetFollower&) = delete;
  FacetFollower& operator=(const FacetFollower&) = delete;

  // Reports were stored by this node; `pressed`: others wait to be. Any thread may call. Waits where the index is too
  // far behind and comes nearer.
  void stored(bool pressed);

 private:
  void run();
  bool wait();
  void step(bool pressed);
  void note(std::int64_t behind);

  const Address address_;
  const Connection::Bounds bounds_;
  const FollowPace pace_;
  std::unique_ptr<Connection> connection_;
  bool more_ = false;       // there is more to index at once
  bool unsettled_ = false;  // something was indexed since the index was settled
  bool told_ = false;       // the log knows that it fails

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable nearer_;
  bool stored_ = true;  // what others left is looked for at the start
  bool pressed_ = false;
  bool too_far_ = false;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace r311::store::postgres
