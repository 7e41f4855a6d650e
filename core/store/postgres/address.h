// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "base/result.h"

namespace r311::store::postgres {

// Where the database is. `url` holds the password and goes to libpq only; `shown` ("db.example:5432/relay311") goes
// into errors and logs.
struct Address {
  std::string url;
  std::string shown;
};

// Reads "postgresql://USER:PASSWORD@HOST:PORT/DATABASE?OPTIONS" as libpq does (several hosts too, for servers that take
// over from each other). Kind::invalid, in words that hold no part of the URL: it can't be read.
Result<Address> read_address(const std::string& url);

}  // namespace r311::store::postgres
