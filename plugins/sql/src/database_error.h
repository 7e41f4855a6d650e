// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

#include "relay311/outcome.hpp"

namespace sql {

// What went wrong at the database, told by what it means for a transaction that was not yet committed.
enum class Trouble {
  unreachable,  // no connection could be made
  login,        // our name or password was refused, or we may not use the database
  lost,         // the connection broke
  busy,         // locked, deadlocked, not serializable, full, too many connections: another time
  timeout,      // it took longer than the call's time
  data,         // a value does not fit its column
  constraint,   // a rule of the database says no: a key, a reference, a check, a trigger
  statement,    // the SQL can't be run: syntax, an unknown table, a right that we lack
  other
};

// Thrown by connections. what() is one sentence for an operator that holds neither values nor secrets.
class DatabaseError : public std::runtime_error {
 public:
  // `code` is the database's own code ("23505"); `names` are names of columns and constraints, never values; `text` is
  // all that the database said, which may hold values of the report.
  DatabaseError(Trouble trouble, std::string code, const std::string& names, std::string text);

  Trouble trouble() const noexcept { return trouble_; }
  const std::string& code() const noexcept { return code_; }
  const std::string& text() const noexcept { return text_; }

 private:
  Trouble trouble_;
  std::string code_;
  std::string text_;
};

// By SQLSTATE (ISO 9075, as PostgreSQL, ODBC and MySQL use it).
Trouble trouble_of_sqlstate(std::string_view state);

// The outcome of a call whose transaction was surely not committed.
relay311::Outcome outcome_of(Trouble trouble);

// Replaces every occurrence of a secret of at least three bytes by "***".
std::string without_secret(std::string text, const std::string& secret);

}  // namespace sql
