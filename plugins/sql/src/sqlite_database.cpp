// SPDX-License-Identifier: Apache-2.0
#include "sqlite_database.h"

#include <Poco/Data/DataException.h>
#include <Poco/Data/LOB.h>
#include <Poco/Data/SQLite/SessionImpl.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <Poco/Data/TypeHandler.h>
#include <Poco/Nullable.h>
#include <sqlite3.h>

#include <algorithm>
#include <deque>
#include <utility>

namespace sql {
namespace {

namespace keywords = Poco::Data::Keywords;
using Poco::Nullable;

Trouble trouble_of(int code) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_PROTOCOL:
    case SQLITE_SCHEMA:
      return Trouble::busy;
    case SQLITE_INTERRUPT:
      return Trouble::timeout;
    case SQLITE_CONSTRAINT:
      return Trouble::constraint;
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
      return Trouble::data;
    case SQLITE_ERROR:
    case SQLITE_RANGE:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Trouble::statement;
    case SQLITE_CANTOPEN:
    case SQLITE_NOTADB:
      return Trouble::unreachable;
    default:
      return Trouble::other;
  }
}

// A file name as a URI, so that it may hold anything and is not created.
std::string uri_of(const std::string& path) {
  constexpr char hex[] = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '%' || c == '?' || c == '#' || byte < 0x21 || byte > 0x7E) {
      uri += '%';
      uri += hex[byte >> 4u];
      uri += hex[byte & 0xFu];
    } else {
      uri += c;
    }
  }
  return uri + "?mode=rw";
}

class SQLiteConnection : public Connection {
 public:
  explicit SQLiteConnection(const std::string& path)
      : session_(Poco::AutoPtr<Poco::Data::SessionImpl>(new Poco::Data::SQLite::SessionImpl(uri_of(path), 0))),
        handle_(Poco::AnyCast<sqlite3*>(session_.getProperty("handle"))) {
    sqlite3_extended_result_codes(handle_, 1);
  }

  void begin(const relay311::Call& call) override {
    // At once for writing: a transaction that begins by reading could fail later where it is too late to wait.
    still_in_place();
    run({"BEGIN IMMEDIATE", {}}, {}, 0, call);
  }

  Rows run(const Statement& statement, const std::vector<Value>& values, std::size_t most,
           const relay311::Call& call) override {
    const Terms terms(*this, call);
    Rows rows;
    rows.columns = columns_of(statement);
    Poco::Data::Statement running(session_);
    try {
      running << statement.text;
      Bound bound;
      for (const Value& value : values) bind(running, bound, value);
      std::deque<std::vector<Nullable<std::string>>> columns(rows.columns.size());
      for (auto& column : columns) running, keywords::into(column);
      if (!columns.empty()) running, keywords::limit(std::max<std::size_t>(1, most));
      running.execute();
      for (std::size_t i = 0; !columns.empty() && i < std::min(columns.front().size(), most); ++i) {
        auto& cells = rows.cells.emplace_back();
        for (const auto& column : columns)
          cells.push_back(column[i].isNull() ? std::nullopt : std::optional<std::string>(column[i].value()));
      }
      return rows;
    } catch (const Poco::Exception& error) {
      throw failure(error.displayText());
    }
  }

  void commit(const relay311::Call& call) override {
    try {
      still_in_place();
    } catch (const DatabaseError& error) {
      throw NotCommitted(error);
    }
    try {
      run({"COMMIT", {}}, {}, 0, call);
    } catch (const DatabaseError& error) {
      // What could not get its lock or broke a deferred rule is still open; what failed in writing may be on disk.
      if (sqlite3_get_autocommit(handle_) == 0 &&
          (error.trouble() == Trouble::busy || error.trouble() == Trouble::constraint))
        throw NotCommitted(error);
      throw;
    }
  }

  bool rollback() noexcept override {
    sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
    return true;
  }

 private:
  // Poco keeps references to what is bound; these stay where they are while more is added.
  struct Bound {
    std::deque<Nullable<std::string>> texts;
    std::deque<Poco::Int64> integers;
    std::deque<double> numbers;
    std::deque<Poco::Data::BLOB> blobs;
  };

  static void bind(Poco::Data::Statement& running, Bound& bound, const Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value))
      running, keywords::use(bound.integers.emplace_back(*whole));
    else if (const auto* number = std::get_if<double>(&value))
      running, keywords::use(bound.numbers.emplace_back(*number));
    else if (const auto* text = std::get_if<std::string>(&value))
      running, keywords::use(bound.texts.emplace_back(*text));
    else if (const auto* blob = std::get_if<Blob>(&value))
      running, keywords::use(bound.blobs.emplace_back(reinterpret_cast<const unsigned char*>(blob->bytes.data()),
                                                      blob->bytes.size()));
    else
      running, keywords::use(bound.texts.emplace_back());
  }

  // For the length of a call: waits for locks and runs no longer than the call has time.
  class Terms {
   public:
    Terms(const SQLiteConnection& connection, const relay311::Call& call) : handle_(connection.handle_), call_(call) {
      sqlite3_busy_handler(handle_, &Terms::wait, this);
      sqlite3_progress_handler(handle_, 10'000, &Terms::over, this);
    }
    ~Terms() {
      sqlite3_busy_handler(handle_, nullptr, nullptr);
      sqlite3_progress_handler(handle_, 0, nullptr, nullptr);
    }
    Terms(const Terms&) = delete;
    Terms& operator=(const Terms&) = delete;

   private:
    static int over(void* self) {
      const auto& terms = *static_cast<const Terms*>(self);
      return terms.call_.remaining().count() <= 0 || terms.call_.cancelled() ? 1 : 0;
    }
    static int wait(void* self, int) {
      if (over(self) != 0) return 0;
      sqlite3_sleep(10);
      return 1;
    }
    sqlite3* handle_;
    const relay311::Call& call_;
  };

  // A file that was deleted or replaced goes on taking work orders that nobody will ever see.
  void still_in_place() const {
    int moved = 0;
    sqlite3_file_control(handle_, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (moved != 0) throw DatabaseError(Trouble::unreachable, "", "the database's file was replaced or deleted", "");
  }

  // Poco guesses a column's type from its declaration, and would read a DATETIME that holds text as a date. Asked for
  // as text it takes what is there, but must be told how many columns there are.
  std::vector<std::string> columns_of(const Statement& statement) const {
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(handle_, statement.text.c_str(), -1, &prepared, nullptr) != SQLITE_OK)
      throw failure(sqlite3_errmsg(handle_));
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> owner(prepared, &sqlite3_finalize);
    std::vector<std::string> names;
    for (int i = 0; i < sqlite3_column_count(prepared); ++i) names.emplace_back(sqlite3_column_name(prepared, i));
    return names;
  }

  // SQLite's messages name tables, columns and constraints, never a value.
  DatabaseError failure(std::string text) const {
    const int code = sqlite3_extended_errcode(handle_);
    const std::string message = sqlite3_errmsg(handle_);
    return {trouble_of(code), "SQLite " + std::to_string(code), message, std::move(text)};
  }

  Poco::Data::Session session_;
  sqlite3* handle_;
};

}  // namespace

std::unique_ptr<Connection> SQLite::connect(const relay311::Call&) const {
  try {
    return std::make_unique<SQLiteConnection>(path_);
  } catch (const Poco::Exception& error) {
    throw DatabaseError(Trouble::unreachable, "", "the file " + path_ + " can't be opened", error.displayText());
  }
}

}  // namespace sql
