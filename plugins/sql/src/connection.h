// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "database_error.h"
#include "relay311/call.hpp"
#include "statement.h"
#include "value.h"

namespace sql {

// What a statement gave, as text; NULL is an absent cell. Times come as the database writes them, without a cut.
struct Rows {
  std::vector<std::string> columns;
  std::vector<std::vector<std::optional<std::string>>> cells;

  // The place of a column, its name in any case; nothing if there is none.
  std::optional<std::size_t> column(std::string_view name) const;
};

// One session with a database. Every method throws DatabaseError, keeps to the call's deadline as well as the database
// lets it, and is for one thread at a time.
class Connection {
 public:
  virtual ~Connection() = default;

  // Begins a transaction. Trouble::lost here means that nothing was done: another connection may be tried.
  virtual void begin(const relay311::Call& call) = 0;
  // Runs one statement with its values bound, and keeps at most `most` of its rows.
  virtual Rows run(const Statement& statement, const std::vector<Value>& values, std::size_t most,
                   const relay311::Call& call) = 0;
  // Throws NotCommitted if the database has answered that nothing was kept; any other DatabaseError leaves it unknown.
  virtual void commit(const relay311::Call& call) = 0;
  // Ends the transaction without effect. False if something of it stayed nevertheless (tables without transactions).
  virtual bool rollback() noexcept = 0;
};

// Thrown by commit() where the database has answered that the transaction was not committed.
class NotCommitted : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
  explicit NotCommitted(const DatabaseError& error) : DatabaseError(error) {}
};

// Where a back end's database is, and how to get there. Immutable.
class Database {
 public:
  virtual ~Database() = default;
  virtual Dialect dialect() const = 0;
  virtual std::unique_ptr<Connection> connect(const relay311::Call& call) const = 0;
};

}  // namespace sql
