// SPDX-License-Identifier: Apache-2.0
// Ends and pauses that an operator's machine brings: SIGTERM, and a process that stands still for a while.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "faults/process/faulty_city.h"
#include "faults/process/reporters.h"

namespace r311::test {
namespace {

std::set<std::string> keys(const std::vector<Promise>& promises) {
  std::set<std::string> found;
  for (const auto& promise : promises) found.insert(promise.id);
  return found;
}

std::set<std::string> keys(const std::vector<StoredDelivery>& deliveries) {
  std::set<std::string> found;
  for (const auto& delivery : deliveries) found.insert(delivery.key);
  return found;
}

TEST(Sigterm, UnderLoad_AnswersEveryReportThatItStores) {
  const FaultyCity city({{"calm", true, ""}});
  for (int round = 0; round < 5; ++round) {
    const auto before = keys(city.deliveries("calm"));
    GatewayProcess gateway(city.config(), city.data());
    Reporters reporters(gateway.port(), {"calm"}, 16, "stop" + std::to_string(round));
    reporters.wait_for(100);
    gateway.signal(SIGTERM);
    EXPECT_EQ(gateway.wait(), 0) << gateway.log();
    reporters.join();
    EXPECT_TRUE(reporters.surprises().empty()) << reporters.surprises().front();
    auto expected = keys(reporters.promises());
    expected.insert(before.begin(), before.end());
    EXPECT_EQ(keys(city.deliveries("calm")), expected) << "what was stored was answered, and nothing else";
  }
}

// Stands still for longer than a call may take, in the middle of calls and of posts.
TEST(FrozenProcess, GoesOnWhereItWas_AndLosesAndDoublesNothing) {
  const FaultyCity city({{"slow", false, ""}});
  city.order("slow", "* slow 20\n");
  GatewayProcess gateway(city.config(), city.data());
  Reporters reporters(gateway.port(), {"slow"}, 8, "frozen");
  for (std::size_t round = 1; round <= 3; ++round) {
    reporters.wait_for(20 * round);
    ASSERT_TRUE(eventually([&] { return city.calls("slow") >= round; }));
    gateway.signal(SIGSTOP);
    const auto thaw = std::chrono::steady_clock::now() + std::chrono::milliseconds(600);
    ASSERT_TRUE(eventually([&] { return std::chrono::steady_clock::now() > thaw; }));
    gateway.signal(SIGCONT);
  }
  reporters.wait_for(100);
  reporters.stop();
  EXPECT_TRUE(reporters.surprises().empty()) << reporters.surprises().front();
  city.order("slow", "");
  EXPECT_TRUE(eventually([&] {
    return city.count("slow", "delivered") + city.count("slow", "parked") == reporters.promises().size();
  })) << gateway.log();
  std::set<std::string> created;
  for (const auto& order : city.work_orders("slow")) EXPECT_TRUE(created.insert(order.key).second) << "twice";
  EXPECT_EQ(created, keys(reporters.promises()));
}

}  // namespace
}  // namespace r311::test
