// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "connection.h"

namespace sql {

// What `database:` says: where it is, and what of it must never be shown.
struct Address {
  std::unique_ptr<Database> database;  // null: `mistake` says why
  std::string secret;                  // the password; empty: none is known
  Mistake mistake;
};

// Reads "sqlite:FILE" (relative: below `data_directory`), "postgresql://USER:PASSWORD@HOST:PORT/DATABASE?KEY=VALUE",
// "mysql://USER:PASSWORD@HOST:PORT/DATABASE" ("mariadb://" too) and "odbc:CONNECTION STRING". Percent-encoding is
// understood in the parts of URLs. A mistake never repeats what was written.
Address read_database_url(std::string_view text, const std::string& data_directory);

}  // namespace sql
