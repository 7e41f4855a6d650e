// SPDX-License-Identifier: Apache-2.0
#include "gateway/catalog_keeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "delivery/backoff.h"
#include "gateway/catalog_snapshot.h"
#include "store/sqlite/sqlite_store.h"
#include "support/failing_store.h"
#include "support/folder.h"
#include "support/manual_clock.h"

namespace r311::gateway {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::vector<open311::Service> services(const std::vector<std::string>& codes) {
  std::vector<open311::Service> all;
  for (const auto& code : codes) {
    open311::Service service;
    service.code = code;
    service.name = "Service " + code;
    all.push_back(service);
  }
  return all;
}

// One jurisdiction that takes services from the back end parks, and how that answers. `restart` is a new process on the
// same store.
class Keeper : public testing::Test {
 protected:
  Keeper() { restart(); }

  void restart() {
    keeper.reset();
    around.store.reset();
    store.reset();
    store = std::make_shared<test::FailingStore>(store::open_sqlite(folder.path() / "relay311.db", *clock).value());
    around.store = store;
    around.clock = clock;
    around.ids = ids;
    around.pause = [backoff = delivery::Backoff(5s, std::min<Milliseconds>(most, 10min), [] { return 1.0; })](
                       int failures) { return backoff.pause(failures); };
    shown = std::make_shared<CurrentServices>(Services{}, std::vector<std::string>{"parks"});
    CatalogPlan plan{"springfield.example", "parks", 10min, 30s};
    keeper = std::make_unique<CatalogKeeper>(
        plan,
        [this](Time deadline, const std::string& trace, const std::atomic<bool>&) {
          ++fetches;
          EXPECT_EQ(deadline, clock->now() + 30s);
          EXPECT_FALSE(trace.empty());
          if (during) during();
          return answer;
        },
        shown, around);
    keeper->load();
  }

  void run() { keeper->run(cancelled); }
  bool shows(const std::string& code) const { return shown->get()->offer(code) != nullptr; }

