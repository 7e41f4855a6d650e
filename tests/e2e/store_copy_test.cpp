// SPDX-License-Identifier: Apache-2.0
// A city that outgrew one machine: `relay311 store copy` with the real program and a real PostgreSQL.
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <fstream>

#include "legacy_database.h"
#include "places.h"
#include "springfield.h"
#include "support/database_server.h"

namespace r311::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr auto kRequests = "/open311/v2/requests";
constexpr auto kSecret = "RELAY311_TEST_COPY_SECRET";

class StoreCopy : public ::testing::Test {
 protected:
  StoreCopy() : city_(prepare_springfield(data_.path())) {
    ::setenv(kSecret, "s3cret%25word", 1);
    std::filesystem::copy(city_.parent_path() / "highways.sql.yaml", folder_.path());
    std::ifstream in(city_);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    const std::string before = "store: sqlite:relay311.db";
    text.replace(text.find(before), before.size(), "store: " + address());
    moved_ = folder_.path() / "relay311.yaml";
    std::ofstream(moved_) << text;
  }

  std::string address() const {
    return std::string("postgresql://") + DatabaseServer::user + ":${env:" + kSecret +
           "}@127.0.0.1:" + std::to_string(server_.port()) + "/" + DatabaseServer::database;
  }
  Ended copy() const {
    return run_program({std::string(RELAY311_BINARY_DIR) + "/bin/relay311", "store", "copy", "--from",
                        "sqlite:relay311.db", "--to", address(), "--data", data_.path().string(), "--json"});
  }
  static std::string post(const GatewayProcess& gateway) {
    const auto answer = http_post_form(gateway.port(), std::string(kRequests) + ".json",
                                       {{"api_key", "demo-key"},
                                        {"service_code", "POT"},
                                        {"lat", "39.8"},
                                        {"long", "-89.6"},
                                        {"description", "A hole"},
                                        {"attribute[depth]", "12"}});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return parse_requests_json(answer.body).at(0)["service_request_id"];
  }
  static std::string answer(const GatewayProcess& gateway) {
    const auto listed = http_get(gateway.port(), std::string(kRequests) + ".json");
    EXPECT_EQ(listed.status, 200);
    return listed.body;
  }

  PostgreSQLServer server_;
  TemporaryDirectory data_;
  TemporaryDirectory folder_;
  std::filesystem::path city_;
  std::filesystem::path moved_;
};

TEST_F(StoreCopy, ToPostgresql_MovesTheCityAndNoSecretIsTold) {
  std::string before;
  std::vector<std::string> ids;
  {
    GatewayProcess gateway(city_, data_.path());
    for (int i = 0; i < 20; ++i) ids.push_back(post(gateway));
    const auto in_use = copy();
    EXPECT_EQ(in_use.code, 3);
    EXPECT_THAT(in_use.err, HasSubstr("while no gateway uses it"));
    EXPECT_THAT(in_use.err, HasSubstr("nothing was copied"));
    gateway.signal(SIGTERM);
    EXPECT_EQ(gateway.wait(), 0) << gateway.log();
  }
  const auto copied = copy();
  ASSERT_EQ(copied.code, 0) << copied.err;
  EXPECT_THAT(copied.err, Not(HasSubstr("\r"))) << "progress where nobody watches";
  const auto document = Poco::JSON::Parser().parse(copied.out).extract<Poco::JSON::Object::Ptr>();
  EXPECT_THAT(document->getValue<std::string>("to"), HasSubstr("127.0.0.1:"));
  for (const auto& each : *document->getArray("tables")) {
    const auto table = each.extract<Poco::JSON::Object::Ptr>();
    if (table->getValue<std::string>("name") != "requests") continue;
    EXPECT_EQ(table->getValue<int>("rows"), 20);
  }
  const auto again = copy();
  EXPECT_EQ(again.code, 3);
  EXPECT_THAT(again.err, HasSubstr("is not empty"));
  for (const auto& ran : {copied, again}) {
    EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("s3cret")));
  }

  GatewayProcess gateway(moved_, data_.path());
  const auto listed = answer(gateway);
  for (const auto& id : ids) EXPECT_THAT(listed, HasSubstr(id));
  const auto id = post(gateway);
  EXPECT_THAT(answer(gateway), HasSubstr(id));
  LegacyDatabase legacy(data_.path() / "highways.db");
  ids.push_back(id);
  for (const auto& each : ids) {
    EXPECT_TRUE(eventually([&] { return !legacy.rows("SELECT 1 FROM work_order WHERE ext_ref = ?", {each}).empty(); }));
    EXPECT_EQ(legacy.rows("SELECT 1 FROM work_order WHERE ext_ref = ?", {each}).size(), 1U) << each;
  }
}

TEST_F(StoreCopy, WithoutItsSecret_IsAMistakeOfTheCommandLine) {
  ::unsetenv(kSecret);
  const auto ran = copy();
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("--to: found no environment variable"));
}

}  // namespace
}  // namespace r311::test
