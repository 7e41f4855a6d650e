// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "store/sqlite/sqlite_store.h"
#include "support/folder.h"
#include "support/manual_clock.h"

namespace r311::test {

inline constexpr const char* kDestination = "springfield.example/highways";

inline open311::AcceptedReport pothole(const std::string& id, Time requested) {
  open311::AcceptedReport accepted;
  accepted.jurisdiction = "springfield.example";
  accepted.id = id;
  accepted.service_code = "POT";
  accepted.service_name = "Pothole";
  accepted.requested = requested;
  accepted.report.address_string = "1 Main Street";
  accepted.report.description = "A pothole";
  accepted.report.attributes = {{"depth", {"12"}}};
  return accepted;
}

inline Result<store::Accepted> accept_and_wait(store::Store& store, open311::AcceptedReport report,
                                               const std::string& destination = kDestination) {
  // Shared: the store may still be in set_value when the answer is here already.
  const auto written = std::make_shared<std::promise<Result<store::Accepted>>>();
  auto answer = written->get_future();
  store.accept(std::move(report), destination,
               [written](Result<store::Accepted> result) { written->set_value(std::move(result)); });
  return answer.get();
}

// The file as any other program sees it.
class Shell {
 public:
  explicit Shell(const std::filesystem::path& file) {
    if (sqlite3_open(file.c_str(), &database_) != SQLITE_OK) throw std::runtime_error("can't open " + file.string());
    sqlite3_busy_timeout(database_, 10000);
  }
  ~Shell() { sqlite3_close(database_); }
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  // The rows of `sql`, columns joined by "|".
  std::vector<std::string> rows(const std::string& sql) {
    std::vector<std::string> found;
    char* error = nullptr;
    const auto add = [](void* into, int columns, char** values, char**) {
      std::string row;
      for (int i = 0; i < columns; ++i) row += (i == 0 ? "" : "|") + std::string(values[i] == nullptr ? "" : values[i]);
      static_cast<std::vector<std::string>*>(into)->push_back(row);
      return 0;
    };
    if (sqlite3_exec(database_, sql.c_str(), add, &found, &error) != SQLITE_OK) {
      const std::string text = error == nullptr ? "unknown" : error;
      sqlite3_free(error);
      throw std::runtime_error(text + " in " + sql);
    }
    return found;
  }
  std::string one(const std::string& sql) {
    const auto found = rows(sql);
    return found.empty() ? std::string() : found.front();
  }

 private:
  sqlite3* database_ = nullptr;
};

class SqliteFile : public testing::Test {
 protected:
  const std::filesystem::path& folder() const { return folder_.path(); }
  std::filesystem::path file() const { return folder_.path() / "var" / "relay311.db"; }

  std::unique_ptr<store::Store> open(store::SqliteOptions options = {}) {
    auto opened = store::open_sqlite(file(), clock_, std::move(options));
    if (!opened) throw std::runtime_error(opened.error().text);
    return std::move(*opened);
  }

  Folder folder_;
  ManualClock clock_;
};

}  // namespace r311::test
