// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connection.h"
#include "support/folder.h"

namespace sql::test {

// A council's database of one kind, with tables of its own, and what its configuration would say. The servers behind
// are started once in the program and shared; every Council empties the tables.
class Council {
 public:
  // "sqlite", "postgresql", "mariadb", "odbc" (PostgreSQL through ODBC).
  explicit Council(const std::string& kind);

  const std::string& url() const { return url_; }
  std::string url_with_wrong_password() const;
  // The statements file, but for what a test adds.
  std::string statements() const;
  std::string changes() const;

  // What a clerk does: one statement, on a connection of its own; the cells of its first row.
  std::vector<std::optional<std::string>> clerk(const std::string& statement);
  std::string one(const std::string& statement);
  // The bytes of a text column in the work order of `key`, as the server has them; nothing for NULL.
  std::optional<std::string> stored(const std::string& column, const std::string& key);
  // A connection that a test leaves with a transaction open.
  std::unique_ptr<Connection> connect();

  bool is_server() const { return kind_ != "sqlite"; }
  void stop_server();
  void start_server();

 private:
  std::vector<std::string> schema() const;

  std::string kind_;
  std::string url_;
  r311::test::Folder folder_;
  std::unique_ptr<Database> database_;
};

}  // namespace sql::test
