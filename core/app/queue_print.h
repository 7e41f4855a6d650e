// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "base/clock.h"
#include "store/store.h"

// What `relay311 queue` shows on standard output: tables for people, in colour on a terminal, or one JSON document.
namespace r311::app {

void print_destinations(const std::vector<store::DestinationStanding>& destinations, Time now);
void print_destinations_json(const std::vector<store::DestinationStanding>& destinations);
void print_stories(const std::vector<store::Story>& stories);
void print_stories_json(const std::vector<store::Story>& stories);

}  // namespace r311::app
