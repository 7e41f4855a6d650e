// SPDX-License-Identifier: Apache-2.0
#include "postgresql_database.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <limits>
#include <string_view>
#include <utility>

namespace sql {
namespace {

using std::chrono::milliseconds;
using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;
using Link = std::unique_ptr<PGconn, decltype(&PQfinish)>;

// How long a wait goes on before the call's wish to be cancelled is looked at.
constexpr milliseconds slice{250};

constexpr Oid type_of_bytes = 17;  // bytea, in every server (pg_type.dat)

std::string field(const PGresult* result, int which) {
  const char* text = PQresultErrorField(result, which);
  return text == nullptr ? std::string() : std::string(text);
}

std::string names(const PGresult* result) {
  std::string all;
  const std::pair<int, const char*> parts[] = {
      {PG_DIAG_TABLE_NAME, "table "}, {PG_DIAG_COLUMN_NAME, "column "}, {PG_DIAG_CONSTRAINT_NAME, "constraint "}};
  for (const auto& [which, word] : parts)
    if (const std::string name = field(result, which); !name.empty()) all += (all.empty() ? "" : ", ") + (word + name);
  // What can't be run is the council's own SQL; the message names its words, and no value is known yet.
  const std::string state = field(result, PG_DIAG_SQLSTATE);
  if (all.empty() && state.substr(0, 2) == "42") return field(result, PG_DIAG_MESSAGE_PRIMARY);
  return all;
}

// Waits until the socket is ready; false if the time is over or the call cancelled.
bool wait(int socket, short events, const relay311::Call& call) {
  while (call.remaining().count() > 0 && !call.cancelled()) {
    pollfd ready{socket, events, 0};
    const int count = poll(&ready, 1, static_cast<int>(std::min(call.remaining(), slice).count()));
    if (count > 0) return true;
    if (count < 0 && errno != EINTR) return false;
  }
  return false;
}

class PostgreSQLConnection : public Connection {
 public:
  explicit PostgreSQLConnection(Link link) : link_(std::move(link)) {}

  void begin(const relay311::Call& call) override {
    const auto left = std::max<std::int64_t>(1, call.remaining().count());
    command("BEGIN; SET LOCAL datestyle = ISO; SET LOCAL statement_timeout = " + std::to_string(left), call);
  }

  Rows run(const Statement& statement, const std::vector<Value>& values, std::size_t most,
           const relay311::Call& call) override {
    std::vector<std::string> texts;
    texts.reserve(values.size());
    for (const Value& value : values) texts.push_back(to_text(value));
    std::vector<const char*> pointers;
    std::vector<Oid> types;
    std::vector<int> lengths, formats;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool bytes = std::holds_alternative<Blob>(values[i]);
      pointers.push_back(std::holds_alternative<std::monostate>(values[i]) ? nullptr : texts[i].c_str());
      types.push_back(bytes ? type_of_bytes : 0);
      lengths.push_back(static_cast<int>(texts[i].size()));
      formats.push_back(bytes ? 1 : 0);
    }
    // But for bytes no types are given and values go as text, so that the server takes them for what their column is.
    sent(PQsendQueryParams(link_.get(), statement.text.c_str(), static_cast<int>(pointers.size()), types.data(),
                           pointers.data(), lengths.data(), formats.data(), 0));
    return rows(*finish(call), most);
  }

  void commit(const relay311::Call& call) override {
    Result result(nullptr, &PQclear);
    try {
      sent(PQsendQuery(link_.get(), "COMMIT"));
      result = finish(call);
    } catch (const DatabaseError& error) {
      if (PQstatus(link_.get()) == CONNECTION_OK && PQtransactionStatus(link_.get()) == PQTRANS_IDLE)
        throw NotCommitted(error);
      throw;
    }
    // A failed transaction that is to be committed is rolled back, and the server says so in place of "COMMIT".
    if (std::string_view(PQcmdStatus(result.get())) != "COMMIT")
      throw NotCommitted(Trouble::other, "", "the transaction had failed before", "");
  }

  bool rollback() noexcept override {
    // Without COMMIT nothing can stay: what is still running ends with the connection.
    if (PQtransactionStatus(link_.get()) == PQTRANS_ACTIVE) return true;
    const Result result(PQexec(link_.get(), "ROLLBACK"), &PQclear);
    return true;
  }

 private:
  DatabaseError failure(const PGresult* result) const {
    const std::string state = field(result, PG_DIAG_SQLSTATE);
    const std::string text = PQerrorMessage(link_.get());
    if (state.empty() || PQstatus(link_.get()) != CONNECTION_OK) return {Trouble::lost, state, "", text};
    return {trouble_of_sqlstate(state), state, names(result), text};
  }

