// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <random>
#include <set>
#include <sstream>

#include "unit/store/sqlite_fixture.h"

namespace r311::test {
namespace {

using testing::HasSubstr;

// Accepts without end and writes each id to `told` once it was told that it is on disk.
[[noreturn]] void accept_until_killed(const std::filesystem::path& file, const Clock& clock, int told, int round) {
  auto opened = store::open_sqlite(file, clock);
  if (!opened) ::_exit(1);
  for (int i = 0;; ++i) {
    const std::string id = std::to_string(round) + "-" + std::to_string(i);
    (*opened)->accept(pothole(id, clock.now()), kDestination, [id, told](const Result<store::Accepted>& result) {
      const std::string line = id + "\n";
      // Whole lines: a pipe takes this many bytes at once or not at all.
      if (result && ::write(told, line.data(), line.size()) < 0) ::_exit(1);
    });
    if (i % 20 == 19) {
      const auto due = (*opened)->due(kDestination, clock.now(), 1);
      if (due && !due->empty() && !(*opened)->begin(due->front(), clock.now())) ::_exit(1);
    }
  }
}

class Killed {
 public:
  // Reads what the child tells until it has told `enough` bytes, kills it there and reads the rest.
  static std::string run(const std::function<void(int)>& child, std::size_t enough) {
    int pipe[2];
    if (::pipe(pipe) != 0) return {};
    const pid_t id = ::fork();
    if (id == 0) {
      ::close(pipe[0]);
      child(pipe[1]);
      ::_exit(1);
    }
    ::close(pipe[1]);
    std::string told;
    std::array<char, 512> part{};
    bool alive = true;
    for (ssize_t got = 0; (got = ::read(pipe[0], part.data(), part.size())) > 0;) {
      told.append(part.data(), static_cast<std::size_t>(got));
      if (alive && told.size() >= enough) {
        ::kill(id, SIGKILL);
        alive = false;
      }
    }
    ::close(pipe[0]);
    ::waitpid(id, nullptr, 0);
    return told;
  }
};

using SqliteDurability = SqliteFile;

TEST_F(SqliteDurability, EveryReportThatWasToldDurable_SurvivesKillNine) {
  std::mt19937 random(std::random_device{}());
  std::set<std::string> told;
  for (int round = 0; round < 6; ++round) {
    const std::size_t enough = 1 + random() % 6000;
    const std::string text = Killed::run([&](int pipe) { accept_until_killed(file(), clock_, pipe, round); }, enough);
    ASSERT_GE(text.size(), enough) << "the child ended by itself";
    std::istringstream lines(text);
    for (std::string id; std::getline(lines, id) && !lines.eof();) told.insert(id);

    const auto store = open();
    for (const auto& id : told) {
      const auto found = store->request("springfield.example", id);
      ASSERT_TRUE(found && *found) << id << " is lost in round " << round;
    }
    // Each report has its delivery: neither half is ever without the other.
    Shell shell(file());
    EXPECT_EQ(shell.one("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(shell.one("PRAGMA foreign_key_check"), "");
    EXPECT_EQ(shell.one("SELECT count(*) FROM requests"), shell.one("SELECT count(*) FROM deliveries"));
    EXPECT_EQ(shell.one("SELECT count(*) FROM requests"), shell.one("SELECT count(*) FROM request_answers"));
    EXPECT_EQ(shell.one("SELECT state, count(*) FROM deliveries WHERE state = 'waiting'"),
              shell.one("SELECT state, count FROM delivery_counts WHERE state = 'waiting'"));
  }
}

// The kernel refuses to let any file of this process grow beyond `bytes`, as a full disk would.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    handler_ = ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit small = before_;
    small.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

TEST_F(SqliteDurability, FullDisk_RefusesReportsAndTakesThemAgainOnceThereIsSpace) {
  const auto counts = std::make_shared<store::WriteCounts>();
  store::SqliteOptions options;
  options.counts = counts;
  auto store = open(std::move(options));
  ASSERT_TRUE(accept_and_wait(*store, pothole("before", clock_.now())));
  {
    const FullDisk full(std::filesystem::file_size(file().string() + "-wal"));
    for (const char* id : {"full-1", "full-2"}) {
      const auto refused = accept_and_wait(*store, pothole(id, clock_.now()));
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().kind, Kind::unavailable);
    }
    EXPECT_EQ(store->put_value("highways", "k", "v").error().kind, Kind::unavailable);
    const auto found = store->request("springfield.example", "before");
    EXPECT_TRUE(found && *found) << "reads go on";
  }
  EXPECT_EQ(counts->failed, 3U);
  ASSERT_TRUE(accept_and_wait(*store, pothole("after", clock_.now())));
  ASSERT_TRUE(accept_and_wait(*store, pothole("full-1", clock_.now()))) << "what was refused was not stored";
  store.reset();
  store = open();
  for (const char* id : {"before", "after", "full-1"}) {
    const auto found = store->request("springfield.example", id);
    EXPECT_TRUE(found && *found) << id;
  }
  const auto found = store->request("springfield.example", "full-2");
  ASSERT_TRUE(found);
  EXPECT_FALSE(*found);
}

}  // namespace
}  // namespace r311::test
