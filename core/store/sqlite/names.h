// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "store/sqlite/connection.h"

namespace r311::store::sqlite {

// The numbers that stand for jurisdictions and destinations in rows and indices. The writer's: made on first use,
// remembered, and to be forgotten when a transaction that may have made one is rolled back.
class Names {
 public:
  std::int64_t jurisdiction(Connection& connection, const std::string& name);
  std::int64_t destination(Connection& connection, const std::string& name, std::int64_t jurisdiction);
  void forget();

 private:
  std::unordered_map<std::string, std::int64_t> jurisdictions_;
  std::unordered_map<std::string, std::int64_t> destinations_;
};

// The same, only looked up.
std::optional<std::int64_t> find_jurisdiction(Connection& connection, const std::string& name);
std::optional<std::int64_t> find_destination(Connection& connection, const std::string& name);

}  // namespace r311::store::sqlite
