// SPDX-License-Identifier: Apache-2.0
// kill -9 at any moment, over and over: 10 rounds, or RELAY311_FAULT_ROUNDS of them. RELAY311_FAULT_SEED repeats a run.
#include <gtest/gtest.h>
#include <signal.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>

#include "faults/process/faulty_city.h"
#include "faults/process/reporters.h"

namespace r311::test {
namespace {

unsigned long number_from(const char* variable, unsigned long otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::stoul(text);
}

// How often each report stands in a back end's books, by key.
std::map<std::string, int> times_created(const FaultyCity& city, const std::string& back_end) {
  std::map<std::string, int> times;
  for (const auto& order : city.work_orders(back_end)) ++times[order.key];
  return times;
}

int twice(const std::map<std::string, int>& times) {
  int count = 0;
  for (const auto& [key, number] : times) count += number > 1 ? 1 : 0;
  return count;
}

// What a back end may do while the gateway dies. "asked" makes no second work order of a key, so everything may happen
// to it; "plain" is asked for what leaves no doubt and for what leaves all of it.
constexpr std::array kAnyConduct{"",
                                 "* slow 3\n",
                                 "every=3 lose\n",
                                 "every=4 unavailable\n",
                                 "every=2 throw\n",
                                 "every=5 crash\n",
                                 "every=7 garbage\n",
                                 "every=9 time-out\n"};
constexpr std::array kPlainConduct{"", "* slow 3\n", "every=4 unavailable\n", "every=11 lose\n"};

TEST(KillNine, EveryReportThatWasAnsweredArrives_AndNoneTwice) {
  const auto rounds = number_from("RELAY311_FAULT_ROUNDS", 10);
  const auto seed = number_from("RELAY311_FAULT_SEED", std::random_device{}());
  std::cout << "[   seed   ] " << seed << std::endl;
  std::mt19937_64 chance(seed);
  const FaultyCity city({{"asked", true, ""}, {"plain", false, ""}});
  std::map<std::string, std::string> promised;  // back end by key

  for (unsigned long round = 0; round < rounds; ++round) {
    city.order("asked", kAnyConduct[chance() % kAnyConduct.size()]);
    city.order("plain", kPlainConduct[chance() % kPlainConduct.size()]);
    GatewayProcess gateway(city.config(), city.data());
    Reporters reporters(gateway.port(), {"asked", "plain"}, 8, "r" + std::to_string(round));
    reporters.wait_for(1 + chance() % 120);
    gateway.signal(SIGKILL);
    EXPECT_EQ(gateway.wait(), -SIGKILL) << gateway.log();
    reporters.join();
    EXPECT_TRUE(reporters.surprises().empty()) << reporters.surprises().front();
    for (const auto& promise : reporters.promises()) promised.emplace(promise.id, promise.back_end);
  }

  city.order("asked", "");
  city.order("plain", "");
  GatewayProcess gateway(city.config(), city.data());
  EXPECT_TRUE(eventually([&] {
    for (const auto* back_end : {"asked", "plain"}) {
      for (const auto* state : {"waiting", "sending", "unknown"}) {
        if (city.count(back_end, state) > 0) return false;
      }
    }
    return true;
  })) << gateway.log();

  const auto asked = times_created(city, "asked");
  const auto plain = times_created(city, "plain");
  std::map<std::string, std::string> states;
  for (const auto* back_end : {"asked", "plain"}) {
    for (const auto& delivery : city.deliveries(back_end)) states[delivery.key] = delivery.state;
  }
  std::size_t missing = 0;
  for (const auto& [key, back_end] : promised) {
    const bool there = back_end == "asked" ? asked.contains(key) : plain.contains(key);
    // Where nobody can say whether it arrived, an operator is told; it is not lost.
    const bool kept = back_end == "plain" && states[key] == "parked";
    if (!there && !kept) {
      ++missing;
      ADD_FAILURE() << key << " of " << back_end << " was promised and is " << states[key];
    }
  }
  std::cout << "[  counts  ] " << rounds << " kills; " << promised.size()
            << " reports answered 2xx; work orders: " << asked.size() << " where the back end can be asked ("
            << twice(asked) << " twice), " << plain.size() << " where not (" << twice(plain) << " twice, "
            << city.count("plain", "parked") << " parked); missing " << missing << std::endl;
  EXPECT_EQ(twice(asked), 0);
  EXPECT_EQ(twice(plain), 0);
  EXPECT_EQ(city.count("asked", "parked"), 0U);
}

}  // namespace
}  // namespace r311::test
