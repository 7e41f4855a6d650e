// SPDX-License-Identifier: Apache-2.0
#include "base/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

#include "base/text.h"

namespace r311 {
namespace {

class TickedClock final : public Clock {
 public:
  explicit TickedClock(std::int64_t ms) : now_(Milliseconds(ms)) {}
  Time now() const override { return now_; }
  std::chrono::steady_clock::time_point steady() const override { return {}; }
  void tick(std::int64_t ms) { now_ += Milliseconds(ms); }

 private:
  Time now_;
};

constexpr std::int64_t kMarch2026 = 1'772'366'400'000;
constexpr std::int64_t kEpoch2020 = 1'577'836'800'000;

TEST(IdSource, IdsAreFourteenDigitsOfCrockfordsAlphabet) {
  const SystemClock clock;
  IdSource ids(clock);
  for (int i = 0; i < 1000; ++i) {
    const std::string id = ids.next();
    EXPECT_THAT(id, testing::MatchesRegex("[0-9A-HJKMNP-TV-Z]{14}"));
  }
}

TEST(IdSource, IdsAscendWithinAMillisecondAndAcrossThem) {
  TickedClock clock(kMarch2026);
  IdSource ids(clock);
  std::string last = ids.next();
  for (int i = 0; i < 10'000; ++i) {
    if (i % 100 == 0) clock.tick(1);
    const std::string id = ids.next();
    ASSERT_LT(last, id);
    last = id;
  }
}

TEST(IdSource, ClockThatGoesBackMakesNoIdTwice) {
  TickedClock clock(kMarch2026);
  IdSource ids(clock);
  std::set<std::string> seen;
  std::string last;
  for (int i = 0; i < 1000; ++i) {
    clock.tick(i % 2 == 0 ? 5 : -7);
    const std::string id = ids.next();
    EXPECT_LT(last, id);
    EXPECT_TRUE(seen.insert(id).second);
    last = id;
  }
}

TEST(IdSource, TimeIsReadFromTheFront) {
  TickedClock clock(kEpoch2020 + (std::int64_t{1} << 41));
  IdSource ids(clock);
  // 2^41 ms are the highest of 42 bits, which are the highest of 70.
  EXPECT_EQ(ids.next().substr(0, 8), "G0000000");
}

TEST(IdSource, SourcesThatBeginTogetherDiffer) {
  for (const std::int64_t begin : {kMarch2026, std::int64_t{0}}) {  // the second: a machine whose clock was never set
    TickedClock clock(begin);
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
      IdSource ids(clock);
      seen.insert(ids.next());
    }
    EXPECT_EQ(seen.size(), 100u);
  }
}

TEST(IdSource, ManyThreadsGetDifferentIds) {
  const SystemClock clock;
  IdSource ids(clock);
  std::vector<std::vector<std::string>> made(4);
  std::vector<std::thread> threads;
  for (auto& mine : made)
    threads.emplace_back([&ids, &mine] {
      for (int i = 0; i < 2000; ++i) mine.push_back(ids.next());
    });
  for (auto& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& mine : made) {
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  EXPECT_EQ(all.size(), 8000u);
}

}  // namespace
}  // namespace r311
