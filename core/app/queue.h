// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "store/delivery_record.h"

// The operator's view of what waits: beside a gateway that runs as well as while none does.
namespace r311::app {

struct QueueOptions {
  std::string config;
  std::string data;  // empty: as configured
  bool json = false;
};

// Lists the destinations.
int list_queue(const QueueOptions& options);

// Tells one report's whole story; `id` is the one that clients know, the gateway's own, or a token.
int show_report(const QueueOptions& options, const std::string& id);

struct QueueActOptions : QueueOptions {
  std::string id;
  std::string destination;
  std::string state;       // a word of DeliveryState
  std::string older_than;  // a duration, such as 2h
  std::string reason;
};

// Moves deliveries, keeps the reason and who gave it, and prints how many they were. At least one filter is needed.
int act_on_queue(const QueueActOptions& options, store::OperatorAction action);

}  // namespace r311::app
