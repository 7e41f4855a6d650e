// SPDX-License-Identifier: Apache-2.0
// Back ends that hang, lie, die and come back, behind the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "faults/process/faulty_city.h"
#include "faults/process/reporters.h"

namespace r311::test {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> keys(const std::vector<Promise>& promises) {
  std::vector<std::string> found;
  for (const auto& promise : promises) found.push_back(promise.id);
  return found;
}

std::vector<std::string> keys(const std::vector<WorkOrder>& orders) {
  std::vector<std::string> found;
  for (const auto& order : orders) found.push_back(order.key);
  return found;
}

TEST(HangingBackEnd, HurtsNoOther) {
  const FaultyCity city({{"hung", true, ""}, {"calm", true, ""}});
  city.order("hung", "* hang\n");
  GatewayProcess gateway(city.config(), city.data());
  Reporters victims(gateway.port(), {"hung"}, 4, "hung");
  ASSERT_TRUE(eventually([&] { return city.calls("hung") > 0; }));

  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      for (int count = 0; count < 100; ++count) {
        EXPECT_EQ(http_get(gateway.port(), "/open311/v2/services.json?jurisdiction_id=hung.example").status, 200);
        EXPECT_EQ(http_get(gateway.port(), "/open311/v2/requests.json?jurisdiction_id=calm.example").status, 200);
      }
    });
  }
  std::vector<Promise> calm;
  for (int i = 0; i < 50; ++i) calm.push_back(report(gateway.port(), "calm", "calm" + std::to_string(i)));
  for (auto& reader : readers) reader.join();
  EXPECT_TRUE(eventually([&] { return city.work_orders("calm").size() == calm.size(); }));
  EXPECT_TRUE(city.work_orders("hung").empty());

  victims.stop();
  EXPECT_TRUE(victims.surprises().empty()) << victims.surprises().front();
  city.order("hung", "");
  city.release("hung");
  EXPECT_TRUE(eventually([&] { return city.count("hung", "delivered") == victims.promises().size(); }))
      << gateway.log();
  auto expected = keys(victims.promises());
  auto created = keys(city.work_orders("hung"));
  std::sort(expected.begin(), expected.end());
  std::sort(created.begin(), created.end());
  EXPECT_EQ(created, expected) << "each once";
}

TEST(HangingBackEnd, DoesNotKeepTheGatewayFromStopping) {
  const FaultyCity city({{"hung", false, ""}});
  city.order("hung", "* hang\n");
  GatewayProcess gateway(city.config(), city.data());
  const auto promise = report(gateway.port(), "hung", "one");
  ASSERT_TRUE(eventually([&] { return city.calls("hung") == 1; }));
  gateway.signal(SIGTERM);
  EXPECT_GE(gateway.wait(), 0) << "it ended by itself";

  city.order("hung", "");
  city.release("hung");
  const GatewayProcess again(city.config(), city.data());
  EXPECT_TRUE(eventually([&] { return city.count("hung", "parked") == 1; })) << again.log();
  EXPECT_THAT(city.deliveries("hung").front().reason, HasSubstr(promise.id)) << "where an operator is to look";
}

// Everything that leaves open whether a work order was created.
class UnknownOutcome : public ::testing::TestWithParam<const char*> {};

TEST_P(UnknownOutcome, IsParkedWhereNobodyCanBeAsked_AlsoAfterARestart) {
  const FaultyCity city({{"plain", false, ""}});
  city.order("plain", std::string("* ") + GetParam() + "\n");
  {
    const GatewayProcess gateway(city.config(), city.data());
    report(gateway.port(), "plain", "one");
    EXPECT_TRUE(eventually([&] { return city.count("plain", "parked") == 1; })) << gateway.log();
  }
  const auto calls = city.calls("plain");
  city.order("plain", "");
  const GatewayProcess again(city.config(), city.data());
  report(again.port(), "plain", "two");
  EXPECT_TRUE(eventually([&] { return city.count("plain", "delivered") == 1; })) << again.log();
  EXPECT_EQ(city.count("plain", "parked"), 1U);
  EXPECT_EQ(city.calls("plain"), calls + 1) << "what is parked is not sent";
  std::map<std::string, int> times;
  for (const auto& order : city.work_orders("plain")) EXPECT_EQ(++times[order.key], 1) << "twice";
}

TEST_P(UnknownOutcome, IsSentAgainWhereThatMakesNoSecondWorkOrder) {
  const FaultyCity city({{"safe", true, ""}});
  city.order("safe", std::string("attempt=1 ") + GetParam() + "\n");
  const GatewayProcess gateway(city.config(), city.data());
  report(gateway.port(), "safe", "one");
  EXPECT_TRUE(eventually([&] { return city.count("safe", "delivered") == 1; })) << gateway.log();
  EXPECT_EQ(city.work_orders("safe").size(), 1U);
  EXPECT_EQ(city.calls("safe"), 2U);
}

