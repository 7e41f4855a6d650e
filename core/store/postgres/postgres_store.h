// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/store.h"

namespace r311::store {

struct PostgresOptions {
  std::size_t queue = 10000;        // reports that may wait for a commit
  std::size_t connections = 12;     // sessions beside those of storing and indexing; further calls wait for one
  std::chrono::seconds connect{5};  // to open a session
  Milliseconds statement{10000};    // for one statement, at the server; 3 s later a silent server is given up
  Milliseconds patience{10000};     // for which a write is tried again while the server is away or restarts
  bool migrate = true;              // false: the schema must be there and be this gateway's own
  bool index = true;                // what is stored, here or by others, is made searchable by this one too
};

// Opens the store in the database of `url` (postgresql://USER:PASSWORD@HOST:PORT/DATABASE, PostgreSQL 13 or newer,
// UTF8), in a schema `relay311` of its own, which is made and brought up to date first. Several gateways may use one
// database, and start at the same time. `clock` must outlive the store; leases are told by the server's. Give it a
// connection of its own to the server: a pooler that shares sessions between transactions breaks prepared statements.
//
// Durability: a commit means what `synchronous_commit` of the server, the database or the user says, so that an
// operator can have it wait for a standby (on, remote_apply) or not (local); where it says `off`, a commit would mean
// nothing, and this store's sessions use `on` instead. With `fsync = off` the store starts with a warning in the log.
//
// A server that restarts is waited for; what was being committed when the connection died is looked for before it is
// answered or written again. What can't be told within `patience` is Kind::unavailable, and then may be stored.
//
// Kind::not_found: `migrate` is false and there is no store. Kind::invalid: the URL can't be read, the server is too
// old, the database is not UTF8. Kind::corrupt: a newer gateway's schema or another program's. Kind::unavailable: the
// database can't be reached or written. No text holds the password.
Result<std::unique_ptr<Store>> open_postgres(const std::string& url, const Clock& clock, PostgresOptions options = {});

}  // namespace r311::store
