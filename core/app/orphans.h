// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "config/config.h"
#include "store/store.h"

namespace r311::app {

// Whether the configuration still has that jurisdiction and that back end.
bool is_configured(const config::Configuration& configuration, const std::string& destination);

// A destination that is not configured any more, with deliveries to which nothing happens until it is again.
struct Orphan {
  std::string destination;
  std::int64_t deliveries = 0;  // that wait, or of which it is unknown whether they happened
};

// In a sentence, with what to do.
std::string to_text(const Orphan& orphan);

std::vector<Orphan> orphans(const config::Configuration& configuration,
                            const std::vector<store::DestinationStanding>& destinations);

// Logs a warning for each of a store.
void warn_of_orphans(const config::Configuration& configuration, store::Store& store);

}  // namespace r311::app
