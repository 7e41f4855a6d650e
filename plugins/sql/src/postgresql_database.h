// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <string>

#include "connection.h"

namespace sql {

// Through libpq. Poco 1.11's PostgreSQL connector can't serve here: it leaks the connection when a login fails or the
// server goes away, gives no SQLSTATE for a statement that can't be prepared, cuts the offset off a timestamptz, splits
// its connection string at blanks, and waits without a deadline.
class PostgreSQL : public Database {
 public:
  // libpq's own keywords ("host", "password" ...) and their values.
  explicit PostgreSQL(std::map<std::string, std::string> keywords) : keywords_(std::move(keywords)) {}
  Dialect dialect() const override { return Dialect::postgresql; }
  std::unique_ptr<Connection> connect(const relay311::Call& call) const override;

 private:
  std::map<std::string, std::string> keywords_;
};

}  // namespace sql
