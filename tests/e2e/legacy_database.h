// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sqlite3.h>

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace r311::test {

using Row = std::map<std::string, std::string>;  // by column; NULL is left out

// The example city's work-order database, as a clerk's program opens it.
class LegacyDatabase {
 public:
  explicit LegacyDatabase(const std::filesystem::path& file) {
    if (sqlite3_open_v2(file.c_str(), &db_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) {
      throw std::runtime_error("cannot open " + file.string());
    }
    sqlite3_busy_timeout(db_, 10'000);
  }
  ~LegacyDatabase() { sqlite3_close(db_); }
  LegacyDatabase(const LegacyDatabase&) = delete;
  LegacyDatabase& operator=(const LegacyDatabase&) = delete;

  std::vector<Row> rows(const std::string& sql, const std::vector<std::string>& parameters = {}) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(db_));
    }
    int position = 0;
    for (const auto& value : parameters) {
      sqlite3_bind_text(statement, ++position, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
    }
    std::vector<Row> result;
    int step = 0;
    while ((step = sqlite3_step(statement)) == SQLITE_ROW) result.push_back(row(statement));
    sqlite3_finalize(statement);
    if (step != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(db_));
    return result;
  }

 private:
  static Row row(sqlite3_stmt* statement) {
    Row row;
    for (int column = 0; column < sqlite3_column_count(statement); ++column) {
      if (sqlite3_column_type(statement, column) == SQLITE_NULL) continue;
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      row[sqlite3_column_name(statement, column)] =
          std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
    }
    return row;
  }
  sqlite3* db_ = nullptr;
};

}  // namespace r311::test
