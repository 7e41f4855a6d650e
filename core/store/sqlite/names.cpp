// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/names.h"

namespace r311::store::sqlite {
namespace {

constexpr const char* kFindJurisdiction = "SELECT number FROM jurisdictions WHERE name = ?1";
constexpr const char* kAddJurisdiction = "INSERT INTO jurisdictions (name) VALUES (?1)";
constexpr const char* kFindDestination = "SELECT number FROM destinations WHERE name = ?1";
constexpr const char* kAddDestination = "INSERT INTO destinations (name, jurisdiction) VALUES (?1, ?2)";

}  // namespace

std::optional<std::int64_t> find_jurisdiction(Connection& connection, const std::string& name) {
  Query query = connection.query(kFindJurisdiction);
  if (!query.with(name).step()) return std::nullopt;
  return query.row().number();
}

std::optional<std::int64_t> find_destination(Connection& connection, const std::string& name) {
  Query query = connection.query(kFindDestination);
  if (!query.with(name).step()) return std::nullopt;
  return query.row().number();
}

std::int64_t Names::jurisdiction(Connection& connection, const std::string& name) {
  if (const auto known = jurisdictions_.find(name); known != jurisdictions_.end()) return known->second;
  auto number = find_jurisdiction(connection, name);
  if (!number) {
    connection.query(kAddJurisdiction).with(name).run();
    number = connection.last_row();
  }
  jurisdictions_.emplace(name, *number);
  return *number;
}

std::int64_t Names::destination(Connection& connection, const std::string& name, std::int64_t jurisdiction) {
  if (const auto known = destinations_.find(name); known != destinations_.end()) return known->second;
  auto number = find_destination(connection, name);
  if (!number) {
    connection.query(kAddDestination).with(name, jurisdiction).run();
    number = connection.last_row();
  }
  destinations_.emplace(name, *number);
  return *number;
}

void Names::forget() {
  jurisdictions_.clear();
  destinations_.clear();
}

}  // namespace r311::store::sqlite