TEST_P(UnknownOutcome, IsAskedForWhereTheBackEndCanFindIt) {
  const FaultyCity city({{"asked", false, "", true}});
  city.order("asked", std::string("attempt=1 ") + GetParam() + "\n");
  const GatewayProcess gateway(city.config(), city.data());
  report(gateway.port(), "asked", "one");
  EXPECT_TRUE(eventually([&] { return city.count("asked", "delivered") == 1; })) << gateway.log();
  EXPECT_EQ(city.work_orders("asked").size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Misconduct, UnknownOutcome, ::testing::Values("throw", "time-out", "lose", "garbage", "crash"),
                         [](const auto& one) {
                           std::string name = one.param;
                           name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
                           return name;
                         });

TEST(ReceiptGivenTwice, MakesOneWorkOrder) {
  const FaultyCity city({{"plain", false, ""}});
  city.order("plain", "* twice\n");
  const GatewayProcess gateway(city.config(), city.data());
  report(gateway.port(), "plain", "one");
  EXPECT_TRUE(eventually([&] { return city.count("plain", "delivered") + city.count("plain", "parked") == 1; }));
  EXPECT_EQ(city.work_orders("plain").size(), 1U);
}

TEST(RefusedReport, IsRejectedWithTheReasonAndHoldsUpNoOther) {
  const FaultyCity city({{"picky", false, ""}});
  city.order("picky", "text=bad refuse\ntext=wrong invalid\n");
  const GatewayProcess gateway(city.config(), city.data());
  for (const auto* text : {"bad", "wrong", "good"}) report(gateway.port(), "picky", text);
  EXPECT_TRUE(eventually([&] { return city.count("picky", "delivered") == 1; })) << gateway.log();
  EXPECT_EQ(city.count("picky", "rejected"), 2U);
  EXPECT_EQ(city.deliveries("picky").front().reason, "refused on order");
}

void post_some(const GatewayProcess& gateway, int count, std::vector<Promise>& promises) {
  for (int i = 0; i < count; ++i) {
    promises.push_back(report(gateway.port(), "council", "report-" + std::to_string(promises.size())));
  }
}

// Down from Friday to Monday, with a restart on Sunday. Answers what was promised meanwhile.
std::vector<std::string> weekend(const FaultyCity& city) {
  city.order("council", "every=2 rate-limit\n* unavailable\n");
  std::vector<Promise> promises;
  const auto take = [&](const GatewayProcess& gateway, int count) {
    const auto calls = city.calls("council");
    post_some(gateway, count, promises);
    EXPECT_TRUE(eventually([&] { return city.calls("council") >= calls + 4; })) << "it is asked now and then";
  };
  {
    GatewayProcess friday(city.config(), city.data());
    take(friday, 150);
    friday.signal(SIGTERM);
    EXPECT_EQ(friday.wait(), 0);
  }
  const GatewayProcess sunday(city.config(), city.data());
  take(sunday, 150);
  EXPECT_TRUE(city.work_orders("council").empty());
  EXPECT_LT(city.calls("council"), promises.size()) << "one probe at a time, not the whole queue";
  city.order("council", "");
  EXPECT_TRUE(eventually([&] { return city.count("council", "delivered") == promises.size(); })) << sunday.log();
  return keys(promises);
}

// The same where the adapter can tell that the back end is down: before, during and after the outage.
std::vector<std::string> weekend_with_probe(const FaultyCity& city, int count) {
  std::vector<Promise> promises;
  {
    GatewayProcess friday(city.config(), city.data());
    post_some(friday, count, promises);
    EXPECT_TRUE(eventually([&] { return city.count("council", "delivered") == promises.size(); })) << friday.log();
    city.order("council", "* unavailable\n");
    post_some(friday, count, promises);
    EXPECT_TRUE(eventually([&] { return friday.log().find("can't be used yet") != std::string::npos; }));
    friday.signal(SIGTERM);
    EXPECT_EQ(friday.wait(), 0);
  }
  const GatewayProcess sunday(city.config(), city.data());
  post_some(sunday, count, promises);
  EXPECT_TRUE(eventually([&] { return sunday.log().find("can't be used yet") != std::string::npos; }));
  city.order("council", "");
  post_some(sunday, count, promises);
  EXPECT_TRUE(eventually([&] { return city.count("council", "delivered") == promises.size(); })) << sunday.log();
  return keys(promises);
}

TEST(Weekend, OneCallAtATime_KeepsTheOrderOfAcceptance) {
  const FaultyCity city({{"council", false, "    window: 1\n", false, true}});
  const auto promised = weekend_with_probe(city, 20);
  EXPECT_EQ(keys(city.work_orders("council")), promised);
}

TEST(Weekend, SeveralCallsAtATime_MixNeighboursByTheWindowAtMost) {
  const FaultyCity city({{"council", false, "    window: 4\n", false, true}});
  const auto promised = weekend_with_probe(city, 100);
  const auto created = keys(city.work_orders("council"));
  ASSERT_THAT(created, ::testing::UnorderedElementsAreArray(promised));
  std::size_t arrived_in_order = 0;
  std::set<std::string> arrived;
  for (std::size_t place = 0; place < created.size(); ++place) {
    const auto accepted = std::find(promised.begin(), promised.end(), created[place]) - promised.begin();
    const auto missing = std::count_if(promised.begin(), promised.begin() + accepted,
                                       [&](const auto& earlier) { return !arrived.contains(earlier); });
    EXPECT_LE(missing, 3) << "what it overtook was under way with it";
    arrived.insert(created[place]);
    arrived_in_order += static_cast<std::size_t>(accepted) == place ? 1 : 0;
  }
  std::cout << "[  counts  ] " << arrived_in_order << " of " << created.size() << " in their place" << std::endl;
}

TEST(Weekend, EachReportArrivesOnce) {
  const FaultyCity city({{"council", false, ""}});
  const auto promised = weekend(city);
  EXPECT_THAT(keys(city.work_orders("council")), ::testing::UnorderedElementsAreArray(promised));
}

}  // namespace
}  // namespace r311::test
