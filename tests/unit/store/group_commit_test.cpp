// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <thread>

#include "unit/store/sqlite_fixture.h"

namespace r311::test {
namespace {

class GroupCommit : public SqliteFile {
 protected:
  std::unique_ptr<store::Store> open_counted(std::size_t queue) {
    store::SqliteOptions options;
    options.queue = queue;
    options.counts = counts_;
    return open(std::move(options));
  }

  // Keeps the writer busy in a completion until `release`; returns once it is.
  void hold_writer(store::Store& store) {
    store.accept(pothole("holder", clock_.now()), kDestination, [this](const Result<store::Accepted>& result) {
      EXPECT_TRUE(result);
      held_.count_down();
      released_.wait();
    });
    held_.wait();
  }
  void release() { released_.count_down(); }

  std::shared_ptr<store::WriteCounts> counts_ = std::make_shared<store::WriteCounts>();
  std::latch held_{1};
  std::latch released_{1};
};

TEST_F(GroupCommit, ReportsThatWaitTogether_ShareOneCommit) {
  constexpr int kReports = 500;
  std::latch stored(kReports);
  const auto store = open_counted(1000);
  hold_writer(*store);
  for (int i = 0; i < kReports; ++i) {
    store->accept(pothole(std::to_string(i), clock_.now()), kDestination, [&](const Result<store::Accepted>& result) {
      EXPECT_TRUE(result);
      stored.count_down();
    });
  }
  release();
  stored.wait();
  EXPECT_EQ(counts_->commits, 2U);
  EXPECT_EQ(counts_->writes, kReports + 1U);
}

TEST_F(GroupCommit, FailingWrite_HurtsOnlyItself) {
  std::latch told(5);
  std::atomic<int> stored{0};
  std::atomic<int> conflicts{0};
  const auto store = open_counted(1000);
  hold_writer(*store);
  // The second of each pair fails late, after its request was written: its token is taken.
  auto token = [&](const char* id, const char* text) {
    auto report = pothole(id, clock_.now());
    report.type = open311::ServiceType::batch;
    report.token = text;
    return report;
  };
  for (auto report : {token("1", "t1"), token("2", "t1"), token("3", "t3"), token("3", "t4"), token("5", "t5")}) {
    store->accept(std::move(report), kDestination, [&](const Result<store::Accepted>& result) {
      if (result) ++stored;
      if (!result && result.error().kind == Kind::conflict) ++conflicts;
      told.count_down();
    });
  }
  release();
  told.wait();
  EXPECT_EQ(stored, 3);
  EXPECT_EQ(conflicts, 2);
  EXPECT_EQ(counts_->commits, 2U);
  Shell shell(file());
  EXPECT_THAT(shell.rows("SELECT id FROM requests ORDER BY id"), testing::ElementsAre("1", "3", "5", "holder"));
  EXPECT_THAT(shell.rows("SELECT key FROM deliveries ORDER BY key"), testing::ElementsAre("1", "3", "5", "holder"));
}

TEST_F(GroupCommit, FirstReportOfADestinationThatFails_LeavesTheNextToMakeIt) {
  const auto store = open_counted(1000);
  ASSERT_TRUE(accept_and_wait(*store, pothole("1", clock_.now())));
  const char* parks = "springfield.example/parks";
  EXPECT_EQ(accept_and_wait(*store, pothole("1", clock_.now()), parks).error().kind, Kind::conflict);
  ASSERT_TRUE(accept_and_wait(*store, pothole("2", clock_.now()), parks));
  EXPECT_EQ(store->due(parks, clock_.now(), 10)->size(), 1U);
}

TEST_F(GroupCommit, MoreThanTheQueueHolds_IsRefusedAtOnceAndOthersStillWrite) {
  std::latch stored(2);
  const auto store = open_counted(2);
  hold_writer(*store);
  for (const char* id : {"1", "2"}) {
    store->accept(pothole(id, clock_.now()), kDestination, [&](const Result<store::Accepted>& result) {
      EXPECT_TRUE(result);
      stored.count_down();
    });
  }
  bool told = false;
  store->accept(pothole("3", clock_.now()), kDestination, [&](const Result<store::Accepted>& result) {
    told = true;
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, Kind::unavailable);
  });
  EXPECT_TRUE(told);
  EXPECT_EQ(counts_->refused, 1U);
  // What a worker records is not turned away by a rush of reports.
  std::thread worker([&] { EXPECT_TRUE(store->put_value("highways", "token", "x")); });
  release();
  worker.join();
  stored.wait();
  EXPECT_FALSE(store->request("springfield.example", "3").value());
  ASSERT_TRUE(accept_and_wait(*store, pothole("3", clock_.now())));
}

TEST_F(GroupCommit, Reads_GoOnWhileTheWriterIsHeld) {
  const auto store = open_counted(10);
  ASSERT_TRUE(accept_and_wait(*store, pothole("1", clock_.now())));
  hold_writer(*store);
  EXPECT_TRUE(store->request("springfield.example", "1").value());
  EXPECT_TRUE(store->due(kDestination, clock_.now(), 10));
  release();
}

TEST_F(GroupCommit, ClosingStore_WritesWhatItTook) {
  std::atomic<int> stored{0};
  auto store = open_counted(1000);
  for (int i = 0; i < 200; ++i) {
    store->accept(pothole(std::to_string(i), clock_.now()), kDestination, [&](const Result<store::Accepted>& result) {
      if (result) ++stored;
    });
  }
  store.reset();
  EXPECT_EQ(stored, 200);
  EXPECT_EQ(Shell(file()).one("SELECT count(*) FROM requests"), "200");
}

TEST_F(GroupCommit, ReadersBeyondTheirBound_WaitForOneToEnd) {
  store::SqliteOptions options;
  options.readers = 2;
  const auto store = open(std::move(options));
  ASSERT_TRUE(accept_and_wait(*store, pothole("1", clock_.now())));
  std::vector<std::thread> readers;
  std::atomic<int> found{0};
  for (int reader = 0; reader < 12; ++reader) {
    readers.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const auto request = store->request("springfield.example", "1");
        if (request && *request) ++found;
      }
    });
  }
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(found, 600);
}

}  // namespace
}  // namespace r311::test
