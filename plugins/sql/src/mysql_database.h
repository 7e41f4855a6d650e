// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "connection.h"

namespace sql {

// Through libmariadb, for MySQL and MariaDB. Poco 1.11's MySQL connector can't serve here: it refuses every result that
// has a TIMESTAMP column, gives no error number for a login that fails (so a wrong password looks like a dead host),
// and offers no time-out but that of connecting.
class MySQL : public Database {
 public:
  struct Address {
    std::string host;
    unsigned port = 3306;
    std::string user;
    std::string password;
    std::string database;
    std::string ca_file;  // empty: no encryption is asked for; else it is required, by an authority of this file
  };
  explicit MySQL(Address address) : address_(std::move(address)) {}
  Dialect dialect() const override { return Dialect::mysql; }
  std::unique_ptr<Connection> connect(const relay311::Call& call) const override;

 private:
  Address address_;
};

}  // namespace sql
