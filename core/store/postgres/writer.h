// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "store/postgres/acceptance.h"
#include "store/postgres/connections.h"
#include "store/postgres/facet_follower.h"
#include "store/postgres/names.h"

namespace r311::store::postgres {

// Stores reports: takes all that waits, writes it in one transaction, which costs the disk once, and then answers each.
// A report that can't be stored fails alone. While the server is away, what is under way is tried again for `patience`
// from when it was first tried, and then fails with Kind::unavailable; what comes later is tried once. What fails so may
// be stored: the connection may have been lost while the server committed. Any thread may call.
class Writer {
 public:
  // `follower`, if there is one, is told of what is stored.
  Writer(Address address, Connection::Bounds bounds, Names& names, const Clock& clock, std::size_t queue,
         Milliseconds patience, FacetFollower* follower);
  // Stores what waits, trying once, then ends.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Queues `one`, or refuses it with Kind::unavailable at once where `queue` reports wait already.
  void post(Acceptance one);

 private:
  using Results = std::vector<Result<Accepted>>;
  void run();
  bool pressed();  // whether reports wait to be stored
  std::vector<Acceptance> next_batch();
  void store(std::vector<Acceptance>& acceptances);
  Results store_alone(const Batch& batch, std::chrono::steady_clock::time_point end);
  Results store_all(const Batch& batch, std::chrono::steady_clock::time_point end);
  Connection& connection();
  bool pause(Milliseconds time);

  const Address address_;
  const Connection::Bounds bounds_;
  Names& names_;
  const Clock& clock_;
  const std::size_t queue_;
  const Milliseconds patience_;
  FacetFollower* const follower_;
  std::unique_ptr<Connection> connection_;
  std::deque<std::int64_t> numbers_;
  bool away_ = false;  // the server did not answer within the patience of an earlier batch

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable closed_;
  std::deque<Acceptance> waiting_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace r311::store::postgres
