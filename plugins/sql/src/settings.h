// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
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

// One of several statements that run in one transaction. `reference` is the column that holds the back end's own name
// of what was made; empty: it gives none.
struct Step {
  Statement statement;
  std::string reference;
};

// Looks up what a key stands for. `reference` is the column of its name; empty: it has none.
struct FindQuery {
  Statement statement;
  std::string reference;
};

// Where files that come with reports and updates go. `folder` is absolute; empty: into rows, by :content.
struct MediaSettings {
  std::vector<Step> steps;
  std::string folder;
  std::string name;  // a template, file_drop.h
  std::uint64_t largest = 0;
};

// A query that is run again and again, and which column means what; an empty name: there is no such column.
struct PollQuery {
  Statement statement;
  std::string name;                     // for people: "changes 2"
  std::string time;                     // the column by which the rows are in order, unless there is a cursor
  std::string cursor;                   // a column that grows with each row; empty: polls go by `time`
  std::chrono::milliseconds overlap{};  // how far a poll reads back behind the last row seen
  std::size_t overlap_rows = 0;         // the same by a cursor column
  std::chrono::milliseconds first{};    // how far the first poll of all reads back
  std::size_t limit = 0;                // rows of one poll
  std::string reference;
  std::string status;
  std::optional<LocalTime> local{};  // of its times, where they are kept otherwise than the back end's others
};

struct ChangesQuery : PollQuery {
  std::string key;
  std::string note;
  std::string update_id;
  std::string update_key;
  std::string media_url;
  std::string duplicate_of;
  std::string parent;
  std::string related;
  std::string non_public;
  std::string expected;
  std::string notice;
};

struct WorkOrdersQuery : PollQuery {
  std::string backend_code;
  std::string description;
  std::string latitude;
  std::string longitude;
  std::string address;
  std::string non_public;
  std::string expected;
  std::string notice;
  std::string zipcode;
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
  std::vector<Step> submit{};
  std::optional<FindQuery> find{};
  std::vector<Step> update{};
  std::optional<FindQuery> update_find{};
  std::optional<MediaSettings> media{};
  std::optional<FindQuery> media_find{};
  std::vector<ChangesQuery> changes{};
  std::optional<WorkOrdersQuery> work_orders{};
  std::optional<CatalogQuery> catalog{};
  Statement probe{};
  StatusSettings statuses{};
  ParameterRules rules{};
};

// Reads the options of `host`. Tells every mistake through it; throws relay311::Failure(unsupported) if one of them
// leaves nothing to go on with.
Settings read_settings(relay311::Host& host);

}  // namespace sql
