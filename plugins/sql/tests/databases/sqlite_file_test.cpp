// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <atomic>
#include <filesystem>

#include "adapter_test.h"

// A SQLite database is a file that people copy, restore and delete while the gateway runs.
namespace sql::test {
namespace {

using r311::plugin::Outcome;
using testing::HasSubstr;

class SQLiteFile : public AdapterTest {
 protected:
  SQLiteFile() : AdapterTest("sqlite") {}
  std::filesystem::path file() const { return council_.url().substr(std::string("sqlite:").size()); }
  void move(const std::string& from, const std::string& to) {
    for (const auto* part : {"", "-wal", "-shm"}) {
      if (std::filesystem::exists(from + part)) std::filesystem::rename(from + part, to + part);
    }
  }
};

TEST_F(SQLiteFile, ThatIsMovedAway_TakesNoWorkOrderUntilItIsBack) {
  use(council_.statements());
  filed("KEY1");
  const std::string here = file(), away = here + ".away";
  move(here, away);
  EXPECT_EQ(submit("KEY2").verdict.outcome, Outcome::unavailable);
  move(away, here);
  filed("KEY2");
  EXPECT_EQ(count(), "2");
}

TEST_F(SQLiteFile, ThatIsReplacedByARestore_GetsWhatComesAfter) {
  use(council_.statements());
  const std::string here = file(), restored = here + ".restored";
  std::filesystem::copy_file(here, restored);
  filed("KEY1");
  move(here, here + ".old");
  std::filesystem::rename(restored, here);
  filed("KEY2");
  use(council_.statements());
  EXPECT_EQ(count(), "1");
}

TEST_F(SQLiteFile, ThatIsLocked_LetsACancelledCallGo) {
  use(council_.statements());
  sqlite3* clerk = nullptr;
  ASSERT_EQ(sqlite3_open(file().c_str(), &clerk), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(clerk, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  std::atomic<bool> cancelled{true};
  auto terms = bench_.terms("KEY1");
  terms.cancelled = &cancelled;
  EXPECT_NE(adapter_->submit(report_, terms).verdict.outcome, Outcome::ok);
  sqlite3_close(clerk);
  EXPECT_EQ(count(), "0");
}

}  // namespace
}  // namespace sql::test
