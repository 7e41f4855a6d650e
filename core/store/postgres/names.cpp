// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/names.h"

namespace r311::store::postgres {
namespace {

constexpr const char* kFindJurisdiction = "SELECT number FROM jurisdictions WHERE name = $1";
constexpr const char* kFindDestination = "SELECT number FROM destinations WHERE name = $1";
constexpr const char* kAddJurisdiction = "INSERT INTO jurisdictions (name) VALUES ($1) ON CONFLICT DO NOTHING";
constexpr const char* kAddDestination =
    "INSERT INTO destinations (name, jurisdiction) VALUES ($1, $2) ON CONFLICT DO NOTHING";

}  // namespace

std::optional<std::int64_t> Names::find(Known& known, Connection& connection, const char* sql,
                                        const std::string& name) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = known.find(name); found != known.end()) return found->second;
  }
  const Rows rows = connection.run(sql, name);
  if (rows.empty()) return std::nullopt;
  const std::int64_t number = rows.front().number();
  const std::lock_guard lock(mutex_);
  known.emplace(name, number);
  return number;
}

std::optional<std::int64_t> Names::jurisdiction(Connection& connection, const std::string& name) {
  return find(jurisdictions_, connection, kFindJurisdiction, name);
}

std::optional<std::int64_t> Names::destination(Connection& connection, const std::string& name) {
  return find(destinations_, connection, kFindDestination, name);
}

std::int64_t Names::make_jurisdiction(Connection& connection, const std::string& name) {
  if (const auto number = jurisdiction(connection, name)) return *number;
  connection.run(kAddJurisdiction, name);
  return jurisdiction(connection, name).value();
}

std::int64_t Names::make_destination(Connection& connection, const std::string& name, std::int64_t jurisdiction) {
  if (const auto number = destination(connection, name)) return *number;
  connection.run(kAddDestination, name, jurisdiction);
  return destination(connection, name).value();
}

}  // namespace r311::store::postgres
