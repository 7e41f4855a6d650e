// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/store.h"

// What `relay311 queue` shows on standard output: tables for people, in colour on a terminal, or one JSON document.
namespace r311::app {

// A destination as the store has it, and as the nodes say that run.
struct DestinationView {
  store::DestinationStanding standing;
  std::vector<store::NodeStanding> nodes;
  bool configured = true;
};

// What holds for all nodes together.
struct Together {
  std::string circuit;  // the worst
  int window = 0;       // calls that may be under way, all told
  int in_flight = 0;
  std::string last_reason;       // of one with the worst circuit
  std::optional<Time> next_try;  // the first
};

// Nothing if no node runs.
std::optional<Together> together(const std::vector<store::NodeStanding>& nodes);

void print_destinations(const std::vector<DestinationView>& destinations, Time now);
void print_destinations_json(const std::vector<DestinationView>& destinations);
void print_deliveries(const store::DeliveryPage& page, Time now);
void print_deliveries_json(const store::DeliveryPage& page);
void print_stories(const std::vector<store::Story>& stories, Time now);
void print_stories_json(const std::vector<store::Story>& stories);

}  // namespace r311::app
