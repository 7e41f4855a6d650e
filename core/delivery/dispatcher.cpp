// SPDX-License-Identifier: Apache-2.0
#include "delivery/dispatcher.h"

#include <chrono>
#include <utility>

#include "base/log.h"

namespace r311::delivery {

Dispatcher::Dispatcher(std::vector<std::shared_ptr<Destination>> destinations, Milliseconds look_again) {
  for (auto& destination : destinations) {
    const std::string name = destination->name();
    couriers_.try_emplace(name, std::move(destination), look_again);
  }
}

Dispatcher::~Dispatcher() { stop(Milliseconds{1'000}); }

void Dispatcher::start() {
  for (auto& [name, courier] : couriers_) courier.start();
}

void Dispatcher::wake(const std::string& destination) {
  if (const auto found = couriers_.find(destination); found != couriers_.end()) found->second.wake();
}

std::vector<DestinationStatus> Dispatcher::status() const {
  std::vector<DestinationStatus> all;
  for (const auto& [name, courier] : couriers_) all.push_back(courier.status());
  return all;
}

std::vector<std::string> Dispatcher::stop(Milliseconds grace) {
  const auto until = std::chrono::steady_clock::now() + grace;
  for (auto& [name, courier] : couriers_) courier.ask_to_end();
  std::vector<std::string> hung;
  for (auto& [name, courier] : couriers_) {
    if (courier.ended_by(until)) continue;
    log::warning("an adapter hangs and is left behind; its delivery counts as unknown after the next start",
                 {{"destination", name}});
    hung.push_back(name);
  }
  return hung;
}

}  // namespace r311::delivery
