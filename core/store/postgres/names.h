// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "store/postgres/connection.h"

namespace r311::store::postgres {

// The numbers that stand for jurisdictions and destinations in rows and indices. They never change once made, on
// whichever node, so that what was seen once is remembered for good. Any thread may call, outside a transaction that
// may be rolled back where it makes a number. Throws Failure.
class Names {
 public:
  std::optional<std::int64_t> jurisdiction(Connection& connection, const std::string& name);
  std::optional<std::int64_t> destination(Connection& connection, const std::string& name);
  // The same, made where there is none.
  std::int64_t make_jurisdiction(Connection& connection, const std::string& name);
  std::int64_t make_destination(Connection& connection, const std::string& name, std::int64_t jurisdiction);

 private:
  using Known = std::unordered_map<std::string, std::int64_t>;
  std::optional<std::int64_t> find(Known& known, Connection& connection, const char* sql, const std::string& name);

  std::mutex mutex_;
  Known jurisdictions_;
  Known destinations_;
};

}  // namespace r311::store::postgres
