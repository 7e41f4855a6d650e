// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/migrations.h"

#include <array>
#include <charconv>
#include <string>

#include "base/log.h"
#include "store/postgres/facet_rows.h"
#include "store/postgres/schema.h"
#include "store/shown_media.h"

namespace r311::store::postgres {
namespace {

constexpr int kOldestServer = 130000;
// A step that changes what words are and no table.
constexpr const char* kOnlyWords = "SELECT 1";
constexpr const char* kHasVersion = "SELECT to_regclass('relay311.schema_version') IS NOT NULL";
constexpr const char* kVersion = "SELECT max(number) FROM relay311.schema_version";
// "R311"; taken by every node that looks at the schema, until its transaction ends.
constexpr const char* kLock = "BEGIN; SELECT pg_advisory_xact_lock(1379086641)";
// Another node's migration of a large store may take this long.
constexpr Connection::Bounds kBounds{std::chrono::seconds{5}, std::chrono::minutes{30}};

std::string answer(Connection& connection, const std::string& sql) {
  const Rows rows = connection.script(sql);
  return rows.empty() ? std::string() : rows.front().bytes();
}

int number_in(const std::string& text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// The number of the schema that is there; makes the place for it where there is none.
Result<int> present_schema(Connection& connection, const Address& address) {
  if (answer(connection, kHasVersion) == "t") {
    return number_in(answer(connection, kVersion));
  }
  if (answer(connection, "SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace('relay311')") != "0") {
    return fail(Kind::corrupt, "the database " + address.shown +
                                   " has a schema relay311 of another program; name a database of its own for the "
                                   "store");
  }
  if (answer(connection, "SELECT to_regnamespace('relay311') IS NULL") == "t") {
    connection.script("CREATE SCHEMA relay311");
  }
  connection.script("CREATE TABLE relay311.schema_version (number integer PRIMARY KEY)");
  return 0;
}

Result<void> check_server(Connection& connection, const Address& address) {
  if (connection.server_version() < kOldestServer) {
    return fail(Kind::invalid, "the store needs PostgreSQL 13 or newer; the server at " + address.shown + " is " +
                                   std::to_string(connection.server_version() / 10000));
  }
  if (answer(connection, "SHOW server_encoding") != "UTF8") {
    return fail(Kind::invalid,
                "the database " + address.shown + " is not UTF8; make it with CREATE DATABASE ... ENCODING 'UTF8'");
  }
  if (answer(connection, "SHOW fsync") == "off") {
    log::warning("The store's server runs with fsync = off: what it commits does not survive a loss of power",
                 {{"server", address.shown}});
  }
  return {};
}

}  // namespace

std::span<const Migration> migrations() {
  static const auto steps = std::to_array<Migration>({
      {1, kFirstSchema},
      {2, kNodesSchema},
      {3, kUpdatesSchema},
      {4, kShownMediaSchema},
      {5, kSearchSchema, true},
      {6, kBacklogSchema},
      {7, kCountSchema},
      {8, kOnlyWords, true},  // words are folded as Unicode does
      {9, kExtensionsSchema},
      {10, kPrivacySchema},
      {11, kPlacesSchema},
      {12, kMergingSchema},
      {13, kSaidSchema},
      {14, kOrderSchema},
      {15, kFacetPlacesSchema, true},
      {16, kToldSchema},
      {17, kSetAsideSchema},
      {18, kStorySchema},
  });
  return steps;
}

Result<void> migrate(const Address& address, int target) {
  try {
    Connection connection(address, kBounds);
    if (auto fit = check_server(connection, address); !fit) return fit;
    begin_alone(connection);
    const auto present = present_schema(connection, address);
    if (!present) return tl::unexpected<Error>(present.error());
    if (const int newest = migrations().back().number; *present > newest) {
      return fail(Kind::corrupt, "the store in " + address.shown + " has schema " + std::to_string(*present) +
                                     ", this gateway knows schemas up to " + std::to_string(newest) +
                                     ": start the newer gateway that wrote it, or restore the copy of the store that "
                                     "was made before the upgrade");
    }
    bool words = false;
    for (const Migration& step : migrations()) {
      if (step.number <= *present || step.number > target) continue;
      connection.script(step.sql);
      words = words || step.words;
      connection.script("INSERT INTO schema_version VALUES (" + std::to_string(step.number) + ")");
    }
    // Requests are read as they are in the newest schema.
    if (words && target >= migrations().back().number) fill_facets(connection);
    connection.commit();
    return {};
  } catch (const Failure& failed) {
    return fail(failed.error.kind, "the store's schema could not be made: " + failed.error.text);
  }
}

void begin_alone(Connection& connection) { connection.script(kLock); }

Result<void> check_newest(const Address& address) {
  try {
    Connection connection(address, {});
    if (answer(connection, kHasVersion) != "t") {
      return fail(Kind::not_found, "there is no store in " + address.shown + ": no gateway has run with it yet");
    }
    const int present = number_in(answer(connection, kVersion));
    if (present == migrations().back().number) return {};
    return fail(Kind::corrupt, "the store in " + address.shown + " has schema " + std::to_string(present) +
                                   ", this program's is " + std::to_string(migrations().back().number) +
                                   ": use the program of the gateway that runs with it");
  } catch (const Failure& failed) {
    return tl::unexpected<Error>(failed.error);
  }
}

}  // namespace r311::store::postgres
