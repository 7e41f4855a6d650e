// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/connection.h"

#include <sqlite3.h>

#include <array>
#include <cstring>
#include <utility>

#include "base/log.h"

namespace r311::store::sqlite {
namespace {

// How long to wait for a foreign tool that holds the file (a backup, an operator's shell).
constexpr int kBusyMilliseconds = 5000;

// A page that is missing from its file reads as one that is malformed, or short.
bool is_damage(int code) {
  const int family = code & 0xff;
  return family == SQLITE_CORRUPT || family == SQLITE_NOTADB || code == SQLITE_IOERR_SHORT_READ;
}

Failure failure(sqlite3* database, int code) {
  const std::string text =
      std::string("the store failed: ") + (database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code));
  if (is_damage(code)) return {{Kind::unavailable, text + ": its file is damaged; " + restore_hint}, true};
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      return {{Kind::conflict, text}, false};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_INTERRUPT:
      return {{Kind::unavailable, text}, true};
    default:
      return {{Kind::internal, text}, false};
  }
}

void check(sqlite3* database, int code) {
  if (code != SQLITE_OK) throw failure(database, code);
}

// Bytes of a database as its header tells them (https://www.sqlite.org/fileformat2.html#the_database_header); -1 if
// that is no header. Read through SQLite's own descriptor: closing another one of the file would let go of its locks.
std::int64_t told_size(sqlite3_file* file) {
  constexpr std::string_view magic("SQLite format 3\0", 16);
  std::array<unsigned char, 32> header{};
  if (file->pMethods->xRead(file, header.data(), header.size(), 0) != SQLITE_OK) return -1;
  if (std::memcmp(header.data(), magic.data(), magic.size()) != 0) return -1;
  const std::int64_t page = header[16] * 256 + header[17];
  std::int64_t pages = 0;
  for (std::size_t i = 28; i < header.size(); ++i) pages = pages * 256 + header[i];
  return pages * (page == 1 ? 65536 : page);
}

int remember_log_pages(void* pages, sqlite3*, const char*, int count) {
  *static_cast<int*>(pages) = count;
  return SQLITE_OK;
}

}  // namespace

std::string Row::text() { return std::string(view()); }

std::string_view Row::view() {
  const int column = column_++;
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr ? std::string_view() : std::string_view(bytes, static_cast<std::size_t>(size));
}

std::int64_t Row::number() { return sqlite3_column_int64(statement_, column_++); }

double Row::real() { return sqlite3_column_double(statement_, column_++); }

bool Row::null() const { return sqlite3_column_type(statement_, column_) == SQLITE_NULL; }

Query::~Query() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool Query::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  throw failure(database_, code);
}

void Query::bind(int index, std::int64_t value) { check(database_, sqlite3_bind_int64(statement_, index, value)); }

void Query::bind(int index, double value) { check(database_, sqlite3_bind_double(statement_, index, value)); }

void Query::bind(int index, std::string_view value) {
  const char* bytes = value.data() == nullptr ? "" : value.data();
  check(database_, sqlite3_bind_text64(statement_, index, bytes, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Query::bind(int index, Blob value) {
  const char* bytes = value.bytes.data() == nullptr ? "" : value.bytes.data();
  check(database_, sqlite3_bind_blob64(statement_, index, bytes, value.bytes.size(), SQLITE_STATIC));
}

void Query::bind(int index, std::nullopt_t) { check(database_, sqlite3_bind_null(statement_, index)); }

void Connection::Close::operator()(sqlite3* database) const { sqlite3_close(database); }

void Connection::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

// Its statistics of memory, which nobody asks for, take a lock for each allocation. Where somebody in this process has
// used SQLite already they stay: it can't be told any more.
void leave_out_statistics() {
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(once);
}

Connection::Connection(const std::filesystem::path& file, Use use) {
  leave_out_statistics();
  const int access = use == Use::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(file.c_str(), &opened, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  database_.reset(opened);
  check(opened, code);
  check(opened, sqlite3_busy_timeout(opened, kBusyMilliseconds));
  check(opened, sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr));
  check(opened, sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr));
  if (use == Use::write) {
    script(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; "
        "PRAGMA wal_autocheckpoint = 0;");
    sqlite3_wal_hook(opened, remember_log_pages, &log_pages_);
  } else {
    script("PRAGMA query_only = ON; PRAGMA cache_size = -4096;");
  }
}

Connection::~Connection() { statements_.clear(); }

Query Connection::query(const char* sql) {
  auto& kept = statements_[sql];
  if (!kept) {
    sqlite3_stmt* prepared = nullptr;
    check(database_.get(), sqlite3_prepare_v3(database_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr));
    kept.reset(prepared);
  }
  return Query(database_.get(), kept.get());
}

void Connection::script(const char* sql) {
  check(database_.get(), sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr));
}

void Connection::write_ahead() {
  Query query = this->query("PRAGMA journal_mode = WAL");
  if (query.step() && query.row().view() == "wal") return;
  throw Failure{{Kind::unavailable, "the store's file system can't hold a write-ahead log"}, true};
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(database_.get()) == 0; }

std::int64_t Connection::last_row() const { return sqlite3_last_insert_rowid(database_.get()); }

std::int64_t Connection::changed() const { return sqlite3_changes64(database_.get()); }

void Connection::check_whole() {
  sqlite3_file* file = nullptr;
  check(database_.get(), sqlite3_file_control(database_.get(), "main", SQLITE_FCNTL_FILE_POINTER, &file));
  sqlite3_int64 size = 0;
  check(database_.get(), file->pMethods->xFileSize(file, &size));
  if (size < size_) {
    const std::int64_t told = told_size(file);
    if (told < 0 || told > size) {
      throw Failure{
          {Kind::unavailable, std::string("the store's file ") + sqlite3_db_filename(database_.get(), "main") +
                                  " was cut off while it is in use: " + restore_hint},
          true};
    }
  }
  size_ = size;
}

void Connection::checkpoint(bool wait) {
  const int mode = wait ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
  int log = 0;
  int copied = 0;
  const int code = sqlite3_wal_checkpoint_v2(database_.get(), nullptr, mode, &log, &copied);
  // A reader in the way is no loss: the log stays, and the next commit tries again.
  if (code == SQLITE_BUSY) return;
  check(database_.get(), code);
  if (log >= 0 && copied == log) log_pages_ = 0;
}

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
  connection_.check_whole();
  connection_.run(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (!open_ || !connection_.in_transaction()) return;
  try {
    connection_.run("ROLLBACK");
  } catch (const Failure& failed) {
    log::error("A transaction of the store could not be rolled back", {{"error", failed.error.text}});
  }
}

void Transaction::commit() {
  connection_.check_whole();
  connection_.run("COMMIT");
  open_ = false;
}

}  // namespace r311::store::sqlite
