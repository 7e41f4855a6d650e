// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "store/sqlite/migrations.h"
#include "store/sqlite/schema.h"
#include "unit/store/sqlite_fixture.h"

namespace r311::test {
namespace {

using store::sqlite::Connection;
using testing::HasSubstr;

mode_t mode_of(const std::filesystem::path& path) {
  struct stat found {};
  EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
  return found.st_mode & 0777U;
}

using SqliteOpening = SqliteFile;

TEST_F(SqliteOpening, NewStore_IsItsOwnersOnly) {
  const auto previous = ::umask(0);
  const auto store = open();
  ASSERT_TRUE(accept_and_wait(*store, pothole("1", clock_.now())));
  ::umask(previous);
  EXPECT_EQ(mode_of(file().parent_path()), 0700U);
  for (const char* suffix : {"", "-wal", "-shm", ".lock"})
    EXPECT_EQ(mode_of(file().string() + suffix), 0600U) << suffix;
}

TEST_F(SqliteOpening, Store_KeepsALogAndSyncsEachCommit) {
  const auto store = open();
  EXPECT_EQ(Shell(file()).one("PRAGMA journal_mode"), "wal");
  Connection writer(file(), Connection::Use::write);
  auto synchronous = writer.query("PRAGMA synchronous");
  ASSERT_TRUE(synchronous.step());
  EXPECT_EQ(synchronous.row().number(), 2);  // FULL
  auto foreign_keys = writer.query("PRAGMA foreign_keys");
  ASSERT_TRUE(foreign_keys.step());
  EXPECT_EQ(foreign_keys.row().number(), 1);
}

TEST_F(SqliteOpening, ReadingConnection_CannotWrite) {
  const auto store = open();
  Connection reader(file(), Connection::Use::read);
  EXPECT_THROW(reader.run("DELETE FROM requests"), store::sqlite::Failure);
}

TEST_F(SqliteOpening, EverySchemaNumber_MigratesToTheNewest) {
  const int newest = store::sqlite::migrations().back().number;
  int expected = 1;
  for (const auto& step : store::sqlite::migrations()) EXPECT_EQ(step.number, expected++) << "numbers have no gaps";
  for (int from = 0; from <= newest; ++from) {
    const Folder place;
    const auto path = place.path() / "old.db";
    std::ofstream(path).close();
    {
      Connection connection(path, Connection::Use::write);
      ASSERT_TRUE(store::sqlite::migrate(connection, path.string(), from)) << from;
    }
    EXPECT_EQ(Shell(path).one("PRAGMA user_version"), std::to_string(from));
    {
      auto opened = store::open_sqlite(path, clock_);
      ASSERT_TRUE(opened) << "from " << from << ": " << opened.error().text;
      ASSERT_TRUE(accept_and_wait(**opened, pothole("1", clock_.now())));
    }
    EXPECT_EQ(Shell(path).one("PRAGMA user_version"), std::to_string(newest));
    EXPECT_EQ(Shell(path).one("SELECT count(*) FROM requests"), "1");
    EXPECT_EQ(Shell(path).one("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(Shell(path).one("PRAGMA foreign_key_check"), "");
  }
}

// From the sixth on the index says that it has the request, by words that were made otherwise.
// Of the versions since, each indexes what it stores.
TEST_F(SqliteOpening, StoreOfAnEarlierVersion_IsSearchedByAllOfIt) {
  const auto steps = store::sqlite::migrations();
  const auto anew = std::find_if(steps.rbegin(), steps.rend(),
                                 [](const auto& step) { return step.sql == store::sqlite::kIndexAnew; });
  ASSERT_NE(anew, steps.rend());
  for (int from = 1; from < anew->number; ++from) {
    const Folder place;
    const auto path = place.path() / "old.db";
    std::ofstream(path).close();
    {
      Connection connection(path, Connection::Use::write);
      ASSERT_TRUE(store::sqlite::migrate(connection, path.string(), from)) << from;
    }
    Shell shell(path);
    shell.rows("INSERT INTO jurisdictions VALUES (1, 'springfield.example')");
    shell.rows("INSERT INTO destinations (number, name, jurisdiction) VALUES (1, 'springfield.example/highways', 1)");
    shell.rows(
        "INSERT INTO requests (seq, jurisdiction, destination, id, token, type, visible, closed, status, requested,"
        " updated, service_code, service_name, service_group, backend_code, interface_used, address_string, address_id,"
        " media_url, email, device_id, account_id, first_name, last_name, phone, description) VALUES (1, 1, 1, 'old', "
        "'',"
        " 'realtime', 1, 0, 'open', 0, 0, 'POT', '', '', '', '', '1 Elm Street', '', '', '', '', '', '', '', '',"
        " 'δρόμος')");
    if (from >= 6) shell.rows("UPDATE facet_progress SET seq = 1");
    const auto opened = store::open_sqlite(path, clock_);
    ASSERT_TRUE(opened) << "from " << from << ": " << opened.error().text;
    store::RequestQuery query;
    query.jurisdiction = "springfield.example";
    query.words = {"δρόμοσ"};
    query.address = "elm";
    const auto found = (*opened)->requests(query);
    ASSERT_TRUE(found) << found.error().text;
    ASSERT_EQ(found->size(), 1U) << "from " << from;
    EXPECT_EQ(found->front().id, "old");
  }
}

// Of requests that the back end changed before and behind, only behind, and never; and a change that came too late.
TEST_F(SqliteOpening, UpdatesOfAnEarlierVersion_AreToldWithTheStatusThatTheRequestHad) {
  const auto steps = store::sqlite::migrations();
  const auto step =
      std::find_if(steps.begin(), steps.end(), [](const auto& each) { return each.sql == store::sqlite::kSaidSchema; });
  std::filesystem::create_directories(file().parent_path());
  std::ofstream(file()).close();
  {
    Connection connection(file(), Connection::Use::write);
    ASSERT_TRUE(store::sqlite::migrate(connection, file().string(), step->number - 1));
  }
  Shell shell(file());
  shell.rows("INSERT INTO jurisdictions VALUES (1, 'springfield.example')");
  shell.rows("INSERT INTO destinations (number, name, jurisdiction) VALUES (1, 'springfield.example/highways', 1)");
  for (const char* request : {"1, 'told', 'closed'", "2, 'later', 'fixed'", "3, 'never', 'planned'"})
    shell.rows(
        "INSERT INTO requests (jurisdiction, destination, token, type, closed, requested, updated, service_code,"
        " service_name, service_group, backend_code, interface_used, address_string, address_id, media_url, email,"
        " device_id, account_id, first_name, last_name, phone, description, visible, seq, id, status) VALUES (1, 1, '',"
        " 'realtime', 0, 0, 0, 'POT', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 1, " +
        std::string(request) + ")");
  const auto update = [&](const std::string& values) {
    shell.rows(
        "INSERT INTO updates (number, request, jurisdiction, id, digest, update_id, reference, backend_status, note,"
        " received, interface_used, says_status, status, changed, published) SELECT column1, column2, 1, 'U' || "
        "column1,"
        " column1, '', '', '', '', column1, column3, column4, column5, column6, column1 FROM (VALUES (" +
        values + "))");
  };
  update("1, 1, 'app', 1, 'investigating', 1");
  update("2, 1, '', 1, 'in_progress', 20");
  update("3, 1, '', 1, 'open', 10");  // was older than what stood
  update("4, 1, 'app', 1, 'open', 30");
  update("5, 1, '', 0, 'in_progress', 40");
  update("6, 1, 'app', 0, 'in_progress', 50");
  update("7, 1, '', 1, 'closed', 60");
  update("8, 2, 'app', 1, 'closed', 1");
  update("9, 2, '', 1, 'fixed', 2");
  update("10, 3, 'app', 1, 'open', 1");
  { const auto store = open(); }
  EXPECT_THAT(
      Shell(file()).rows("SELECT number, interface_used, said, says_status, status FROM updates ORDER BY number"),
      testing::ElementsAre("1|app|investigating|0|open", "2|||1|in_progress", "3|||1|open", "4|app|open|0|in_progress",
                           "5|||0|in_progress", "6|app||0|in_progress", "7|||1|closed", "8|app|closed|0|open",
                           "9|||1|fixed", "10|app|open|0|planned"));
}

TEST_F(SqliteOpening, NewerSchema_IsRefusedWithBothNumbersAndLeftAlone) {
  { const auto store = open(); }
  Shell(file()).rows("PRAGMA user_version = 4711");
  const auto opened = store::open_sqlite(file(), clock_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, Kind::corrupt);
  EXPECT_THAT(opened.error().text, HasSubstr(file().string()));
  EXPECT_THAT(opened.error().text, HasSubstr("schema 4711"));
  EXPECT_THAT(opened.error().text, HasSubstr("up to " + std::to_string(store::sqlite::migrations().back().number)));
  EXPECT_THAT(opened.error().text, HasSubstr("start the newer gateway"));
  EXPECT_EQ(Shell(file()).one("PRAGMA user_version"), "4711");
}

TEST_F(SqliteOpening, DatabaseOfAnotherProgram_IsRefusedAndLeftAlone) {
  std::filesystem::create_directories(file().parent_path());
  Shell(file()).rows("CREATE TABLE work_order (wo_no INTEGER PRIMARY KEY)");
  const auto opened = store::open_sqlite(file(), clock_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, Kind::corrupt);
  EXPECT_THAT(opened.error().text, HasSubstr("another program"));
  EXPECT_EQ(Shell(file()).one("PRAGMA journal_mode"), "delete");
  EXPECT_EQ(Shell(file()).one("SELECT count(*) FROM sqlite_schema"), "1");
}

TEST_F(SqliteOpening, FileThatIsNoDatabase_IsRefusedWithWhatToDo) {
  std::filesystem::create_directories(file().parent_path());
  std::ofstream(file()) << std::string(8192, 'x');
  const auto opened = store::open_sqlite(file(), clock_);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().text, HasSubstr(file().string()));
  EXPECT_THAT(opened.error().text, HasSubstr("restore the last backup"));
}

// SQLite would take it for a new database, and delete the log.
TEST_F(SqliteOpening, FileThatWasEmptied_IsNotTakenForANewStoreWhileItsLogIsThere) {
  std::filesystem::create_directories(file().parent_path());
  std::ofstream(file()).close();
  const auto log = file().string() + "-wal";
  std::ofstream(log) << std::string(4096, 'x');
  for (const auto& opened : {store::open_sqlite(file(), clock_), store::open_sqlite_for_operators(file(), clock_)}) {
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().text, HasSubstr(file().string()));
    EXPECT_THAT(opened.error().text, HasSubstr("restore the last backup"));
  }
  EXPECT_EQ(std::filesystem::file_size(log), 4096U);
}

TEST_F(SqliteOpening, PathThatCannotBe_IsUnavailableAndNamed) {
  std::ofstream(folder() / "var").close();  // a file where the folder should be
  const auto opened = store::open_sqlite(file(), clock_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, Kind::unavailable);
  EXPECT_THAT(opened.error().text, HasSubstr(file().string()));
}

TEST_F(SqliteOpening, StoreInUse_IsRefusedWithTheHoldersNumberAndFreeOnceItEnds) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto held = store::open_sqlite(file(), clock_);
    if (!held || ::write(ready[1], "x", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  ::close(ready[1]);
  char mark = 0;
  ASSERT_EQ(::read(ready[0], &mark, 1), 1);
  ::close(ready[0]);

  const auto refused = store::open_sqlite(file(), clock_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Kind::conflict);
  EXPECT_THAT(refused.error().text, HasSubstr("process " + std::to_string(child)));
  EXPECT_THAT(refused.error().text, HasSubstr("one gateway"));

  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(store::open_sqlite(file(), clock_));
}

}  // namespace
}  // namespace r311::test
