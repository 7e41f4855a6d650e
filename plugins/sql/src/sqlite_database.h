// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "connection.h"

namespace sql {

// Through Poco::Data::SQLite. The file must be there: it is the council's, and a wrong name must not become an empty
// database.
class SQLite : public Database {
 public:
  explicit SQLite(std::string path) : path_(std::move(path)) {}
  Dialect dialect() const override { return Dialect::sqlite; }
  std::unique_ptr<Connection> connect(const relay311::Call& call) const override;

 private:
  std::string path_;
};

}  // namespace sql