  void sent(int done) const {
    if (done != 1) throw DatabaseError(Trouble::lost, "", "", PQerrorMessage(link_.get()));
  }

  void command(const std::string& text, const relay311::Call& call) {
    sent(PQsendQuery(link_.get(), text.c_str()));
    finish(call);
  }

  // The last result of what was sent. When the call's time is over the server is asked to stop, and then waited for: it
  // answers at once, and the connection stays of use.
  Result finish(const relay311::Call& call) {
    Result last(nullptr, &PQclear);
    Result failed(nullptr, &PQclear);
    while (true) {
      while (PQisBusy(link_.get()) != 0) {
        if (!wait(PQsocket(link_.get()), POLLIN, call)) give_up();
        if (PQconsumeInput(link_.get()) != 1) throw DatabaseError(Trouble::lost, "", "", PQerrorMessage(link_.get()));
      }
      Result next(PQgetResult(link_.get()), &PQclear);
      if (!next) break;
      const ExecStatusType status = PQresultStatus(next.get());
      if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && !failed)
        failed = std::move(next);
      else
        last = std::move(next);
    }
    if (failed) throw failure(failed.get());
    if (!last) throw DatabaseError(Trouble::lost, "", "", PQerrorMessage(link_.get()));
    return last;
  }

  [[noreturn]] void give_up() {
    const std::unique_ptr<PGcancel, decltype(&PQfreeCancel)> cancel(PQgetCancel(link_.get()), &PQfreeCancel);
    char why[256] = {};
    if (cancel) PQcancel(cancel.get(), why, sizeof why);
    throw DatabaseError(Trouble::timeout, "", "", why);
  }

  static Rows rows(const PGresult& result, std::size_t most) {
    Rows rows;
    const int columns = PQnfields(&result);
    for (int i = 0; i < columns; ++i) rows.columns.emplace_back(PQfname(&result, i));
    const auto count = std::min(static_cast<std::size_t>(PQntuples(&result)), most);
    for (std::size_t row = 0; row < count; ++row) {
      const int at = static_cast<int>(row);
      auto& cells = rows.cells.emplace_back();
      for (int i = 0; i < columns; ++i) {
        if (PQgetisnull(&result, at, i) != 0)
          cells.emplace_back();
        else
          cells.emplace_back(
              std::string(PQgetvalue(&result, at, i), static_cast<std::size_t>(PQgetlength(&result, at, i))));
      }
    }
    return rows;
  }

  Link link_;
};

// A login that fails leaves no result to ask, but with this verbosity its message ends with "FATAL:  28P01", the first
// word in the server's language.
std::string sqlstate_of(std::string message) {
  while (!message.empty() && message.back() == '\n') message.pop_back();
  const std::size_t at = message.rfind(":  ");
  if (at == std::string::npos || message.size() != at + 8) return {};
  return message.substr(at + 3);
}

}  // namespace

std::unique_ptr<Connection> PostgreSQL::connect(const relay311::Call& call) const {
  std::map<std::string, std::string> all = keywords_;
  all.emplace("application_name", "relay311");
  all.emplace("client_encoding", "UTF8");
  all.emplace("tcp_user_timeout", "30000");
  std::vector<const char*> names, values;
  for (const auto& [name, value] : all) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  Link link(PQconnectStartParams(names.data(), values.data(), 0), &PQfinish);
  if (!link) throw DatabaseError(Trouble::unreachable, "", "out of memory", "");
  PQsetErrorVerbosity(link.get(), PQERRORS_SQLSTATE);
  PostgresPollingStatusType step =
      PQstatus(link.get()) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  while (step == PGRES_POLLING_READING || step == PGRES_POLLING_WRITING) {
    if (!wait(PQsocket(link.get()), step == PGRES_POLLING_READING ? POLLIN : POLLOUT, call))
      throw DatabaseError(Trouble::unreachable, "", "no answer in time", "");
    step = PQconnectPoll(link.get());
  }
  if (step != PGRES_POLLING_OK) {
    const std::string message = PQerrorMessage(link.get());
    const std::string state = sqlstate_of(message);
    const bool refused = PQconnectionNeedsPassword(link.get()) != 0;
    const Trouble trouble = refused         ? Trouble::login
                            : state.empty() ? Trouble::unreachable
                                            : trouble_of_sqlstate(state);
    throw DatabaseError(trouble, state, "", message);
  }
  PQsetErrorVerbosity(link.get(), PQERRORS_DEFAULT);
  PQsetNoticeProcessor(
      link.get(), [](void*, const char*) {}, nullptr);
  return std::make_unique<PostgreSQLConnection>(std::move(link));
}

}  // namespace sql
