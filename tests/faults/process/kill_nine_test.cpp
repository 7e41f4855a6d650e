// SPDX-License-Identifier: Apache-2.0
// kill -9 at any moment, over and over: 10 rounds, or RELAY311_FAULT_ROUNDS of them. RELAY311_FAULT_SEED repeats a run.
#include <gtest/gtest.h>
#include <signal.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <string>

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

// What a back end may do while the gateway dies. "remembers" makes no second work order of a key and "finds" can be
// asked for one, so everything may happen to them; "plain" is asked for what leaves no doubt and for what leaves all.
constexpr std::array kAnyConduct{"",
                                 "* slow 3\n",
                                 "every=3 lose\n",
                                 "every=4 unavailable\n",
                                 "every=2 throw\n",
                                 "every=5 crash\n",
                                 "every=7 garbage\n",
                                 "every=9 time-out\n"};
constexpr std::array kPlainConduct{"", "* slow 3\n", "every=4 unavailable\n", "every=11 lose\n"};
constexpr std::array kBackEnds{"remembers", "finds", "plain"};

bool can_be_asked(const std::string& back_end) { return back_end != "plain"; }

bool nothing_is_under_way(const FaultyCity& city) {
  for (const auto* back_end : kBackEnds) {
    for (const auto& delivery : city.deliveries(back_end)) {
      if (delivery.state == "waiting" || delivery.state == "sending" || delivery.state == "unknown") return false;
    }
  }
  return true;
}

// Holds what was promised to what the back end has.
void expect_kept(const FaultyCity& city, const std::string& back_end, const std::set<std::string>& promised) {
  const auto created = times_created(city, back_end);
  std::map<std::string, std::string> states;
  for (const auto& delivery : city.deliveries(back_end)) states[delivery.key] = delivery.state;
  std::size_t missing = 0;
  for (const auto& key : promised) {
    // Where nobody can say whether it arrived, an operator is told; it is not lost.
    if (created.contains(key) || (!can_be_asked(back_end) && states[key] == "parked")) continue;
    ++missing;
    ADD_FAILURE() << key << " of " << back_end << " was promised and is " << states[key];
  }
  const auto parked = city.count(back_end, "parked");
  std::cout << "[  counts  ] " << back_end << ": " << promised.size() << " reports answered 2xx, " << created.size()
            << " work orders, " << twice(created) << " of them twice, " << parked << " parked, " << missing
            << " missing" << std::endl;
  EXPECT_EQ(twice(created), 0) << back_end;
  EXPECT_TRUE(parked == 0 || !can_be_asked(back_end)) << back_end;
}

TEST(KillNine, EveryReportThatWasAnsweredArrives_AndNoneTwice) {
  const auto rounds = number_from("RELAY311_FAULT_ROUNDS", 10);
  const auto seed = number_from("RELAY311_FAULT_SEED", std::random_device{}());
  std::cout << "[   seed   ] " << seed << std::endl;
  std::mt19937_64 chance(seed);
  const FaultyCity city({{"remembers", true, ""}, {"finds", false, "", true}, {"plain", false, ""}});
  std::map<std::string, std::set<std::string>> promised;  // keys by back end

  for (unsigned long round = 0; round < rounds; ++round) {
    city.order("remembers", kAnyConduct.at(chance() % kAnyConduct.size()));
    city.order("finds", kAnyConduct.at(chance() % kAnyConduct.size()));
    city.order("plain", kPlainConduct.at(chance() % kPlainConduct.size()));
    GatewayProcess gateway(city.config(), city.data());
    Reporters reporters(gateway.port(), {kBackEnds.begin(), kBackEnds.end()}, 8, "r" + std::to_string(round));
    reporters.wait_for(1 + chance() % 120);
    gateway.signal(SIGKILL);
    EXPECT_EQ(gateway.wait(), -SIGKILL) << gateway.log();
    reporters.join();
    EXPECT_TRUE(reporters.surprises().empty()) << reporters.surprises().front();
    for (const auto& promise : reporters.promises()) promised[promise.back_end].insert(promise.id);
  }

  for (const auto* back_end : kBackEnds) city.order(back_end, "");
  GatewayProcess gateway(city.config(), city.data());
  EXPECT_TRUE(eventually([&] { return nothing_is_under_way(city); })) << gateway.log();
  std::cout << "[  counts  ] " << rounds << " kills" << std::endl;
  for (const auto* back_end : kBackEnds) expect_kept(city, back_end, promised[back_end]);
}

}  // namespace
}  // namespace r311::test
