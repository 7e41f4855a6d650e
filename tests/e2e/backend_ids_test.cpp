// SPDX-License-Identifier: Apache-2.0
// Springfield with `ids: backend`: citizens get the numbers of the work orders, or a token where that takes too long.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>

#include "legacy_database.h"
#include "springfield.h"

namespace r311::test {
namespace {

class BackendIds : public ::testing::Test {
 protected:
  BackendIds() {
    const auto city = prepare_springfield(data_.path()).parent_path();
    std::filesystem::copy(city / "highways.sql.yaml", folder_.path());
    std::ifstream in(city / "relay311.yaml");
    std::string text{std::istreambuf_iterator<char>(in), {}};
    insert(text, "    poll_every: 2s", "    retry: { first: 50ms, most: 100ms }\n");
    insert(text, "    dedupe:", "    ids: backend\n    answer_within: 20s\n");
    config_ = folder_.path() / "relay311.yaml";
    std::ofstream(config_) << text;
  }

  static void insert(std::string& text, const std::string& before, const std::string& what) {
    const auto at = text.find(before);
    ASSERT_NE(at, std::string::npos) << before;
    text.insert(at, what);
  }
  std::filesystem::path database() const { return data_.path() / "highways.db"; }
  void start() { gateway_ = std::make_unique<GatewayProcess>(config_, data_.path()); }

  Fields post(const std::string& fixmystreet_id) {
    const auto answer = http_post_form(gateway_->port(), "/open311/v2/requests.json",
                                       {{"api_key", "demo-key"},
                                        {"service_code", "POT"},
                                        {"lat", "39.8"},
                                        {"long", "-89.6"},
                                        {"description", "A hole"},
                                        {"attribute[depth]", "12"},
                                        {"attribute[fixmystreet_id]", fixmystreet_id}});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return parse_requests_json(answer.body).at(0);
  }

  TemporaryDirectory data_;
  TemporaryDirectory folder_;
  std::filesystem::path config_;
  std::unique_ptr<GatewayProcess> gateway_;
};

std::string encoded(const std::string& id) {
  std::string text;
  for (const char c : id) {
    constexpr const char* digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    text += {'%', digits[byte / 16], digits[byte % 16]};
  }
  return text;
}

TEST_F(BackendIds, PostTakenInTime_IsAnsweredWithTheWorkOrdersNumberByWhichItIsRead) {
  start();
  const auto receipt = post("4711");
  ASSERT_EQ(receipt.count("service_request_id"), 1U) << gateway_->log();
  const std::string id = receipt.at("service_request_id");
  const auto orders = LegacyDatabase(database()).rows("SELECT * FROM work_order WHERE ext_ref <> ''");
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_NE(orders[0].at("ext_ref"), id) << "the key of the delivery stays the gateway's own";
  const auto found = http_get(gateway_->port(), "/open311/v2/requests/" + encoded(id) + ".json");
  EXPECT_EQ(found.status, 200) << found.body;
  EXPECT_EQ(parse_requests_json(found.body).at(0).at("service_request_id"), id);

  EXPECT_EQ(post("4711").at("service_request_id"), id) << "sent again, it is the same";
  EXPECT_EQ(LegacyDatabase(database()).rows("SELECT * FROM work_order WHERE ext_ref <> ''").size(), 1U);
}

TEST_F(BackendIds, PostThatTakesTooLong_IsAnsweredWithATokenThatBecomesTheNumber) {
  std::ifstream in(config_);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::string within = "answer_within: 20s";
  text.replace(text.find(within), within.size(), "answer_within: 100ms");
  std::ofstream(config_) << text;
  std::filesystem::rename(database(), data_.path() / "away.db");
  start();
  const auto receipt = post("4712");
  ASSERT_EQ(receipt.count("token"), 1U);
  EXPECT_EQ(receipt.count("service_request_id"), 0U);
  std::filesystem::rename(data_.path() / "away.db", database());
  EXPECT_TRUE(eventually([&] {
    const auto looked = http_get(gateway_->port(), "/open311/v2/tokens/" + receipt.at("token") + ".json");
    return looked.status == 200 && parse_requests_json(looked.body).at(0).count("service_request_id") == 1;
  })) << gateway_->log();
}

}  // namespace
}  // namespace r311::test
