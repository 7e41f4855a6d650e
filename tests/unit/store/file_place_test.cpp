// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "unit/store/sqlite_fixture.h"

namespace r311::test {
namespace {

using testing::HasSubstr;

class SqliteFilePlace : public SqliteFile {
 protected:
  void expect_refused(store::Store& store, const std::string& id) {
    const auto accepted = accept_and_wait(store, pothole(id, clock_.now()));
    ASSERT_FALSE(accepted);
    EXPECT_EQ(accepted.error().kind, Kind::unavailable);
    EXPECT_THAT(accepted.error().text, HasSubstr(file().string()));
    EXPECT_THAT(accepted.error().text, HasSubstr("deleted or replaced"));
  }
  std::filesystem::path log() const { return file().string() + "-wal"; }
  std::filesystem::path elsewhere() const { return file().string() + ".elsewhere"; }
};

TEST_F(SqliteFilePlace, DeletedStore_RefusesReportsAndReads) {
  const auto store = open();
  ASSERT_TRUE(accept_and_wait(*store, pothole("1", clock_.now())));
  std::filesystem::remove(file());
  expect_refused(*store, "2");
  EXPECT_EQ(store->put_value("highways", "k", "v").error().kind, Kind::unavailable);
  EXPECT_EQ(store->request("springfield.example", "1").error().kind, Kind::unavailable);
}

TEST_F(SqliteFilePlace, StoreThatIsPutBack_GoesOnWithAllThatItHad) {
  auto store = open();
  ASSERT_TRUE(accept_and_wait(*store, pothole("1", clock_.now())));
  std::filesystem::rename(file(), elsewhere());
  expect_refused(*store, "2");
  std::filesystem::rename(elsewhere(), file());
  ASSERT_TRUE(accept_and_wait(*store, pothole("3", clock_.now())));
  store.reset();
  EXPECT_THAT(Shell(file()).rows("SELECT id FROM requests ORDER BY id"), testing::ElementsAre("1", "3"));
}

TEST_F(SqliteFilePlace, ReplacedStore_IsNeitherReadNorWritten) {
  open();
  std::filesystem::copy_file(file(), elsewhere());
  const auto store = open();
  ASSERT_TRUE(accept_and_wait(*store, pothole("1", clock_.now())));
  std::filesystem::rename(elsewhere(), file());
  expect_refused(*store, "2");
  // Also by a connection that is opened only now.
  EXPECT_EQ(store->request("springfield.example", "1").error().kind, Kind::unavailable);
}

TEST_F(SqliteFilePlace, DeletedLog_RefusesReports) {
  const auto store = open();
  ASSERT_TRUE(accept_and_wait(*store, pothole("1", clock_.now())));
  std::filesystem::remove(log());
  expect_refused(*store, "2");
}

}  // namespace
}  // namespace r311::test
