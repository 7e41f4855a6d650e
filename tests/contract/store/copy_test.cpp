// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <set>
#include <sstream>

#include "contract/store/copying.h"
#include "contract/store/postgres_place.h"
#include "places.h"
#include "store/tables.h"

namespace r311::test {
namespace {

using store::DeliveryState;
using testing::HasSubstr;
using testing::Not;

// Answers the status of the program's end (waitpid(2)).
int run(std::vector<std::string> command) {
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = -1;
  int status = -1;
  if (::posix_spawn(&child, arguments[0], nullptr, nullptr, arguments.data(), environ) == 0)
    ::waitpid(child, &status, 0);
  return status;
}

class PostgresCopying : public Copying {
 protected:
  PostgresPlace place_;
};

TEST_F(PostgresCopying, FromSqlite_IsTheSameStoreAndGoesOn) { moves(file(), place_.url()); }
TEST_F(PostgresCopying, ToSqlite_IsTheSameStoreAndGoesOn) { moves(place_.url(), file()); }
TEST_F(Copying, FromSqliteToSqlite_IsTheSameStoreAndGoesOn) { moves(file("old.db"), file("new.db")); }

TEST_F(PostgresCopying, BetweenDatabases_IsTheSameStoreAndGoesOn) {
  const PostgresPlace other;
  moves(place_.url(), other.url());
}

TEST_F(PostgresCopying, MoreThanABatch_IsCopiedWholeAndToldOnItsWay) {
  constexpr int kReports = 2500;
  {
    const auto source = open(file());
    std::vector<std::future<Result<store::Accepted>>> answers;
    for (int i = 0; i < kReports; ++i) {
      const auto written = std::make_shared<std::promise<Result<store::Accepted>>>();
      answers.push_back(written->get_future());
      source->accept(full_report(std::to_string(i), clock_.now()), kHighways, {},
                     [written](Result<store::Accepted> result) { written->set_value(std::move(result)); });
    }
    for (auto& answer : answers) ASSERT_TRUE(answer.get());
  }
  std::int64_t told = 0;
  int times = 0;
  const auto copied = store::copy_store(file(), place_.url(), {}, clock_, [&](std::string_view table, auto rows, auto) {
    if (table != "request_answers") return;
    EXPECT_GT(rows, told);
    told = rows;
    ++times;
  });
  ASSERT_TRUE(copied) << copied.error().text;
  EXPECT_EQ(told, kReports * 6);
  EXPECT_GT(times, 5);
  const auto target = open(place_.url());
  EXPECT_THAT(target->census(kHighways).value(),
              testing::ElementsAre(testing::Pair(DeliveryState::waiting, 3 * kReports)));
}

TEST_F(PostgresCopying, IntoAStoreThatHoldsSomething_IsRefusedAndChangesNothing) {
  ASSERT_TRUE(accept(*open(file()), plain_report("1", clock_.now())));
  ASSERT_TRUE(accept(*open(place_.url()), plain_report("2", clock_.now())));
  const auto copied = copy(file(), place_.url());
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().kind, Kind::conflict);
  EXPECT_THAT(copied.error().text, HasSubstr("is not empty (jurisdictions: 1)"));
  EXPECT_THAT(copied.error().text, Not(HasSubstr(DatabaseServer::password)));
  EXPECT_EQ(place_.ask("SELECT string_agg(id, ',') FROM relay311.requests"), "2");
}

TEST_F(PostgresCopying, OfAStoreInUse_IsRefusedWithWhatToDo) {
  const auto gateway = open(file());
  const auto of_a_file = copy(file(), place_.url());
  ASSERT_FALSE(of_a_file);
  EXPECT_EQ(of_a_file.error().kind, Kind::conflict);
  EXPECT_THAT(of_a_file.error().text, HasSubstr("while no gateway uses it"));
  EXPECT_EQ(place_.ask("SELECT to_regnamespace('relay311') IS NULL"), "t") << "the target was made all the same";

  const auto node = open(place_.url());
  ASSERT_TRUE(accept(*node, plain_report("1", clock_.now())));
  for (const auto& [from, to] : {std::pair{place_.url(), file("new.db")}, std::pair{file("new.db"), place_.url()}}) {
    open(file("new.db"));
    const auto of_a_server = copy(from, to);
    ASSERT_FALSE(of_a_server);
    EXPECT_EQ(of_a_server.error().kind, Kind::conflict);
    EXPECT_THAT(of_a_server.error().text, HasSubstr("gateways are connected"));
  }
}

// A copy that ends half-way, here because what it reads is broken.
TEST_F(PostgresCopying, ThatFails_LeavesAnEmptyTarget) {
  {
    const auto source = open(place_.url());
    ASSERT_TRUE(accept(*source, plain_report("1", clock_.now())));
  }
  place_.ask("ALTER TABLE relay311.deliveries DROP COLUMN trace");
  const auto copied = copy(place_.url(), file());
  ASSERT_FALSE(copied);
  const auto target = open(file());
  EXPECT_TRUE(target->destinations().value().empty());
  EXPECT_FALSE(target->story(kJurisdiction, "1").value());
}

// A process that dies in the middle of the deliveries.
TEST_F(PostgresCopying, ThatIsKilled_LeavesAnEmptyTargetAndCanBeRunAgain) {
  {
    const auto source = open(file());
    ASSERT_NO_FATAL_FAILURE(fill(*source));
  }
  for (const std::string& to : {place_.url(), file("new.db")}) {
    const int status = run({RELAY311_BINARY_DIR "/bin/relay311_killed_copy", file(), to, "deliveries"});
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
    EXPECT_TRUE(open(to)->destinations().value().empty());
    const auto copied = copy(file(), to);
    ASSERT_TRUE(copied) << copied.error().text;
    EXPECT_EQ(rows_of(*copied, "deliveries"), 18);
  }
}

TEST_F(PostgresCopying, GatewayThatStartsMeanwhile_WaitsAndFindsAllThatWasCopied) {
  {
    const auto source = open(file());
    ASSERT_NO_FATAL_FAILURE(fill(*source));
  }
  std::future<std::size_t> found;
  const auto copied = store::copy_store(file(), place_.url(), {}, clock_, [&](std::string_view, auto, auto) {
    if (found.valid()) return;
    found = std::async(std::launch::async, [&] { return open(place_.url())->destinations().value().size(); });
    while (place_.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == "0") {
    }
  });
  ASSERT_TRUE(copied) << copied.error().text;
  EXPECT_EQ(found.get(), 2U);
}

TEST_F(PostgresCopying, OfAnotherSchema_IsRefused) {
  open(place_.url());
  place_.ask("INSERT INTO relay311.schema_version VALUES (99)");
  for (const auto& [from, to] : {std::pair{place_.url(), file()}, std::pair{file("old.db"), place_.url()}}) {
    open(file("old.db"));
    const auto copied = copy(from, to);
    ASSERT_FALSE(copied);
    EXPECT_THAT(copied.error().text, HasSubstr("schema 99"));
  }
}

TEST_F(Copying, OfNoStore_IsNotFoundAndMakesNone) {
  const auto copied = copy(file("none.db"), file("new.db"));
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().kind, Kind::not_found);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "none.db"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "new.db"));
}