  Milliseconds most = 40s;
  test::Folder folder;
  std::shared_ptr<test::ManualClock> clock = std::make_shared<test::ManualClock>();
  std::shared_ptr<IdSource> ids = std::make_shared<IdSource>(*clock);
  std::shared_ptr<test::FailingStore> store;
  CatalogSurroundings around;
  std::shared_ptr<CurrentServices> shown;
  std::unique_ptr<CatalogKeeper> keeper;
  Result<std::vector<open311::Service>> answer = services({"TREE"});
  std::function<void()> during;
  std::atomic<bool> cancelled{false};
  int fetches = 0;
};

TEST_F(Keeper, FetchesAtOnceAndThenAtEachInterval) {
  EXPECT_LE(keeper->due_in(), 0ms);
  run();
  EXPECT_TRUE(shown->get()->whole());
  EXPECT_TRUE(shows("TREE"));
  EXPECT_EQ(keeper->due_in(), 10min);
  answer = services({"TREE", "BENCH"});
  run();
  EXPECT_EQ(fetches, 1) << "it is not due";
  clock->advance(10min);
  run();
  EXPECT_TRUE(shows("BENCH"));
}

TEST_F(Keeper, BackEndThatIsAway_LeavesTheLastServicesWhole_AlsoAfterARestart) {
  answer = services({"TREE", "BENCH"});
  run();
  const std::string json = shown->get()->services().json;
  const std::string tag = shown->get()->services().json_tag;
  answer = fail(Kind::unavailable, "the database can't be reached");
  clock->advance(10min);
  run();
  EXPECT_EQ(shown->get()->services().json, json);
  restart();
  EXPECT_TRUE(shown->get()->whole()) << "before the first fetch";
  EXPECT_EQ(shown->get()->services().json, json);
  EXPECT_EQ(shown->get()->services().json_tag, tag);
  run();
  EXPECT_EQ(shown->get()->services().json, json);
}

TEST_F(Keeper, WithoutASnapshot_NothingIsWholeUntilAFetchGoesWell) {
  answer = fail(Kind::unavailable, "away");
  run();
  EXPECT_FALSE(shown->get()->whole());
  restart();
  EXPECT_FALSE(shown->get()->whole());
  answer = services({"TREE"});
  run();
  EXPECT_TRUE(shown->get()->whole());
}

TEST_F(Keeper, FailureAfterFailure_WaitsLongerUpToTheMost_AndSuccessForgetsThem) {
  answer = fail(Kind::unavailable, "away");
  for (const auto pause : {5s, 10s, 20s, 40s, 40s}) {
    run();
    EXPECT_EQ(keeper->due_in(), pause);
    clock->advance(pause);
  }
  answer = services({"TREE"});
  run();
  EXPECT_EQ(keeper->due_in(), 10min);
  clock->advance(10min);
  answer = fail(Kind::unavailable, "away");
  run();
  EXPECT_EQ(keeper->due_in(), 5s);
}

TEST_F(Keeper, WithoutASnapshot_TriesAtLeastOnceAMinute_AndLaterAtLeastAtEachInterval) {
  most = 1h;
  restart();
  answer = fail(Kind::unavailable, "away");
  for (int i = 0; i < 10; ++i) {
    run();
    EXPECT_LE(keeper->due_in(), 60s);
    clock->advance(keeper->due_in());
  }
  answer = services({"TREE"});
  run();
  clock->advance(10min);
  answer = fail(Kind::unavailable, "away");
  for (int i = 0; i < 10; ++i) {
    run();
    EXPECT_LE(keeper->due_in(), 10min);
    clock->advance(keeper->due_in());
  }
  EXPECT_EQ(fetches, 21);
}

TEST_F(Keeper, UnchangedServices_AreNeitherWrittenNorReplaced) {
  run();
  const auto before = shown->get();
  store->keep_fails = true;
  clock->advance(10min);
  run();
  EXPECT_EQ(keeper->due_in(), 10min) << "nothing had to be kept";
  EXPECT_EQ(shown->get(), before);
}

TEST_F(Keeper, ServicesThatCanNotBeKept_AreNotShownAndTriedAgain) {
  run();
  store->keep_fails = true;
  answer = services({"BENCH"});
  clock->advance(10min);
  run();
  EXPECT_TRUE(shows("TREE"));
  EXPECT_FALSE(shows("BENCH"));
  EXPECT_EQ(keeper->due_in(), 5s);
  store->keep_fails = false;
  clock->advance(5s);
  run();
  EXPECT_TRUE(shows("BENCH"));
}

TEST_F(Keeper, ServiceThatVanished_IsGoneFromTheListAndFromTheSnapshot) {
  answer = services({"TREE", "BENCH"});
  run();
  answer = services({"BENCH"});
  clock->advance(10min);
  run();
  EXPECT_FALSE(shows("TREE"));
  restart();
  EXPECT_FALSE(shows("TREE"));
  EXPECT_TRUE(shows("BENCH"));
}

TEST_F(Keeper, FetchThatEndsAfterTheStop_ChangesNothing) {
  during = [this] { cancelled = true; };
  run();
  EXPECT_FALSE(shown->get()->whole());
  EXPECT_EQ(store->snapshot(keeper->name()).value(), std::nullopt);
}

TEST_F(Keeper, ExceptionInAFetch_IsAFailureLikeAnyOther) {
  during = [] { throw std::runtime_error("out of memory"); };
  run();
  EXPECT_EQ(keeper->due_in(), 5s);
}

TEST_F(Keeper, SnapshotThatCanNotBeRead_IsAsIfThereWereNone) {
  ASSERT_TRUE(store->keep_snapshot("springfield.example/parks", "{\"version\":1,\"services\":["));
  restart();
  EXPECT_FALSE(shown->get()->whole());
  run();
  EXPECT_TRUE(shown->get()->whole());
  EXPECT_EQ(store->snapshot("springfield.example/parks").value(), snapshot_of(services({"TREE"})));
}

}  // namespace
}  // namespace r311::gateway
