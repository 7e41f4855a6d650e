// SPDX-License-Identifier: Apache-2.0
// The example city served by two gateways on one PostgreSQL.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "legacy_database.h"
#include "springfield.h"
#include "support/database_server.h"

namespace r311::test {
namespace {

constexpr auto kRequests = "/open311/v2/requests";
constexpr auto kSecret = "RELAY311_TEST_STORE_SECRET";

// Springfield's configuration with its store at `server`; the password comes from the environment, '%' written as %25.
std::filesystem::path config_with_store(const std::filesystem::path& city, const std::filesystem::path& folder,
                                        const DatabaseServer& server) {
  ::setenv(kSecret, "s3cret%25word", 1);
  std::filesystem::copy(city.parent_path() / "highways.sql.yaml", folder / "highways.sql.yaml");
  std::ifstream file(city);
  std::ostringstream whole;
  whole << file.rdbuf();
  std::string text = whole.str();
  const std::string store = "store: sqlite:relay311.db";
  const auto at = text.find(store);
  if (at == std::string::npos) throw std::runtime_error("Springfield's store is not where it was");
  text.replace(at, store.size(),
               std::string("store: postgresql://") + DatabaseServer::user + ":${env:" + kSecret +
                   "}@127.0.0.1:" + std::to_string(server.port()) + "/" + DatabaseServer::database);
  std::ofstream(folder / "relay311.yaml") << text;
  return folder / "relay311.yaml";
}

class TwoNodes : public ::testing::Test {
 protected:
  TwoNodes()
      : config_(config_with_store(prepare_springfield(first_data_.path()), folder_.path(), server_)),
        legacy_(first_data_.path() / "highways.db") {
    // Each node has a folder of its own; the work orders are the council's, and one.
    std::filesystem::create_symlink(first_data_.path() / "highways.db", second_data_.path() / "highways.db");
    first_ = std::make_unique<GatewayProcess>(config_, first_data_.path());
    second_ = std::make_unique<GatewayProcess>(config_, second_data_.path());
  }

  // Answers the id.
  std::string post(const GatewayProcess& node, PostedReport report) {
    report.form.emplace_back("api_key", "demo-key");
    const auto answer = http_post_form(node.port(), std::string(kRequests) + ".json", report.form);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.status == 200 ? parse_requests_json(answer.body).at(0)["service_request_id"] : "";
  }
  bool reads(const GatewayProcess& node, const std::string& id) {
    return http_get(node.port(), std::string(kRequests) + "/" + id + ".json").status == 200;
  }
  std::size_t work_orders(const std::string& id) {
    return legacy_.rows("SELECT 1 FROM work_order WHERE ext_ref = ?", {id}).size();
  }

  PostgreSQLServer server_;
  TemporaryDirectory first_data_;
  TemporaryDirectory second_data_;
  TemporaryDirectory folder_;
  std::filesystem::path config_;
  LegacyDatabase legacy_;
  std::unique_ptr<GatewayProcess> first_;
  std::unique_ptr<GatewayProcess> second_;
};

TEST_F(TwoNodes, OnOneDatabase_DeliverEachReportOnceAndOneMayDie) {
  std::vector<std::string> ids;
  for (const auto& report : springfield_reports()) {
    if (report.multipart || report.value("service_code") == "BULKY" || report.value("service_code") == "ANON") continue;
    ids.push_back(post(ids.size() % 2 == 0 ? *first_ : *second_, report));
  }
  ASSERT_GE(ids.size(), 20U);
  for (const auto& id : ids) {
    EXPECT_TRUE(reads(*first_, id)) << id;
    EXPECT_TRUE(reads(*second_, id)) << id;
    EXPECT_TRUE(eventually([&] { return work_orders(id) > 0; })) << id;
  }
  for (const auto& id : ids) EXPECT_EQ(work_orders(id), 1U) << id;

  first_->signal(SIGKILL);
  EXPECT_EQ(first_->wait(), -SIGKILL);
  for (const auto& id : ids) EXPECT_TRUE(reads(*second_, id)) << id;
  auto late = springfield_reports().at(0);
  std::erase_if(late.form, [](const auto& pair) { return pair.first == "attribute[fixmystreet_id]"; });
  const auto id = post(*second_, late);
  EXPECT_TRUE(eventually([&] { return work_orders(id) == 1; })) << id;
  EXPECT_THAT(second_->log(), ::testing::Not(::testing::HasSubstr("s3cret")));
}

}  // namespace
}  // namespace r311::test
