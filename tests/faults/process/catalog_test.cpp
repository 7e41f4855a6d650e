// SPDX-License-Identifier: Apache-2.0
// Back ends that hang while they are asked for their services, behind the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <string>

#include "places.h"
#include "support/gateway_process.h"

namespace r311::test {
namespace {

using ::testing::HasSubstr;

// Two jurisdictions, hung.example and calm.example, each with the services of a back end of its name and nothing else.
class CatalogThatHangs : public ::testing::Test {
 protected:
  CatalogThatHangs() {
    std::filesystem::create_directory(data_);
    std::ofstream file(config_);
    file << "plugins: [\"" << RELAY311_BINARY_DIR << "/faults\"]\nanonymous_may: [submit]\nbackends:\n";
    for (const char* name : {"hung", "calm"})
      file << "  " << name << ":\n    adapter: misbehaving\n    duplicate_safe: true\n    options: { directory: \""
           << folder_.path().string() << "\", remembers: true, offers: true }\n    deadline: 400ms\n"
           << "    catalog_every: 50ms\n    retry: { first: 20ms, most: 100ms }\n";
    file << "jurisdictions:\n";
    for (const char* name : {"hung", "calm"})
      file << "  - { id: " << name << ".example, services_from: [" << name << "] }\n";
  }

  void tell(const std::string& name, const std::string& services) const {
    const auto next = folder_.path() / (name + ".services.next");
    std::ofstream(next) << services;
    std::filesystem::rename(next, folder_.path() / (name + ".services"));
  }
  std::size_t fetches(const std::string& name) const {
    std::ifstream file(folder_.path() / (name + ".fetches"));
    std::size_t count = 0;
    for (std::string line; std::getline(file, line);) ++count;
    return count;
  }
  static HttpAnswer list(const GatewayProcess& gateway, const std::string& name) {
    return http_get(gateway.port(), "/open311/v2/services.json?jurisdiction_id=" + name + ".example");
  }
  static HttpAnswer report(const GatewayProcess& gateway, const std::string& name, const std::string& code) {
    return http_post_form(gateway.port(), "/open311/v2/requests.json",
                          {{"jurisdiction_id", name + ".example"},
                           {"service_code", code},
                           {"lat", "39.8"},
                           {"long", "-89.6"},
                           {"description", "A hole"}});
  }
  bool lists(const GatewayProcess& gateway, const std::string& name, const std::string& what) const {
    return list(gateway, name).body.find(what) != std::string::npos;
  }

  TemporaryDirectory folder_;
  const std::filesystem::path config_ = folder_.path() / "relay311.yaml";
  const std::filesystem::path data_ = folder_.path() / "data";
};

TEST_F(CatalogThatHangs, HurtsNoOther_AndItsOwnDeliveriesGoOn) {
  tell("hung", "TREE Fallen tree\n");
  tell("calm", "POT Pothole\n");
  GatewayProcess gateway(config_, data_);
  ASSERT_TRUE(eventually([&] { return lists(gateway, "hung", "Fallen tree") && lists(gateway, "calm", "Pothole"); }))
      << gateway.log();
  tell("hung", "hang\n");
  const auto so_far = fetches("hung");
  ASSERT_TRUE(eventually([&] { return fetches("hung") > so_far; }));

  tell("calm", "POT Pothole\nSIGN Bent sign\n");
  EXPECT_TRUE(eventually([&] { return lists(gateway, "calm", "Bent sign"); })) << "the other follows its back end";
  EXPECT_TRUE(lists(gateway, "hung", "Fallen tree")) << "this one stays whole";
  EXPECT_EQ(report(gateway, "hung", "TREE").status, 200);
  EXPECT_TRUE(eventually([&] { return std::filesystem::file_size(folder_.path() / "hung.journal") > 0; }))
      << gateway.log();

  tell("hung", "TREE Fallen tree\nBENCH Broken bench\n");
  std::ofstream(folder_.path() / "hung.release") << "\n";
  EXPECT_TRUE(eventually([&] { return lists(gateway, "hung", "Broken bench"); })) << gateway.log();
}

TEST_F(CatalogThatHangs, DoesNotKeepTheGatewayFromStopping_AndIsWholeAfterTheNextStart) {
  tell("hung", "TREE Fallen tree\n");
  tell("calm", "POT Pothole\n");
  {
    GatewayProcess gateway(config_, data_);
    ASSERT_TRUE(eventually([&] { return lists(gateway, "hung", "Fallen tree"); })) << gateway.log();
    tell("hung", "hang\n");
    const auto so_far = fetches("hung");
    ASSERT_TRUE(eventually([&] { return fetches("hung") > so_far; }));
    gateway.signal(SIGTERM);
    EXPECT_GE(gateway.wait(), 0) << "it ended by itself";
  }
  const GatewayProcess again(config_, data_);
  EXPECT_EQ(list(again, "hung").status, 200) << again.log();
  EXPECT_THAT(list(again, "hung").body, HasSubstr("Fallen tree"));
}

TEST_F(CatalogThatHangs, BeforeItWasEverHad_Is503AndTheOtherIsServed) {
  tell("hung", "hang\n");
  tell("calm", "POT Pothole\n");
  const GatewayProcess gateway(config_, data_);
  ASSERT_TRUE(eventually([&] { return lists(gateway, "calm", "Pothole"); })) << gateway.log();
  EXPECT_EQ(list(gateway, "hung").status, 503);
  EXPECT_EQ(report(gateway, "calm", "POT").status, 200);
}

}  // namespace
}  // namespace r311::test
