// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

#include "store/delivery_record.h"

// The operator's view of what waits: beside a gateway that runs as well as while none does. Each prints and answers the
// exit code.
namespace r311::app {

struct QueueOptions {
  std::string config;
  std::string data;  // empty: as configured
  bool json = false;
};

// Which deliveries are meant, as the command line says it; what is empty does not filter.
struct QueueFilter {
  std::string id;
  std::string destination;
  std::string state;       // a word of DeliveryState
  std::string older_than;  // a duration, such as 2h
};

struct QueuePage {
  std::size_t limit = 100;
  std::int64_t after = 0;  // the number of the last delivery of the page before
};

// Lists the destinations.
int list_queue(const QueueOptions& options);

// Lists deliveries that are not delivered, oldest first, a page at a time.
int list_deliveries(const QueueOptions& options, const QueueFilter& filter, const QueuePage& page);

// Tells one report's whole story; `id` is the one that clients know, the gateway's own, a token, or an update's.
int show_report(const QueueOptions& options, const std::string& id);

// Moves deliveries, keeps the reason and who gave it, and tells how many they were. At least one filter is needed.
int act_on_queue(const QueueOptions& options, const QueueFilter& filter, store::OperatorAction action,
                 const std::string& reason);

}  // namespace r311::app
