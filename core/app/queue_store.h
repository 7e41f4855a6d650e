// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/exit_code.h"
#include "app/queue.h"
#include "base/clock.h"
#include "config/config.h"
#include "store/store.h"

// What all of `relay311 queue` begins with: the store of a configuration, and what the command line means in it.
namespace r311::app {

// The configuration and its store, or the exit code for which there is none, told already.
struct QueueStore {
  int code = exit_ok;
  config::Configuration configuration;
  std::shared_ptr<store::Store> store;
};
QueueStore open_queue_store(const QueueOptions& options, const Clock& clock);

// Nothing, after telling why, for filters that mean nothing.
std::optional<store::DeliveryFilter> read_filter(const QueueFilter& words, Time now);

// The reports known as `id`, at most one of each jurisdiction that is configured or still has deliveries.
Result<std::vector<store::Story>> stories_of(const QueueStore& queue, const std::string& id);

// Why nothing can be known of what the filter names: no delivery was ever made to that destination, no report has that
// id. Empty: there is nothing wrong with it.
Result<std::string> why_unknown(const QueueStore& queue, const store::DeliveryFilter& filter);

// Prints "relay311: TEXT" on standard error and answers `code`.
int told(const std::string& text, int code);

}  // namespace r311::app
