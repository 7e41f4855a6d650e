// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "harness.h"
#include "polls.h"
#include "sqlite_database.h"

namespace sql::test {

// A poll of a real SQLite file, at a time that the test sets.
class ChangePoll : public testing::Test {
 protected:
  ChangePoll() : path_(std::filesystem::temp_directory_path() / ("relay311-poll-" + std::to_string(getpid()) + ".db")) {
    sqlite3_open(path_.c_str(), &clerk_);
    clerk("CREATE TABLE work_order (wo_no INTEGER PRIMARY KEY, status TEXT, changed_local TEXT, change_no INTEGER)");
    query_.statement = {
        "SELECT wo_no, status, changed_local, change_no FROM work_order WHERE changed_local >= ? "
        "ORDER BY changed_local, wo_no LIMIT ?",
        {"since", "limit"}};
    query_.reference = "wo_no";
    query_.status = "status";
    query_.time = "changed_local";
    query_.name = "changes";
    query_.overlap = std::chrono::minutes(2);
    query_.first = std::chrono::hours(24);
    query_.limit = 100;
  }
  ~ChangePoll() override {
    sqlite3_close(clerk_);
    std::filesystem::remove(path_);
  }

  void clerk(const std::string& sql) {
    ASSERT_EQ(sqlite3_exec(clerk_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(clerk_);
  }
  void changed(int number, const std::string& local, const std::string& status = "C") {
    clerk("INSERT OR REPLACE INTO work_order VALUES (" + std::to_string(number) + ", '" + status + "', '" + local +
          "', " + std::to_string(++change_no_) + ")");
  }

  // One poll from where the last one ended; the references it told.
  std::vector<std::string> poll(std::size_t most = 1'000'000) {
    Changes changes(most);
    if (!poll_) {
      settings_ = std::make_unique<Settings>(
          Settings{std::make_unique<SQLite>(path_.string()), "", LocalTime("America/Chicago", "")});
      settings_->changes = {query_};
      settings_->changes.insert(settings_->changes.end(), more_queries_.begin(), more_queries_.end());
      session_ = std::make_unique<Session>(*settings_->database, settings_->secret, *gateway_.host);
      poll_ = std::make_unique<Polls>(*settings_, status_map_, *session_, *gateway_.host, [this] { return now_; });
    }
    cursor_ = poll_->run(cursor_, changes.sink, CallTerms().call);
    statuses_ = changes.statuses;
    notes_ = changes.notes;
    times_ = changes.times;
    expected_ = changes.expected;
    flags_ = changes.flags;
    return changes.references;
  }

  std::filesystem::path path_;
  sqlite3* clerk_ = nullptr;
  int change_no_ = 0;
  ChangesQuery query_;
  std::vector<ChangesQuery> more_queries_;
  StatusMap status_map_{{{"N", "open"}, {"C", "fixed"}, {"Z", "ignore"}}, UnknownStatus::keep};
  Gateway gateway_;
  std::unique_ptr<Settings> settings_;
  std::unique_ptr<Session> session_;
  std::unique_ptr<Polls> poll_;
  relay311::Cursor cursor_;
  // Of the last poll, in the order of what it told.
  std::vector<std::string> statuses_;
  std::vector<std::string> notes_;
  std::vector<std::string> times_;
  std::vector<std::int64_t> expected_;
  std::vector<std::uint32_t> flags_;
  Time now_ = read_utc("2026-07-01T12:00:00Z").value();  // 07:00 in Chicago
};

}  // namespace sql::test
