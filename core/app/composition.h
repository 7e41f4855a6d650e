// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "app/checked.h"
#include "base/clock.h"
#include "base/result.h"

namespace r311::app {

// The whole gateway, put together and running. Made and stopped by one thread.
class Composition {
 public:
  // Takes the address, opens the store, makes the adapters, listens and starts delivery. Takes a configuration without
  // findings. Where the address can't be had nothing was written.
  static Result<std::unique_ptr<Composition>> start(const config::Configuration& configuration,
                                                    std::shared_ptr<const Clock> clock);
  int port() const;

  // Answers the requests in flight, lets calls to back ends end, and closes the store; about 4 seconds at most. Answers
  // the destinations whose adapter hangs: the process must then end without running destructors.
  std::vector<std::string> stop();

  ~Composition();

 private:
  struct Parts;
  explicit Composition(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace r311::app
