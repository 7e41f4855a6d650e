// SPDX-License-Identifier: Apache-2.0
#include "gateway/catalog_rounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <utility>

#include "store/sqlite/sqlite_store.h"
#include "support/folder.h"
#include "support/scripted_adapter.h"

namespace r311::gateway {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<open311::Service> one_service() {
  open311::Service service;
  service.code = "TREE";
  service.name = "Tree";
  return {service};
}

class Rounds : public testing::Test {
 protected:
  Rounds() {
    around.clock = std::make_shared<SystemClock>();
    around.store = store::open_sqlite(folder.path() / "relay311.db", *around.clock).value();
    around.ids = std::make_shared<IdSource>(*around.clock);
    around.pause = [](int) { return Milliseconds{1}; };
  }

  std::shared_ptr<CatalogKeeper> keeper(const std::string& backend, FetchCatalog fetch) {
    shown = std::make_shared<CurrentServices>(Services{}, std::vector<std::string>{backend});
    return std::make_shared<CatalogKeeper>(CatalogPlan{"springfield.example", backend, 1ms, 30s}, std::move(fetch),
                                           shown, around);
  }

  test::Folder folder;
  CatalogSurroundings around;
  std::shared_ptr<CurrentServices> shown;  // of the keeper made last
};

TEST_F(Rounds, FetchAgainAndAgainUntilTheyAreStopped) {
  std::promise<void> third;
  std::atomic<int> count{0};
  CatalogRounds rounds({keeper("parks", [&](Time, const std::string&, const std::atomic<bool>&) {
    if (++count == 3) third.set_value();
    return one_service();
  })});
  rounds.start();
  third.get_future().wait();
  EXPECT_THAT(rounds.stop(30s), IsEmpty());
  const int then = count;
  EXPECT_TRUE(shown->get()->whole());
  EXPECT_EQ(count, then);
}

TEST_F(Rounds, FetchThatHangs_HoldsUpNoOther_IsLeftBehindAndChangesNothing) {
  const auto gate = std::make_shared<test::Gate>();
  const auto begun = std::make_shared<std::promise<void>>();
  auto hung = keeper("hung", [gate, begun](Time, const std::string&, const std::atomic<bool>&) {
    begun->set_value();
    gate->wait();
    return one_service();
  });
  const auto of_hung = shown;
  std::promise<void> fetched;
  std::atomic<bool> told{false};
  auto calm = keeper("calm", [&](Time, const std::string&, const std::atomic<bool>&) {
    if (!told.exchange(true)) fetched.set_value();
    return one_service();
  });
  {
    CatalogRounds rounds({hung, calm});
    rounds.start();
    begun->get_future().wait();
    fetched.get_future().wait();
    EXPECT_THAT(rounds.stop(50ms), ElementsAre("springfield.example/hung"));
  }
  EXPECT_FALSE(of_hung->get()->whole());
  const std::weak_ptr<CatalogKeeper> remains = std::exchange(hung, nullptr);
  gate->open();
  while (!remains.expired()) std::this_thread::yield();
  EXPECT_FALSE(of_hung->get()->whole());
}

TEST_F(Rounds, CallInProgress_SeesThatItIsCancelled) {
  std::promise<void> begun;
  CatalogRounds rounds({keeper(
      "parks",
      [&](Time, const std::string&, const std::atomic<bool>& cancelled) -> Result<std::vector<open311::Service>> {
        begun.set_value();
        while (!cancelled) std::this_thread::yield();
        return fail(Kind::unavailable, "cancelled");
      })});
  rounds.start();
  begun.get_future().wait();
  EXPECT_THAT(rounds.stop(30s), IsEmpty());
}

}  // namespace
}  // namespace r311::gateway
