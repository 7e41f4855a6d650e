// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <optional>
#include <string>

#include "gateway/jurisdiction.h"
#include "open311/update.h"

namespace r311::app {

// Of which back end of which jurisdiction a destination is.
struct DestinationPlace {
  std::string jurisdiction;
  std::string backend;
};

// The request that a work order is which came about in a back end by other means: of the service that has its code
// there. Where clients know requests by the back end's reference that is its id; else it has none yet. Nothing: no
// service of the jurisdiction has the code. Any thread.
std::optional<open311::AcceptedReport> request_of(const gateway::Catalogue& catalogue, const DestinationPlace& place,
                                                  const open311::WorkOrder& order);

}  // namespace r311::app
