// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connection.h"
#include "local_time.h"
#include "parameters.h"
#include "relay311/host.hpp"
#include "status_map.h"

namespace sql {

// One statement of a submit. `reference` is the column that holds the work order's reference; empty: it gives none.
struct SubmitStep {
  Statement statement;
  std::string reference;
};

// Looks up the work order of a key.
struct FindQuery {
  Statement statement;
  std::string reference;  // the column
};

// The poll, and which column means what; an empty name: there is no such column.
struct ChangesQuery {
  Statement statement;
  std::string reference;
  std::string key;
  std::string status;
  std::string changed;
  std::string note;
  std::string update_id;
  std::string cursor;                   // a column that grows with each change; empty: polls go by `changed`
  std::chrono::milliseconds overlap{};  // how far a poll reads back behind the last change seen
  std::chrono::milliseconds first{};    // how far the first poll of all reads back
  std::size_t limit = 0;                // rows of one poll
};

// One column of a catalogue's result. `needed`: the configuration names it, or it can't be done without.
struct CatalogColumn {
  std::string key;
  std::string name;
  bool needed = false;
};

struct CatalogPart {
  Statement statement;
  std::vector<CatalogColumn> columns;
};

// What reads the services that the back end's tables define.
struct CatalogQuery {
  CatalogPart services;
  std::optional<CatalogPart> attributes;
  std::optional<CatalogPart> values;
};

// All that the configuration of one back end says.
struct Settings {
  std::unique_ptr<Database> database;
  std::string secret;  // never to be shown
  LocalTime local;
  std::vector<SubmitStep> submit;
  std::optional<FindQuery> find;
  std::optional<ChangesQuery> changes;
  std::optional<CatalogQuery> catalog;
  Statement probe;
  std::map<std::string, std::string> statuses;
  UnknownStatus unknown_status = UnknownStatus::keep;
  std::optional<std::string> open_status;  // the back end's code of a new report
  ParameterRules rules;
};

// Reads the options of `host`. Tells every mistake through it; throws relay311::Failure(unsupported) if one of them
// leaves nothing to go on with.
Settings read_settings(relay311::Host& host);

}  // namespace sql
