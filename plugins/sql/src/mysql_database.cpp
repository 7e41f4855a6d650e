// SPDX-License-Identifier: Apache-2.0
#include "mysql_database.h"

#include <mysql.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace sql {
namespace {

using Link = std::unique_ptr<MYSQL, decltype(&mysql_close)>;
using Prepared = std::unique_ptr<MYSQL_STMT, decltype(&mysql_stmt_close)>;
using Metadata = std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)>;

// Numbers of the server (mysqld_error.h) and of the client (errmsg.h) whose SQLSTATE is too coarse.
constexpr unsigned login_numbers[] = {1044, 1045, 1049, 1130, 1698, 1820, 1862};
constexpr unsigned busy_numbers[] = {1040, 1041, 1053, 1114, 1129, 1135, 1158, 1159, 1160,
                                     1161, 1203, 1205, 1206, 1213, 1226, 1290, 1792, 1836};
constexpr unsigned timeout_numbers[] = {1317, 1969, 3024};
constexpr unsigned lost_numbers[] = {2006, 2013, 2055, 1927, 4031};
constexpr unsigned statement_numbers[] = {1054, 1064, 1136, 1142, 1143, 1146, 1148, 1227, 1305, 1318, 1364, 1370, 2036};
constexpr unsigned data_numbers[] = {1153, 1264, 1265, 1292, 1366, 1406, 1411, 2020, 3140};
constexpr unsigned constraint_numbers[] = {1022, 1048, 1062, 1169, 1216, 1217, 1451,
                                           1452, 1557, 1586, 1644, 3819, 4025};
constexpr unsigned lost_after_rollback = 1196;  // "some non-transactional changed tables couldn't be rolled back"

template <std::size_t N>
bool among(unsigned number, const unsigned (&numbers)[N]) {
  return std::find(std::begin(numbers), std::end(numbers), number) != std::end(numbers);
}

Trouble trouble_of(unsigned number, std::string_view state) {
  if (among(number, login_numbers)) return Trouble::login;
  if (among(number, busy_numbers)) return Trouble::busy;
  if (among(number, timeout_numbers)) return Trouble::timeout;
  if (among(number, lost_numbers)) return Trouble::lost;
  if (among(number, statement_numbers)) return Trouble::statement;
  if (among(number, data_numbers)) return Trouble::data;
  if (among(number, constraint_numbers)) return Trouble::constraint;
  if (number >= 2000 && number < 3000) return Trouble::unreachable;
  return trouble_of_sqlstate(state);
}

// The names that a message quotes behind words which are followed by names only, never by values.
std::string names_in(const std::string& text) {
  std::string all;
  const std::array<std::pair<std::string_view, char>, 6> introductions{{{"column '", '\''},
                                                                        {"Column '", '\''},
                                                                        {"Field '", '\''},
                                                                        {"for key '", '\''},
                                                                        {"CONSTRAINT `", '`'},
                                                                        {"Table '", '\''}}};
  for (const auto& [introduction, quote] : introductions) {
    // The last, for a value may stand before it in the message and look like it.
    const std::size_t found = text.rfind(introduction);
    if (found == std::string::npos) continue;
    const std::size_t at = found + introduction.size();
    const std::size_t end = text.find(quote, at);
    if (end != std::string::npos && end - at <= 128) all += (all.empty() ? "" : ", ") + text.substr(at, end - at);
  }
  return all;
}

DatabaseError error_of(unsigned number, const std::string& state, const std::string& text) {
  const Trouble trouble = trouble_of(number, state);
  // What can't be run is the council's own SQL: it was not run, and no value is in the message.
  const std::string names = number == 1064 || number == 1054 ? text.substr(0, 300) : names_in(text);
  return {trouble, std::to_string(number), names, text};
}

