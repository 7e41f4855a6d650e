// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "places.h"
#include "support/plugin_bench.h"

namespace r311 {
namespace {

TEST(SerialCalls, OfOneInstanceFromManyThreads_RunOneAfterAnother) {
  const SystemClock clock;
  test::PluginBench bench{{std::filesystem::path(RELAY311_BINARY_DIR) / "zoo"}, clock};
  const auto adapter = bench.make("counts");
  ASSERT_TRUE(adapter) << adapter.error().text;
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread)
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 25; ++i) {
        const auto key = std::to_string(thread) + "-" + std::to_string(i);
        if ((*adapter)->submit(test::full_report(), bench.terms(key)).verdict.outcome != plugin::Outcome::ok) ++wrong;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ((*adapter)->submit(test::full_report(), bench.terms("last")).reference, "R201");
}

}  // namespace
}  // namespace r311
