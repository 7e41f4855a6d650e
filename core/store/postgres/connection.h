// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "store/postgres/address.h"
#include "store/postgres/failure.h"
#include "store/postgres/values.h"

struct pg_conn;
struct pg_result;

// libpq as values that clean up after themselves. Nothing of it leaves this folder.
namespace r311::store::postgres {

// The columns of one row, taken from left to right. Valid as long as its Rows.
class Row {
 public:
  Row(const pg_result* result, int row) : result_(result), row_(row) {}
  std::string text();
  std::string_view view();  // as it is stored, which for clean text is the text itself (stored_text.h)
  std::string bytes();
  std::int64_t number() { return next().number(); }
  double real() { return next().real(); }
  bool flag() { return next().flag(); }
  Time time() { return Time{Milliseconds{number()}}; }
  bool null() const;  // of the next column, which stays the next
  void skip() { ++column_; }
  // Throws Failure with Kind::corrupt.
  [[noreturn]] static void corrupt(std::string text) { throw Failure{{Kind::corrupt, std::move(text)}}; }

 private:
  Field next();
  const pg_result* result_;
  int row_;
  int column_ = 0;
};

// What a statement answered.
class Rows {
 public:
  explicit Rows(pg_result* result) : result_(result, &Rows::clear) {}
  int size() const;
  bool empty() const { return size() == 0; }
  Row operator[](int row) const { return Row(result_.get(), row); }
  Row front() const { return (*this)[0]; }
  // Rows that an INSERT, UPDATE or DELETE touched.
  std::int64_t changed() const;

 private:
  static void clear(pg_result* result);
  std::unique_ptr<pg_result, void (*)(pg_result*)> result_;
};

// `rows`, each read by `read`.
template <class Read>
auto collect(const Rows& rows, Read read) {
  std::vector<std::invoke_result_t<Read&, Row&>> found;
  found.reserve(static_cast<std::size_t>(rows.size()));
  for (int i = 0; i < rows.size(); ++i) {
    Row row = rows[i];
    found.push_back(read(row));
  }
  return found;
}

// A session with the server. One thread at a time. Every method throws Failure; no call takes longer than the bounds:
// the server stops a statement after `statement`, and a server that says nothing for a while longer is given up.
class Connection {
 public:
  struct Bounds {
    std::chrono::seconds connect{5};
    Milliseconds statement{10000};  // 0: no bound, for migrations
  };

  Connection(const Address& address, Bounds bounds);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // `sql` must be a literal: it is prepared once and kept by its address.
  template <class... Values>
  Rows run(const char* sql, const Values&... values) {
    return run_prepared(sql, Parameters(values...));
  }
  // The same for parameters that are counted only now.
  Rows run_with(const char* sql, const Parameters& parameters) { return run_prepared(sql, parameters); }
  // Several statements, not kept; answers the last one's rows, as text.
  Rows script(const std::string& sql);

  void begin() { script("BEGIN"); }
  // A transaction that leaves `mark`, a plain word that no other has, by which it is known later.
  void begin_marked(const std::string& mark);
  // Throws Trouble::lost if it can't be told whether the transaction is on disk.
  void commit();
  // Does nothing outside a transaction. Never throws: a session that can't roll back is `broken`.
  void roll_back() noexcept;

  bool broken() const;
  int server_version() const;

 private:
  struct Close {
    void operator()(pg_conn* link) const;
  };
  using Deadline = std::chrono::steady_clock::time_point;
  Rows run_prepared(const char* sql, const Parameters& parameters);
  Rows finish();
  void wait(short events, Deadline deadline);
  void sent(int done);
  [[noreturn]] void lose(std::string_view what);

  std::unique_ptr<pg_conn, Close> link_;
  std::string shown_;
  Milliseconds statement_;
  std::unordered_set<const void*> prepared_;
  bool given_up_ = false;
};

}  // namespace r311::store::postgres
