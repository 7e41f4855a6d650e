// SPDX-License-Identifier: Apache-2.0
#include "odbc_database.h"

#include <sql.h>
#include <sqlext.h>

#include <algorithm>
#include <array>
#include <utility>

namespace sql {
namespace {

// Frees a handle when it goes; of one kind each, as ODBC has them.
template <SQLSMALLINT Kind>
class Handle {
 public:
  explicit Handle(SQLHANDLE parent) {
    if (!SQL_SUCCEEDED(SQLAllocHandle(Kind, parent, &handle_)))
      throw DatabaseError(Trouble::unreachable, "", "the ODBC driver manager gives no handle", "");
  }
  ~Handle() { SQLFreeHandle(Kind, handle_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  SQLHANDLE get() const { return handle_; }

 private:
  SQLHANDLE handle_ = SQL_NULL_HANDLE;
};

// The driver's first diagnosis.
DatabaseError failure(SQLSMALLINT kind, SQLHANDLE handle) {
  std::array<SQLCHAR, 6> state{};
  std::array<SQLCHAR, 2048> text{};
  SQLINTEGER native = 0;
  SQLSMALLINT length = 0;
  if (!SQL_SUCCEEDED(SQLGetDiagRec(kind, handle, 1, state.data(), &native, text.data(),
                                   static_cast<SQLSMALLINT>(text.size()), &length)))
    return {Trouble::other, "", "", ""};
  const std::string code(reinterpret_cast<const char*>(state.data()));
  return {trouble_of_sqlstate(code), code, "", reinterpret_cast<const char*>(text.data())};
}

using Running = Handle<SQL_HANDLE_STMT>;

void check(const Running& running, SQLRETURN result) {
  if (!SQL_SUCCEEDED(result) && result != SQL_NO_DATA) throw failure(SQL_HANDLE_STMT, running.get());
}

SQLPOINTER number(SQLULEN value) { return reinterpret_cast<SQLPOINTER>(value); }

// What is bound to the placeholders; lives as long as the statement runs. Text goes as text, whatever the column.
class Parameters {
 public:
  Parameters(const Running& running, const std::vector<Value>& values) : lengths_(values.size()) {
    texts_.reserve(values.size());
    numbers_.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      bind(running, static_cast<SQLUSMALLINT>(i + 1), values[i], lengths_[i]);
  }

 private:
  void bind(const Running& running, SQLUSMALLINT at, const Value& value, SQLLEN& length) {
    if (const auto* real = std::get_if<double>(&value)) {
      length = sizeof(double);
      check(running, SQLBindParameter(running.get(), at, SQL_PARAM_INPUT, SQL_C_DOUBLE, SQL_DOUBLE, 15, 0,
                                      &numbers_.emplace_back(*real), 0, &length));
      return;
    }
    std::string& text = texts_.emplace_back(to_text(value));
    const bool null = std::holds_alternative<std::monostate>(value);
    const bool whole = std::holds_alternative<std::int64_t>(value);
    length = null ? SQL_NULL_DATA : static_cast<SQLLEN>(text.size());
    // Some drivers refuse VARCHAR beyond what their server has for it.
    const bool long_text = text.size() > 8000;
    const bool bytes = std::holds_alternative<Blob>(value);
    const SQLSMALLINT type = bytes ? SQL_LONGVARBINARY : whole ? SQL_BIGINT : long_text ? SQL_LONGVARCHAR : SQL_VARCHAR;
    check(running, SQLBindParameter(running.get(), at, SQL_PARAM_INPUT, bytes ? SQL_C_BINARY : SQL_C_CHAR, type,
                                    std::max<SQLULEN>(1, text.size()), 0, text.data(), static_cast<SQLLEN>(text.size()),
                                    &length));
  }

  std::vector<SQLLEN> lengths_;
  std::vector<std::string> texts_;
  std::vector<double> numbers_;
};

class OdbcConnection : public Connection {
 public:
  OdbcConnection() : environment_(SQL_NULL_HANDLE), link_(own(environment_)) {}
  ~OdbcConnection() override {
    if (!connected_) return;
    SQLEndTran(SQL_HANDLE_DBC, link_.get(), SQL_ROLLBACK);
    SQLDisconnect(link_.get());
  }

  void open(const std::string& connection, const relay311::Call& call) {
    SQLSetConnectAttr(link_.get(), SQL_LOGIN_TIMEOUT, number(seconds(call)), 0);
    std::string in = connection;
    SQLSMALLINT length = 0;
    std::array<SQLCHAR, 1024> completed{};
    const SQLRETURN result =
        SQLDriverConnect(link_.get(), nullptr, reinterpret_cast<SQLCHAR*>(in.data()), SQL_NTS, completed.data(),
                         static_cast<SQLSMALLINT>(completed.size()), &length, SQL_DRIVER_NOPROMPT);
    if (!SQL_SUCCEEDED(result)) throw refused(failure(SQL_HANDLE_DBC, link_.get()));
    connected_ = true;
    if (!SQL_SUCCEEDED(SQLSetConnectAttr(link_.get(), SQL_ATTR_AUTOCOMMIT, number(SQL_AUTOCOMMIT_OFF), 0)))
      throw DatabaseError(Trouble::statement, "", "the driver has no transactions", "");
  }

  // ODBC has no begin: a transaction starts with the first statement. So that a server which was restarted is noticed
  // while nothing is done yet, a connection that was used before is tried; no answer but a refusal of the SQL counts.
  void begin(const relay311::Call& call) override {
    if (!std::exchange(used_, true)) return;
    try {
      run({"SELECT 1", {}}, {}, 1, call);
    } catch (const DatabaseError& error) {
      if (error.trouble() != Trouble::statement) throw DatabaseError(Trouble::lost, error.code(), "", error.text());
    }
    rollback();
  }

  Rows run(const Statement& statement, const std::vector<Value>& values, std::size_t most,
           const relay311::Call& call) override {
    if (call.remaining().count() <= 0 || call.cancelled()) throw DatabaseError(Trouble::timeout, "", "", "");
    const Running running(link_.get());
    SQLSetStmtAttr(running.get(), SQL_ATTR_QUERY_TIMEOUT, number(seconds(call)), 0);
    std::string text = statement.text;
    const Parameters parameters(running, values);
    // At once, not prepared: PostgreSQL's driver leaks what it could not prepare.
    check(running, SQLExecDirect(running.get(), reinterpret_cast<SQLCHAR*>(text.data()), SQL_NTS));
    return rows(running, most);
  }

  void commit(const relay311::Call&) override {
    if (SQL_SUCCEEDED(SQLEndTran(SQL_HANDLE_DBC, link_.get(), SQL_COMMIT))) return;
    const DatabaseError error = failure(SQL_HANDLE_DBC, link_.get());
    // The two classes that a database gives only after it has undone all.
    if (error.code().substr(0, 2) == "40" && error.code() != "40003") throw NotCommitted(error);
    if (error.code().substr(0, 2) == "23") throw NotCommitted(error);
    throw error;
  }

  bool rollback() noexcept override {
    SQLEndTran(SQL_HANDLE_DBC, link_.get(), SQL_ROLLBACK);
    return true;
  }

 private:
  using Environment = Handle<SQL_HANDLE_ENV>;

  static SQLHANDLE own(const Environment& environment) {
    SQLSetEnvAttr(environment.get(), SQL_ATTR_ODBC_VERSION, number(SQL_OV_ODBC3), 0);
    return environment.get();
  }

  static SQLULEN seconds(const relay311::Call& call) {
    return static_cast<SQLULEN>(std::max<std::int64_t>(1, call.remaining().count() / 1000));
  }

  // Drivers tell a refused login by 28000 and the rest by 08001; PostgreSQL's tells everything by the latter.
  static DatabaseError refused(const DatabaseError& error) {
    if (error.trouble() == Trouble::statement || error.trouble() == Trouble::login) return error;
    if (error.text().find("password") != std::string::npos || error.text().find("FATAL") != std::string::npos)
      return {Trouble::login, error.code(), "", error.text()};
    return {Trouble::unreachable, error.code(), "", error.text()};
  }

  static Rows rows(const Running& running, std::size_t most) {
    Rows rows;
    SQLSMALLINT columns = 0;
    check(running, SQLNumResultCols(running.get(), &columns));
    for (SQLSMALLINT i = 1; i <= columns; ++i) {
      std::array<SQLCHAR, 256> name{};
      check(running,
            SQLDescribeCol(running.get(), static_cast<SQLUSMALLINT>(i), name.data(),
                           static_cast<SQLSMALLINT>(name.size()), nullptr, nullptr, nullptr, nullptr, nullptr));
      rows.columns.emplace_back(reinterpret_cast<const char*>(name.data()));
    }
    while (columns > 0 && rows.cells.size() < most) {
      const SQLRETURN result = SQLFetch(running.get());
      if (result == SQL_NO_DATA) break;
      check(running, result);
      auto& cells = rows.cells.emplace_back();
      for (SQLSMALLINT i = 1; i <= columns; ++i) cells.push_back(cell(running, static_cast<SQLUSMALLINT>(i)));
    }
    return rows;
  }

  // Reads a column piece by piece, for a driver need not know how long it is.
  static std::optional<std::string> cell(const Running& running, SQLUSMALLINT column) {
    std::string text;
    std::array<char, 4096> piece{};
    while (true) {
      SQLLEN length = 0;
      const SQLRETURN result = SQLGetData(running.get(), column, SQL_C_CHAR, piece.data(), piece.size(), &length);
      if (result == SQL_NO_DATA) return text;
      check(running, result);
      if (length == SQL_NULL_DATA) return std::nullopt;
      const bool more =
          result == SQL_SUCCESS_WITH_INFO && (length == SQL_NO_TOTAL || length >= static_cast<SQLLEN>(piece.size()));
      text.append(piece.data(), more ? piece.size() - 1 : static_cast<std::size_t>(length));
      if (!more) return text;
    }
  }

  Environment environment_;
  Handle<SQL_HANDLE_DBC> link_;
  bool connected_ = false;
  bool used_ = false;
};

}  // namespace

std::unique_ptr<Connection> Odbc::connect(const relay311::Call& call) const {
  auto connection = std::make_unique<OdbcConnection>();
  connection->open(connection_, call);
  return connection;
}

}  // namespace sql
