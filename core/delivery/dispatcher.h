// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "delivery/courier.h"
#include "delivery/destination.h"

namespace r311::delivery {

// All destinations of the gateway, each with threads of its own, so that a slow one hurts no other.
// Thread rule: any thread may call wake() and status(); start() and stop() belong to one thread.
class Dispatcher {
 public:
  // Names must differ. Nothing runs before start(). `look_again`: see Courier.
  explicit Dispatcher(std::vector<std::shared_ptr<Destination>> destinations,
                      Milliseconds look_again = std::chrono::seconds{1});
  ~Dispatcher();  // as stop() with a grace of one second
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  void start();

  // A report for that destination was stored. Quick, never waits for a call; an unknown name does nothing.
  void wake(const std::string& destination);

  // Each destination as it stands now, by name.
  std::vector<DestinationStatus> status() const;

  // Tells every call in progress to give up and waits, for all together at most `grace`, until the threads
  // end. Answers the names of destinations whose adapter hangs: their threads are left to themselves, hold
  // all that they need alive, and write their outcome if they ever come back. A process with such a thread
  // should end without running static destructors (std::_Exit). Afterwards wake() does nothing.
  std::vector<std::string> stop(Milliseconds grace);

 private:
  std::map<std::string, Courier, std::less<>> couriers_;
};

}  // namespace r311::delivery
