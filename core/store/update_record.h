// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "open311/list_filter.h"
#include "open311/update.h"

namespace r311::store {

// Which updates to read. Lists that are empty do not filter.
struct UpdateQuery {
  std::string jurisdiction;
  std::vector<std::string> requests;          // as clients know them
  std::optional<Time> from;                   // updated at or after
  std::optional<Time> to;                     // updated at or before
  std::size_t skip = 0;                       // so many of the oldest
  std::size_t limit = 1000;                   // oldest first
  bool privates = false;                      // also those of private requests
  std::optional<open311::ListPlace> after{};  // only what stands behind this place in the order
};

// Tells that two updates of one request are one and the same.
struct UpdateRepeat {
  std::string key;     // the same for both; empty: no other is the same
  std::string digest;  // of the content: the same key with another digest is a mistake; empty: no matter
};

// Where updates go instead of the destination of their report's create, by that.
using UpdateRoutes = std::map<std::string, std::string>;

// What the store made of an update, or what it had made of the same before.
struct UpdateTaken {
  std::string id;           // by which clients know it
  bool repeated = false;    // nothing new was stored
  std::string destination;  // to which it will be delivered
};

// A work order that came about in the back end by other means, as the request that it becomes.
struct FoundOrder {
  open311::AcceptedReport report;         // with id, service and reference; its trace is the poll's
  std::optional<open311::Status> status;  // absent: open, or as it stood while it was set aside
  std::string backend_status;
  bool non_public = false;  // the back end says so
  std::optional<Time> expected{};
  std::string notice{};
  std::string zipcode{};
  bool status_unknown = false;  // as of a Change
  std::string other_id{};       // that it gets where another request of the jurisdiction has its report's id
};

}  // namespace r311::store