TEST_F(Copying, OfWhatIsNoStore_IsRefused) {
  std::ofstream(folder_.path() / "text.db") << "this is no database, and long enough to be seen as none";
  for (const std::string& address : {std::string("mysql://x"), file("text.db"), std::string("postgresql://%zz")}) {
    const auto copied = copy(address, file("new.db"));
    ASSERT_FALSE(copied) << address;
    EXPECT_THAT(copied.error().text, Not(HasSubstr("zz")));
  }
}

// What a schema gains has to be copied, or to be named among what is not.
TEST_F(PostgresCopying, Tables_AreAllThatThereAreInBothStores) {
  open(place_.url());
  std::set<std::string> known(store::left_out().begin(), store::left_out().end());
  for (const auto& table : store::tables()) {
    for (const auto& column : table.columns) known.insert(std::string(table.name) + "." + column.name);
  }
  std::istringstream columns(
      place_.ask("SELECT string_agg(table_name || ' ' || column_name, ' ')"
                 " FROM information_schema.columns WHERE table_schema = 'relay311'"));
  int count = 0;
  for (std::string table, column; columns >> table >> column; ++count) {
    EXPECT_TRUE(known.contains(table) || known.contains(table + "." + column)) << table << "." << column;
  }
  EXPECT_GT(count, 50);
}

}  // namespace
}  // namespace r311::test
