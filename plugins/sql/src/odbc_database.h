// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "connection.h"

namespace sql {

// Through the ODBC driver manager. Poco 1.11's ODBC connector can't serve here: it binds no text longer than the
// driver's CHAR type (255 bytes with PostgreSQL's driver), and cuts or garbles long texts that it reads.
class Odbc : public Database {
 public:
  // What SQLDriverConnect takes: "DSN=highways;UID=relay;PWD=..." or "Driver={...};...".
  explicit Odbc(std::string connection) : connection_(std::move(connection)) {}
  Dialect dialect() const override { return Dialect::odbc; }
  std::unique_ptr<Connection> connect(const relay311::Call& call) const override;

 private:
  std::string connection_;
};

}  // namespace sql
