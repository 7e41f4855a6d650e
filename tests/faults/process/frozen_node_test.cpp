// SPDX-License-Identifier: Apache-2.0
// A node of several that stands still for longer than what it holds is its own, and wakes.
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <set>

#include "faults/process/faulty_city.h"
#include "faults/process/reporters.h"
#include "places.h"
#include "support/database_server.h"

namespace r311::test {
namespace {

constexpr auto kSecret = "RELAY311_TEST_STORE_SECRET";

// The password comes from the environment, '%' written as %25.
std::string head(const DatabaseServer& server) {
  ::setenv(kSecret, "s3cret%25word", 1);
  return std::string("server: { lease: 1s }\nstore: \"postgresql://") + DatabaseServer::user + ":${env:" + kSecret +
         "}@127.0.0.1:" + std::to_string(server.port()) + "/" + DatabaseServer::database + "\"\n";
}

// How many deliveries are in that state, as relay311 queue tells.
std::size_t count(const FaultyCity& city, const std::string& state) {
  const auto ended = run_program({std::string(RELAY311_BINARY_DIR) + "/bin/relay311", "queue", "--json", "--config",
                                  city.config().string(), "--data", city.data().string()});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const auto destinations = Poco::JSON::Parser().parse(ended.out).extract<Poco::JSON::Array::Ptr>();
  const auto counts = destinations->getObject(0)->getObject("counts");
  return counts->has(state) ? counts->getValue<std::size_t>(state) : 0;
}

TEST(FrozenNode, PastItsLease_IsTakenOver_AndDoublesNothingWhenItWakes) {
  const PostgreSQLServer server;
  const FaultyCity city({{"asked", false, "", true}}, head(server));
  const TemporaryDirectory other_data;
  city.order("asked", "text=frozen time-out\n");
  GatewayProcess freezes(city.config(), city.data());
  const GatewayProcess lives(city.config(), other_data.path());

  report(freezes.port(), "asked", "frozen");
  ASSERT_TRUE(eventually([&] { return city.work_orders("asked").size() == 1; }));
  freezes.signal(SIGSTOP);
  for (int i = 0; i < 10; ++i) report(lives.port(), "asked", "calm-" + std::to_string(i));
  EXPECT_TRUE(eventually([&] { return count(city, "delivered") == 11; })) << lives.log();

  freezes.signal(SIGCONT);
  for (int i = 0; i < 10; ++i) report(freezes.port(), "asked", "awake-" + std::to_string(i));
  EXPECT_TRUE(eventually([&] { return count(city, "delivered") == 21; })) << freezes.log();
  freezes.signal(SIGTERM);
  EXPECT_EQ(freezes.wait(), 0) << freezes.log();
  EXPECT_EQ(count(city, "delivered"), 21U) << "what it learnt too late changes nothing";
  std::set<std::string> created;
  for (const auto& order : city.work_orders("asked")) EXPECT_TRUE(created.insert(order.key).second) << "twice";
  EXPECT_EQ(created.size(), 21U);
}

}  // namespace
}  // namespace r311::test