// What is bound to the placeholders; the buffers live as long as this.
class Parameters {
 public:
  explicit Parameters(const std::vector<Value>& values) : binds_(values.size()), lengths_(values.size()) {
    texts_.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const Value& value = values[i];
      MYSQL_BIND& bind = binds_[i];
      bind = MYSQL_BIND{};
      if (std::holds_alternative<std::monostate>(value)) {
        bind.buffer_type = MYSQL_TYPE_NULL;
        continue;
      }
      // Numbers go as text too: the server reads them by their column, and 51.5 stays 51.5.
      texts_.push_back(to_text(value));
      lengths_[i] = texts_.back().size();
      bind.buffer_type = std::holds_alternative<Blob>(value) ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING;
      bind.buffer = texts_.back().data();
      bind.buffer_length = lengths_[i];
      bind.length = &lengths_[i];
    }
  }
  MYSQL_BIND* binds() { return binds_.data(); }

 private:
  std::vector<MYSQL_BIND> binds_;
  std::vector<unsigned long> lengths_;
  std::vector<std::string> texts_;
};

class MySQLConnection : public Connection {
 public:
  explicit MySQLConnection(Link link) : link_(std::move(link)) {}

  void begin(const relay311::Call& call) override {
    const auto seconds = std::max<std::int64_t>(1, call.remaining().count() / 1000);
    command("SET SESSION innodb_lock_wait_timeout = " + std::to_string(seconds));
    // MariaDB's limit for every statement; MySQL knows another name for it, and for SELECT only.
    if (is_mariadb())
      command("SET SESSION max_statement_time = " + std::to_string(seconds));
    else
      command("SET SESSION max_execution_time = " + std::to_string(seconds * 1000));
    command("START TRANSACTION");
  }

  Rows run(const Statement& statement, const std::vector<Value>& values, std::size_t most,
           const relay311::Call& call) override {
    if (call.remaining().count() <= 0 || call.cancelled()) throw DatabaseError(Trouble::timeout, "", "", "");
    const Prepared prepared(mysql_stmt_init(link_.get()), &mysql_stmt_close);
    if (!prepared) throw failure();
    check(*prepared, mysql_stmt_prepare(prepared.get(), statement.text.data(), statement.text.size()));
    if (mysql_stmt_param_count(prepared.get()) != values.size())
      throw DatabaseError(Trouble::statement, "", "it has placeholders of its own", "");
    Parameters parameters(values);
    if (!values.empty()) check(*prepared, mysql_stmt_bind_param(prepared.get(), parameters.binds()));
    check(*prepared, mysql_stmt_execute(prepared.get()));
    const Metadata metadata(mysql_stmt_result_metadata(prepared.get()), &mysql_free_result);
    return metadata ? rows(*prepared, *metadata, most) : Rows();
  }

  void commit(const relay311::Call&) override {
    if (mysql_commit(link_.get()) == 0) return;
    const DatabaseError error = failure();
    // Only a conflict that is found at commit time (a cluster) is told as rolled back.
    if (mysql_errno(link_.get()) == 1213) throw NotCommitted(error);
    throw error;
  }

  bool rollback() noexcept override {
    if (mysql_rollback(link_.get()) != 0) return true;
    if (mysql_warning_count(link_.get()) == 0) return true;
    if (mysql_query(link_.get(), "SHOW WARNINGS") != 0) return true;
    const Metadata warnings(mysql_store_result(link_.get()), &mysql_free_result);
    while (warnings) {
      const MYSQL_ROW row = mysql_fetch_row(warnings.get());
      if (row == nullptr) break;
      if (row[1] != nullptr && std::string_view(row[1]) == std::to_string(lost_after_rollback)) return false;
    }
    return true;
  }

 private:
  bool is_mariadb() const {
    return std::string_view(mysql_get_server_info(link_.get())).find("MariaDB") != std::string_view::npos;
  }

  DatabaseError failure() const {
    return error_of(mysql_errno(link_.get()), mysql_sqlstate(link_.get()), mysql_error(link_.get()));
  }

  void command(const std::string& text) {
    if (mysql_real_query(link_.get(), text.data(), text.size()) != 0) throw failure();
  }

  static void check(MYSQL_STMT& prepared, int failed) {
    if (failed != 0)
      throw error_of(mysql_stmt_errno(&prepared), mysql_stmt_sqlstate(&prepared), mysql_stmt_error(&prepared));
  }
  static void check(MYSQL_STMT& prepared, my_bool failed) { check(prepared, static_cast<int>(failed)); }

