// SPDX-License-Identifier: Apache-2.0
#include "contract/store/postgres_place.h"

#include <libpq-fe.h>

#include <stdexcept>

namespace r311::test {
namespace {

std::string url_of(const std::string& database) {
  std::string secret;
  for (const char character : std::string(DatabaseServer::password)) {
    secret += character == '%' ? std::string("%25") : std::string(1, character);
  }
  return "postgresql://" + std::string(DatabaseServer::user) + ":" + secret +
         "@127.0.0.1:" + std::to_string(postgresql().port()) + "/" + database;
}

std::string ask_in(const std::string& database, const std::string& sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> link(PQconnectdb(url_of(database).c_str()), &PQfinish);
  if (PQstatus(link.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(link.get()));
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(link.get(), sql.c_str()), &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error(PQerrorMessage(link.get()));
  return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

}  // namespace

PostgreSQLServer& postgresql() {
  static PostgreSQLServer server;
  return server;
}

PostgresPlace::PostgresPlace(bool index) : index_(index) {
  static int number = 0;
  name_ = "store_" + std::to_string(++number);
  ask_in(DatabaseServer::database, "CREATE DATABASE " + name_);
}

PostgresPlace::~PostgresPlace() {
  try {
    ask_in(DatabaseServer::database, "DROP DATABASE " + name_ + " WITH (FORCE)");
  } catch (const std::exception& failed) {
    ADD_FAILURE() << failed.what();
  }
}

std::unique_ptr<store::Store> PostgresPlace::open(const Clock& clock) {
  store::PostgresOptions options;
  options.index = index_;
  auto opened = store::open_postgres(url(), clock, options);
  if (!opened) throw std::runtime_error(opened.error().text);
  return std::move(*opened);
}

// The server's clock is not ours to tick: leases go back instead.
void PostgresPlace::pass(Milliseconds by) {
  const std::string time = std::to_string(by.count());
  ask("UPDATE relay311.deliveries SET leased = leased - " + time + " WHERE leased > 0");
  ask("UPDATE relay311.polls SET until = until - " + time);
}

std::string PostgresPlace::url() const { return url_of(name_); }
std::string PostgresPlace::ask(const std::string& sql) const { return ask_in(name_, sql); }

}  // namespace r311::test
