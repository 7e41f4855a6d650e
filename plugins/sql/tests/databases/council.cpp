// SPDX-License-Identifier: Apache-2.0
#include "council.h"

#include <sqlite3.h>

#include <chrono>
#include <stdexcept>

#include "database_url.h"
#include "support/database_server.h"

namespace sql::test {
namespace {

using r311::test::DatabaseServer;
using r311::test::MariaDBServer;
using r311::test::PostgreSQLServer;

constexpr const char* encoded_password = "s3cret%25word";

DatabaseServer& server(const std::string& kind) {
  static std::unique_ptr<MariaDBServer> mariadb;
  static std::unique_ptr<PostgreSQLServer> postgresql;
  if (kind == "mariadb") {
    if (!mariadb) mariadb = std::make_unique<MariaDBServer>();
    return *mariadb;
  }
  if (!postgresql) postgresql = std::make_unique<PostgreSQLServer>();
  return *postgresql;
}

std::string url_of(const std::string& kind, const std::string& password) {
  const std::string port = std::to_string(server(kind).port());
  if (kind == "odbc")
    return "odbc:Driver={PostgreSQL Unicode};Servername=127.0.0.1;Port=" + port + ";Database=highways;UID=relay;PWD={" +
           (password == encoded_password ? DatabaseServer::password : password) + "};BoolsAsChar=0";
  const std::string scheme = kind == "mariadb" ? "mysql" : kind;
  return scheme + "://relay:" + password + "@127.0.0.1:" + port + "/highways";
}

const r311_call& long_call() {
  static const r311_call abi = [] {
    r311_call made{};
    made.size = sizeof made;
    const auto deadline = std::chrono::system_clock::now() + std::chrono::hours(1);
    made.deadline = std::chrono::duration_cast<std::chrono::milliseconds>(deadline.time_since_epoch()).count();
    made.cancelled = [](r311_call_handle*) { return std::int32_t{0}; };
    return made;
  }();
  return abi;
}

}  // namespace

Council::Council(const std::string& kind) : kind_(kind) {
  if (kind == "sqlite") {
    const std::string file = (folder_.path() / "highways & trees?.db").string();
    sqlite3* created = nullptr;
    sqlite3_open(file.c_str(), &created);
    sqlite3_exec(created, "PRAGMA journal_mode=WAL", nullptr, nullptr, nullptr);
    sqlite3_close(created);
    url_ = "sqlite:" + file;
  } else {
    url_ = url_of(kind, encoded_password);
  }
  // Through the server's own protocol, so that ODBC is not judged by itself.
  database_ = read_database_url(kind == "odbc" ? url_of("postgresql", encoded_password) : url_, "/").database;
  for (const std::string& statement : schema()) clerk(statement);
}

std::string Council::url_with_wrong_password() const { return url_of(kind_, "wrongpassword"); }

std::unique_ptr<Connection> Council::connect() {
  const relay311::Call call(long_call());
  auto connection = database_->connect(call);
  connection->begin(call);
  return connection;
}

std::vector<std::optional<std::string>> Council::clerk(const std::string& statement) {
  const relay311::Call call(long_call());
  const auto connection = connect();
  try {
    const Rows rows = connection->run({statement, {}}, {}, 1, call);
    connection->commit(call);
    return rows.cells.empty() ? std::vector<std::optional<std::string>>() : rows.cells.front();
  } catch (const DatabaseError& error) {
    throw std::runtime_error(statement + ": " + error.text());
  }
}

std::string Council::one(const std::string& statement) { return clerk(statement).at(0).value_or("NULL"); }

std::optional<std::string> Council::stored(const std::string& column, const std::string& key) {
  const bool postgresql = kind_ == "postgresql" || kind_ == "odbc";
  const std::string hex = postgresql ? "encode(convert_to(" + column + ", 'UTF8'), 'hex')" : "hex(" + column + ")";
  const auto cells = clerk("SELECT " + hex + " FROM work_order WHERE ext_ref = '" + key + "'");
  // hex(NULL) is empty in SQLite; NULL must be told from empty text.
  if (clerk("SELECT " + column + " IS NULL FROM work_order WHERE ext_ref = '" + key + "'").at(0).value_or("") ==
      (postgresql ? "t" : "1"))
    return std::nullopt;
  std::string bytes;
  const std::string digits = cells.at(0).value_or("");
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  return bytes;
}

std::vector<std::string> Council::schema() const {
  const bool postgresql = kind_ == "postgresql" || kind_ == "odbc";
  const std::string key = kind_ == "sqlite"    ? "INTEGER PRIMARY KEY AUTOINCREMENT"
                          : kind_ == "mariadb" ? "INT AUTO_INCREMENT PRIMARY KEY"
                                               : "SERIAL PRIMARY KEY";
  const std::string moment = postgresql ? "TIMESTAMP" : kind_ == "mariadb" ? "DATETIME(3)" : "DATETIME";
  const std::string text = kind_ == "mariadb" ? "LONGTEXT" : "TEXT";
  const std::string tail = kind_ == "mariadb" ? " ENGINE=InnoDB" : "";
  return {"DROP TABLE IF EXISTS wo_note", "DROP TABLE IF EXISTS work_order",
          "CREATE TABLE work_order (wo_no " + key +
              ", ext_ref VARCHAR(64) UNIQUE, type_code VARCHAR(10) NOT NULL, descr " + text +
              ", surname VARCHAR(20) CHECK (" + (kind_ == "mariadb" ? "char_length" : "length") +
              "(surname) <= 20), depth_cm NUMERIC(8,2), status CHAR(2) DEFAULT 'N', reported_local " + moment +
              ", changed_local " + moment + ", note " + text +
              ", latitude DOUBLE PRECISION, longitude DOUBLE PRECISION, phone " + text + ")" + tail,
          "CREATE TABLE wo_note (wo_no INT NOT NULL, body VARCHAR(100) NOT NULL)" + tail};
}

std::string Council::statements() const {
  const std::string insert =
      "INSERT INTO work_order (ext_ref, type_code, descr, surname, depth_cm, reported_local, latitude, longitude, "
      "phone, "
      "status) VALUES (:idempotency_key, :backend_code, :description, :last_name, :attribute.depth, :requested.local, "
      ":latitude, :longitude, :phone, COALESCE(:status, 'N')) ";
  if (kind_ == "mariadb")
    return "submit:\n  - sql: \"" + insert +
           "ON DUPLICATE KEY UPDATE wo_no = LAST_INSERT_ID(wo_no)\"\n"
           "  - {sql: SELECT LAST_INSERT_ID() AS wo_no, reference: wo_no}\n";
  return "submit:\n  - sql: \"" + insert +
         "ON CONFLICT (ext_ref) DO UPDATE SET ext_ref = excluded.ext_ref RETURNING wo_no\"\n    reference: wo_no\n";
}

std::string Council::changes() const {
  return "changes:\n"
         "  sql: SELECT wo_no, ext_ref, status, changed_local, note FROM work_order WHERE changed_local >= :since\n"
         "       ORDER BY changed_local, wo_no\n"
         "  reference: wo_no\n  key: ext_ref\n  status: status\n  changed: changed_local\n  note: note\n";
}

void Council::stop_server() { server(kind_).stop(); }
void Council::start_server() { server(kind_).start(); }

}  // namespace sql::test