  static Rows rows(MYSQL_STMT& prepared, MYSQL_RES& metadata, std::size_t most) {
    Rows rows;
    const unsigned columns = mysql_num_fields(&metadata);
    for (unsigned i = 0; i < columns; ++i) rows.columns.emplace_back(mysql_fetch_field_direct(&metadata, i)->name);
    // Every column is asked for as text, first without a buffer to learn its length.
    std::vector<MYSQL_BIND> binds(columns);
    std::vector<unsigned long> lengths(columns);
    std::vector<my_bool> nulls(columns);
    for (unsigned i = 0; i < columns; ++i) {
      binds[i] = MYSQL_BIND{};
      binds[i].buffer_type = MYSQL_TYPE_STRING;
      binds[i].length = &lengths[i];
      binds[i].is_null = &nulls[i];
    }
    check(prepared, mysql_stmt_bind_result(&prepared, binds.data()));
    check(prepared, mysql_stmt_store_result(&prepared));
    while (rows.cells.size() < most) {
      const int status = mysql_stmt_fetch(&prepared);
      if (status == MYSQL_NO_DATA) break;
      if (status == 1) check(prepared, status);
      auto& cells = rows.cells.emplace_back();
      for (unsigned i = 0; i < columns; ++i) cells.push_back(nulls[i] ? std::nullopt : cell(prepared, i, lengths[i]));
    }
    return rows;
  }

  static std::optional<std::string> cell(MYSQL_STMT& prepared, unsigned column, unsigned long length) {
    // Numbers and times tell the length of their binary form, which is shorter than their text.
    std::string text(std::max<unsigned long>(length, 64), '\0');
    MYSQL_BIND bind{};
    unsigned long written = 0;
    bind.buffer_type = MYSQL_TYPE_STRING;
    bind.buffer = text.data();
    bind.buffer_length = text.size();
    bind.length = &written;
    check(prepared, mysql_stmt_fetch_column(&prepared, &bind, column, 0));
    text.resize(std::min<std::size_t>(written, text.size()));
    return text;
  }

  Link link_;
};

}  // namespace

std::unique_ptr<Connection> MySQL::connect(const relay311::Call& call) const {
  Link link(mysql_init(nullptr), &mysql_close);
  if (!link) throw DatabaseError(Trouble::unreachable, "", "out of memory", "");
  const auto seconds = static_cast<unsigned>(std::clamp<std::int64_t>(call.remaining().count() / 1000, 1, 30));
  // A connection serves many calls, so what bounds a silent network is fixed; the server's own limits, which begin()
  // sets, are closer.
  const unsigned silence = 30;
  mysql_options(link.get(), MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
  mysql_options(link.get(), MYSQL_OPT_READ_TIMEOUT, &silence);
  mysql_options(link.get(), MYSQL_OPT_WRITE_TIMEOUT, &silence);
  mysql_options(link.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
  // No statement of a council may make us send a file of this machine.
  const unsigned refuse = 0;
  mysql_options(link.get(), MYSQL_OPT_LOCAL_INFILE, &refuse);
  if (!address_.ca_file.empty()) {
    const my_bool verify = 1;
    mysql_ssl_set(link.get(), nullptr, nullptr, address_.ca_file.c_str(), nullptr, nullptr);
    mysql_options(link.get(), MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
  }
  const char* database = address_.database.empty() ? nullptr : address_.database.c_str();
  if (mysql_real_connect(link.get(), address_.host.c_str(), address_.user.c_str(), address_.password.c_str(), database,
                         address_.port, nullptr, 0) == nullptr) {
    DatabaseError error = error_of(mysql_errno(link.get()), mysql_sqlstate(link.get()), mysql_error(link.get()));
    if (error.trouble() == Trouble::lost) throw DatabaseError(Trouble::unreachable, error.code(), "", error.text());
    throw error;
  }
  return std::make_unique<MySQLConnection>(std::move(link));
}

}  // namespace sql
