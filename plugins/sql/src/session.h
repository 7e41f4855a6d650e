// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "connection.h"
#include "relay311/host.hpp"

namespace sql {

// The adapter's connection, kept between calls and made anew when the database was away. Not for several threads at
// once.
class Session {
 public:
  // All are kept by reference and must outlive this.
  Session(const Database& database, const std::string& secret, const relay311::Host& host)
      : database_(database), secret_(secret), host_(host) {}

  // Runs `work` in one transaction and commits it. Ends with relay311::Failure: of an outcome that says "it did not
  // happen" wherever the database has undone it or COMMIT was never sent, else of `deadline` or `internal`. A Failure
  // of `work` undoes the transaction and is passed on.
  void transact(const relay311::Call& call, const std::function<void(Connection&)>& work);

  // Runs `statement` of the open transaction, whose errors are to be told with `name` ("submit 2").
  Rows run(Connection& connection, std::string_view name, const Statement& statement, const std::vector<Value>& values,
           std::size_t most, const relay311::Call& call);

 private:
  void begin(const relay311::Call& call);
  [[noreturn]] void undo(const relay311::Call& call, const DatabaseError& error);
  [[noreturn]] void give_up(const relay311::Call& call);
  void commit(const relay311::Call& call);
  std::string reason(const DatabaseError& error) const;
  void tell(const relay311::Call& call, const DatabaseError& error) const;

  const Database& database_;
  const std::string& secret_;
  const relay311::Host& host_;
  std::unique_ptr<Connection> connection_;
  std::string running_;  // the name of the statement that runs or ran last
};

}  // namespace sql
