// SPDX-License-Identifier: Apache-2.0
// The whole gateway under a wall clock that is set an hour forward and back while it works.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/checked.h"
#include "app/composition.h"
#include "faults/process/faulty_city.h"
#include "faults/process/reporters.h"

namespace r311::test {
namespace {

// The machine's clocks, of which a test sets the one on the wall.
class SetClock final : public Clock {
 public:
  void set(Milliseconds by) { by_ += by.count(); }
  Time now() const override { return real_.now() + Milliseconds{by_.load()}; }
  std::chrono::steady_clock::time_point steady() const override { return real_.steady(); }

 private:
  SystemClock real_;
  std::atomic<Milliseconds::rep> by_{0};
};

TEST(ClockThatJumps, NeitherLosesNorDoublesNorStallsAReport) {
  const FaultyCity city({{"asked", false, "", true}, {"plain", false, ""}});
  const auto clock = std::make_shared<SetClock>();
  auto checked = app::check_configuration(city.config(), city.data(), *clock);
  ASSERT_TRUE(checked.findings.empty());
  checked.configuration.server.port = 0;
  auto gateway = app::Composition::start(checked.configuration, clock);
  ASSERT_TRUE(gateway);
  std::map<std::string, std::vector<std::string>> promised;
  city.order("plain", "* slow 50\n");
  for (const auto by : {1, -1, -1, 1, 24, -24}) {
    city.order("asked", "attempt=1 lose\nattempt=2 unavailable\n");
    for (int i = 0; i < 5; ++i) {
      for (const auto* back_end : {"asked", "plain"}) {
        const auto text = std::to_string(promised[back_end].size());
        promised[back_end].push_back(report((*gateway)->port(), back_end, text).id);
      }
      if (i == 2) clock->set(std::chrono::hours{by});
    }
    city.order("asked", "");
    for (const auto& [back_end, ids] : promised) {
      EXPECT_TRUE(eventually([&] { return city.count(back_end, "delivered") == ids.size(); }))
          << back_end << " after " << by;
    }
  }
  EXPECT_TRUE((*gateway)->stop().empty());
  for (const auto& [back_end, ids] : promised) {
    std::vector<std::string> created;
    for (const auto& order : city.work_orders(back_end)) created.push_back(order.key);
    EXPECT_THAT(created, ::testing::UnorderedElementsAreArray(ids)) << "each once";
  }
}

}  // namespace
}  // namespace r311::test
