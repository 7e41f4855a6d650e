// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

// SQLite's C interface as values that clean up after themselves. Nothing of it leaves this folder.
namespace r311::store::sqlite {

// A failed step. Thrown inside this folder only; the methods of Store answer its `error`.
struct Failure {
  Error error;
  bool environment = false;  // disk, memory or lock, not the statement: everything in the transaction is lost with it
};

// What is left to do where a store's file is no good any more.
inline constexpr const char* restore_hint =
    "stop the gateway and restore the last backup (docs/operator.md, \"Backup and restore\")";

// Marks bytes that are stored as they are.
struct Blob {
  std::string_view bytes;
};

// The columns of one row, taken from left to right. Valid until the query's next step.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  std::string text();
  std::string_view view();  // the bytes live until the next step
  std::int64_t number();
  double real();
  bool flag() { return number() != 0; }
  Time time() { return Time{Milliseconds{number()}}; }
  bool null() const;  // of the next column, which stays the next
  void skip() { ++column_; }
  // Throws Failure with Kind::corrupt.
  [[noreturn]] static void corrupt(std::string text) { throw Failure{{Kind::corrupt, std::move(text)}}; }

 private:
  sqlite3_stmt* statement_;
  int column_ = 0;
};

// One run of a prepared statement; gives it back, reset, when destroyed. Text and bytes that are bound are borrowed
// and must outlive the query.
class Query {
 public:
  Query(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  // Binds ?1, ?2 and so on.
  template <class... Values>
  Query& with(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return *this;
  }
  // Binds ?index alone.
  template <class Value>
  Query& set(int index, const Value& value) {
    bind(index, value);
    return *this;
  }
  // True if there is a row.
  bool step();
  // Runs a statement that answers no rows.
  void run() { step(); }
  Row row() const { return Row(statement_); }

 private:
  void bind(int index, std::int64_t value);
  void bind(int index, int value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, bool value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, double value);
  void bind(int index, std::string_view value);
  void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
  void bind(int index, Blob value);
  void bind(int index, Time value) { bind(index, value.time_since_epoch().count()); }
  void bind(int index, std::nullopt_t);
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value) {
      bind(index, *value);
    } else {
      bind(index, std::nullopt);
    }
  }

  sqlite3* database_;
  sqlite3_stmt* statement_;
};

// The rows of `query`, each read by `read`.
template <class Read>
auto collect(Query& query, Read read) {
  std::vector<std::invoke_result_t<Read&, Row&>> found;
  while (query.step()) {
    Row row = query.row();
    found.push_back(read(row));
  }
  return found;
}

// An open database. One thread at a time. Reads it with read(), never through a mapping of the file: somebody who cuts
// it off would end the process.
class Connection {
 public:
  enum class Use { write, read };

  // Throws Failure.
  Connection(const std::filesystem::path& file, Use use);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // `sql` must be a literal: it is prepared once and kept by its address. One query of it at a time.
  Query query(const char* sql);
  void run(const char* sql) { query(sql).run(); }
  // Several statements, not kept.
  void script(const char* sql);

  // Turns the write-ahead log on, for good. Throws where the file system has no shared memory for it.
  void write_ahead();

  bool in_transaction() const;
  std::int64_t last_row() const;
  // Rows that the last statement changed.
  std::int64_t changed() const;

  // Pages in the write-ahead log after the last commit of this connection.
  int log_pages() const { return log_pages_; }
  // Throws Failure with Kind::unavailable if the file became shorter than what it says of itself: somebody cut it off.
  // What would go on in it has lost a part without a word. A VACUUM of an operator's makes it shorter too, and says so.
  void check_whole();

  // Copies the log into the database. `wait`: also waits for readers, so that the log starts over.
  void checkpoint(bool wait);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3, Close> database_;
  std::unordered_map<const void*, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
  int log_pages_ = 0;
  std::int64_t size_ = 0;  // of the file, when it was last found whole
};

// A reading or writing transaction; rolled back unless committed. Neither begins nor commits on a file that was cut off.
class Transaction {
 public:
  enum class Kind { read, write };
  Transaction(Connection& connection, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

}  // namespace r311::store::sqlite
