// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

#include "store/postgres/stored_text.h"

namespace r311::store::postgres {
namespace {

using std::chrono::steady_clock;

// How much longer than a statement's own bound its answer is waited for.
constexpr Milliseconds kGrace{3000};

// Plans by index only: all our statements have theirs, and a plan must not turn over with the statistics. What a commit
// means is the server's choice unless it means nothing: then an answered report would not be on disk.
constexpr const char* kSession =
    "SET client_min_messages = warning; SET default_transaction_isolation = 'read committed'; SET jit = off;"
    " SET enable_seqscan = off; SET enable_bitmapscan = off; SET search_path = relay311;"
    " SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

std::string line(const char* text) {
  std::string words(text == nullptr ? "" : text);
  std::replace(words.begin(), words.end(), '\n', ' ');
  while (!words.empty() && words.back() == ' ') words.pop_back();
  return words;
}

std::string field(const PGresult* result, int which) { return line(PQresultErrorField(result, which)); }

Trouble trouble_of(std::string_view state) {
  const std::string_view group = state.substr(0, 2);
  if (state == "40001" || state == "40P01") return Trouble::again;
  if (group == "08" || state == "57P01" || state == "57P02" || state == "57P03" || state == "57P05" ||
      state == "25P03" || state == "26000") {
    return Trouble::lost;
  }
  for (const std::string_view one : {"53", "55", "57", "58", "XX", "25"}) {
    if (group == one) return Trouble::server;
  }
  return Trouble::statement;
}

Kind kind_of(Trouble trouble, std::string_view state) {
  if (trouble != Trouble::statement) return Kind::unavailable;
  return state == "23505" ? Kind::conflict : Kind::internal;
}

std::array<const char*, 11> keywords() {
  return {"connect_timeout",
          "keepalives",
          "keepalives_idle",
          "keepalives_interval",
          "keepalives_count",
          "tcp_user_timeout",
          "application_name",
          "target_session_attrs",
          "dbname",
          "client_encoding",
          nullptr};
}

}  // namespace

Field Row::next() {
  const int column = column_++;
  Field field;
  field.null = PQgetisnull(result_, row_, column) != 0;
  field.bytes = {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
  return field;
}

std::string Row::text() { return text_of(next().bytes); }
std::string_view Row::view() { return next().bytes; }
std::string Row::bytes() { return std::string(next().bytes); }
bool Row::null() const { return PQgetisnull(result_, row_, column_) != 0; }

void Rows::clear(pg_result* result) { PQclear(result); }
int Rows::size() const { return PQntuples(result_.get()); }

std::int64_t Rows::changed() const {
  const std::string_view count = PQcmdTuples(result_.get());
  std::int64_t number = 0;
  for (const char digit : count) number = number * 10 + (digit - '0');
  return number;
}

void Connection::Close::operator()(pg_conn* link) const { PQfinish(link); }

Connection::Connection(const Address& address, Bounds bounds) : shown_(address.shown), statement_(bounds.statement) {
  const std::string timeout = std::to_string(bounds.connect.count());
  // The URL's own wishes stand after ours and win, but for the encoding.
  const auto names = keywords();
  const std::array<const char*, 11> values{
      timeout.c_str(), "1", "10", "5", "3", "15000", "relay311", "read-write", address.url.c_str(), "UTF8", nullptr};
  link_.reset(PQconnectdbParams(names.data(), values.data(), 1));
  if (PQstatus(link_.get()) != CONNECTION_OK) lose(line(PQerrorMessage(link_.get())));
  // What the server says besides would go to standard error.
  PQsetNoticeReceiver(
      link_.get(), [](void*, const PGresult*) {}, nullptr);
  if (PQsetnonblocking(link_.get(), 1) != 0) lose("the session can't be set up");
  const std::string statement = std::to_string(statement_.count());
  script("SET statement_timeout = " + statement + "; SET idle_in_transaction_session_timeout = " + statement + "; " +
         kSession);
}

Rows Connection::run_prepared(const char* sql, const Parameters& parameters) {
  const auto address = reinterpret_cast<std::uintptr_t>(sql);
  const std::string name = "r311_" + std::to_string(address);
  if (!prepared_.contains(sql)) {
    const auto types = parameters.types();
    sent(PQsendPrepare(link_.get(), name.c_str(), sql, parameters.count(), types.data()));
    finish();
    prepared_.insert(sql);
  }
  const auto pointers = parameters.pointers();
  const auto lengths = parameters.lengths();
  const std::vector<int> formats(lengths.size(), 1);
  sent(PQsendQueryPrepared(link_.get(), name.c_str(), parameters.count(), pointers.data(), lengths.data(),
                           formats.data(), 1));
  return finish();
}

Rows Connection::script(const std::string& sql) {
  sent(PQsendQuery(link_.get(), sql.c_str()));
  return finish();
}

void Connection::begin_marked(const std::string& mark) {
  script("BEGIN; INSERT INTO marks (mark) VALUES ('" + mark + "')");
}

void Connection::commit() {
  const Rows ended = script("COMMIT");
  // A transaction that failed earlier answers COMMIT with ROLLBACK and no error.
  if (PQtransactionStatus(link_.get()) != PQTRANS_IDLE) lose("the commit was not answered");
}

void Connection::roll_back() noexcept {
  try {
    if (!broken() && PQtransactionStatus(link_.get()) != PQTRANS_IDLE) script("ROLLBACK");
  } catch (const Failure&) {
    given_up_ = true;
  }
}

bool Connection::broken() const { return given_up_ || PQstatus(link_.get()) != CONNECTION_OK; }
int Connection::server_version() const { return PQserverVersion(link_.get()); }

void Connection::wait(short events, Deadline deadline) {
  for (;;) {
    int left = -1;
    if (statement_.count() > 0) {
      const auto time = std::chrono::ceil<Milliseconds>(deadline - steady_clock::now()).count();
      if (time <= 0) lose("it does not answer");
      left = static_cast<int>(std::min<std::int64_t>(time, std::numeric_limits<int>::max()));
    }
    pollfd ready{PQsocket(link_.get()), events, 0};
    const int count = poll(&ready, 1, left);
    if (count > 0) return;
    if (count < 0 && errno != EINTR) lose("its socket failed");
  }
}

Rows Connection::finish() {
  const Deadline deadline = steady_clock::now() + statement_ + kGrace;
  for (;;) {
    const int left = PQflush(link_.get());
    if (left == 0) break;
    if (left < 0) lose(line(PQerrorMessage(link_.get())));
    wait(POLLIN | POLLOUT, deadline);
    if (PQconsumeInput(link_.get()) == 0) lose(line(PQerrorMessage(link_.get())));
  }
  std::unique_ptr<PGresult, decltype(&PQclear)> kept(nullptr, &PQclear);
  std::unique_ptr<PGresult, decltype(&PQclear)> failed(nullptr, &PQclear);
  for (;;) {
    while (PQisBusy(link_.get()) != 0) {
      wait(POLLIN, deadline);
      if (PQconsumeInput(link_.get()) == 0) lose(line(PQerrorMessage(link_.get())));
    }
    PGresult* const next = PQgetResult(link_.get());
    if (next == nullptr) break;
    const auto status = PQresultStatus(next);
    const bool good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
    (good ? kept : failed).reset(next);
    if (PQstatus(link_.get()) != CONNECTION_OK) break;
  }
  if (PQstatus(link_.get()) != CONNECTION_OK) lose(line(PQerrorMessage(link_.get())));
  if (failed) {
    const std::string state = field(failed.get(), PG_DIAG_SQLSTATE);
    const Trouble trouble = trouble_of(state);
    if (trouble == Trouble::lost) given_up_ = true;
    throw Failure{{kind_of(trouble, state), "the store's database at " + shown_ + " answered: " +
                                                field(failed.get(), PG_DIAG_MESSAGE_PRIMARY) + " (" + state + ")"},
                  trouble};
  }
  if (!kept) lose("it answered nothing");
  return Rows(kept.release());
}

void Connection::sent(int done) {
  if (done != 1) lose(line(PQerrorMessage(link_.get())));
}

void Connection::lose(std::string_view what) {
  given_up_ = true;
  throw Failure{{Kind::unavailable, "the store's database at " + shown_ + " can't be used: " + std::string(what)},
                Trouble::lost};
}

}  // namespace r311::store::postgres
