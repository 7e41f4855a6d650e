// SPDX-License-Identifier: Apache-2.0
// A council whose work-order system itself says what can be reported: the list follows it, and outlives it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <memory>

#include "legacy_database.h"
#include "places.h"
#include "springfield.h"

namespace r311::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kConfiguration = R"(
anonymous_may: [submit]
backends:
  parks:
    adapter: sql
    catalog_every: 100ms
    poll_every: 100ms
    retry: { first: 50ms, most: 100ms }
    options:
      database: sqlite:parks.db
      time_zone: UTC
      statements:
        submit:
          - sql: >
              INSERT INTO work_order (ext_ref, type_code, height)
              VALUES (:id, :backend_code, :attribute.height) RETURNING wo_no
            reference: wo_no
        work_orders:
          sql: >
            SELECT wo_no, type_code, height AS remark, opened FROM work_order
             WHERE ext_ref IS NULL AND wo_no > COALESCE(CAST(:since AS INTEGER), 0) ORDER BY wo_no
          reference: wo_no
          backend_code: type_code
          description: remark
          requested: opened
          cursor: wo_no
        catalog:
          services: { sql: "SELECT code, title FROM wo_type ORDER BY code", name: title }
          attributes: { sql: "SELECT service, code, datatype FROM wo_field" }
jurisdictions:
  - id: parks.example
    services: [{ code: LITTER, name: Litter, backend: parks }]
    services_from: [parks]
  - id: streets.example
    services: [{ code: POT, name: Pothole, backend: parks }]
)";

class CatalogOfTheBackEnd : public ::testing::Test {
 protected:
  CatalogOfTheBackEnd() {
    std::ofstream(config_) << kConfiguration;
    std::filesystem::create_directory(data_);
    std::ofstream(database_).close();
    LegacyDatabase made(database_);
    made.rows("CREATE TABLE wo_type (code TEXT, title TEXT)");
    made.rows("CREATE TABLE wo_field (service TEXT, code TEXT, datatype TEXT)");
    made.rows(
        "CREATE TABLE work_order (wo_no INTEGER PRIMARY KEY, ext_ref TEXT UNIQUE, type_code TEXT, height TEXT, "
        "opened TEXT)");
    made.rows("INSERT INTO wo_type VALUES ('BENCH', 'Broken bench'), ('TREE', 'Fallen tree')");
    made.rows("INSERT INTO wo_field VALUES ('TREE', 'height', 'number')");
  }

  void start() { gateway_ = std::make_unique<GatewayProcess>(config_, data_); }
  void restart() {
    gateway_->signal(SIGTERM);
    EXPECT_EQ(gateway_->wait(), 0);
    start();
  }
  Ended check() const {
    return run_program({std::string(RELAY311_BINARY_DIR) + "/bin/relay311", "check", "--config", config_.string()});
  }
  void source_goes() { std::filesystem::rename(database_, data_ / "away.db"); }
  void source_comes_back() { std::filesystem::rename(data_ / "away.db", database_); }

  HttpAnswer get(const std::string& target, const std::string& jurisdiction = "parks.example") {
    return http_get(gateway_->port(), "/open311/v2/" + target + "?jurisdiction_id=" + jurisdiction);
  }
  HttpAnswer report(const std::string& code) {
    return http_post_form(gateway_->port(), "/open311/v2/requests.json",
                          {{"jurisdiction_id", "parks.example"},
                           {"service_code", code},
                           {"lat", "39.8"},
                           {"long", "-89.6"},
                           {"description", "It lies there"},
                           {"attribute[height]", "12"}});
  }
  bool lists(const std::string& name) {
    const auto answer = get("services.json");
    return answer.status == 200 && answer.body.find(name) != std::string::npos;
  }
  // A clerk opens an order of a type that no service has.
  void open_swing() {
    LegacyDatabase(database_).rows(
        "INSERT INTO work_order (type_code, height, opened) VALUES ('SWING', 'The swing hangs by one chain', "
        "datetime('now'))");
    ASSERT_TRUE(eventually([&] { return gateway_->log().find("a code that no service has") != std::string::npos; }))
        << gateway_->log();
  }
  bool shows_swing(const std::string& jurisdiction) {
    return get("requests.json", jurisdiction).body.find("The swing hangs by one chain") != std::string::npos;
  }
  std::size_t orders(const std::string& code) {
    return LegacyDatabase(database_).rows("SELECT * FROM work_order WHERE type_code = ?", {code}).size();
  }

  TemporaryDirectory folder_;
  const std::filesystem::path config_ = folder_.path() / "relay311.yaml";
  const std::filesystem::path data_ = folder_.path() / "data";
  const std::filesystem::path database_ = data_ / "parks.db";
  std::unique_ptr<GatewayProcess> gateway_;
};

TEST_F(CatalogOfTheBackEnd, IsServedWithWhatTheConfigurationLists_AndFollowsTheBackEnd) {
  start();
  ASSERT_TRUE(eventually([&] { return lists("Fallen tree"); })) << gateway_->log();
  const auto first = get("services.json").body;
  EXPECT_THAT(first, HasSubstr("Litter"));
  EXPECT_THAT(first, HasSubstr("Broken bench"));
  EXPECT_THAT(get("services/TREE.json").body, HasSubstr("height"));
  LegacyDatabase(database_).rows("INSERT INTO wo_type VALUES ('SWING', 'Broken swing')");
  EXPECT_TRUE(eventually([&] { return lists("Broken swing"); })) << gateway_->log();
  EXPECT_EQ(report("SWING").status, 200);
  EXPECT_TRUE(eventually([&] { return orders("SWING") == 1; })) << gateway_->log();
  EXPECT_EQ(report("TREE").status, 200);
  EXPECT_TRUE(eventually([&] { return orders("TREE") == 1; })) << gateway_->log();
  EXPECT_EQ(LegacyDatabase(database_).rows("SELECT height FROM work_order WHERE type_code = 'TREE'").at(0).at("height"),
            "12");
}

TEST_F(CatalogOfTheBackEnd, IsToldByCheck_WithoutNotesOnQuestionsThatOnlyTheBackEndKnows) {
  const auto checked = check();
  EXPECT_EQ(checked.code, 0) << checked.out << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("2 services, 1 catalogue of services"));
  EXPECT_THAT(checked.out, Not(HasSubstr("attribute.height")));
}

TEST_F(CatalogOfTheBackEnd, StaysWholeWhileTheBackEndIsAway_AlsoAfterARestart) {
  start();
  ASSERT_TRUE(eventually([&] { return lists("Fallen tree"); })) << gateway_->log();
  const auto whole = get("services.json").body;
  LegacyDatabase(database_).rows("ALTER TABLE wo_type RENAME TO wo_type_away");
  EXPECT_TRUE(eventually([&] { return gateway_->log().find("those that it told last stay") != std::string::npos; }));
  EXPECT_EQ(get("services.json").body, whole);
  source_goes();
  restart();
  const auto after = get("services.json");
  EXPECT_EQ(after.status, 200) << "from the first answer on";
  EXPECT_EQ(after.body, whole);
  EXPECT_TRUE(eventually([&] { return gateway_->log().find("those that it told last stay") != std::string::npos; }));
  EXPECT_EQ(get("services.json").body, whole);
  EXPECT_EQ(report("BENCH").status, 200);
  source_comes_back();
  LegacyDatabase(database_).rows("ALTER TABLE wo_type_away RENAME TO wo_type");
  EXPECT_TRUE(eventually([&] { return orders("BENCH") == 1; })) << gateway_->log();
}

// Catalogues are asked for less often than what changed.
TEST_F(CatalogOfTheBackEnd, OrderWhoseServiceComesLater_IsShownThen) {
  start();
  ASSERT_TRUE(eventually([&] { return lists("Fallen tree"); })) << gateway_->log();
  open_swing();
  EXPECT_FALSE(shows_swing("parks.example"));
  LegacyDatabase(database_).rows("INSERT INTO wo_type VALUES ('SWING', 'Broken swing')");
  EXPECT_TRUE(eventually([&] { return shows_swing("parks.example"); })) << gateway_->log();
  EXPECT_FALSE(shows_swing("streets.example"));
}

TEST_F(CatalogOfTheBackEnd, OrderWhoseServiceIsConfiguredLater_IsShownThen) {
  start();
  open_swing();
  std::string text = kConfiguration;
  const std::string listed = "services: [{ code: POT, name: Pothole, backend: parks }]\n";
  text.replace(text.find(listed), listed.size(),
               "services:\n"
               "      - { code: POT, name: Pothole, backend: parks }\n"
               "      - { code: SWINGS, name: Broken swing, backend: parks, backend_code: SWING }\n");
  std::ofstream(config_) << text;
  restart();
  EXPECT_TRUE(eventually([&] { return shows_swing("streets.example"); })) << gateway_->log();
}

TEST_F(CatalogOfTheBackEnd, BadData_ChangesNothingAndIsTold) {
  start();
  ASSERT_TRUE(eventually([&] { return lists("Fallen tree"); })) << gateway_->log();
  const auto whole = get("services.json").body;
  LegacyDatabase(database_).rows("INSERT INTO wo_type VALUES ('NEW', 'New one'), ('TREE', 'Another tree')");
  EXPECT_TRUE(eventually([&] {
    return gateway_->log().find("two services with the code 'TREE'") != std::string::npos;
  })) << gateway_->log();
  EXPECT_EQ(get("services.json").body, whole);
  LegacyDatabase(database_).rows("DELETE FROM wo_type WHERE title = 'Another tree'");
  EXPECT_TRUE(eventually([&] { return lists("New one"); }));
}

TEST_F(CatalogOfTheBackEnd, NeverHadYet_Is503ForThisListOnly_AndListedServicesTakeReports) {
  source_goes();
  start();
  EXPECT_EQ(get("services.json").status, 503);
  EXPECT_THAT(get("services.json").body, Not(HasSubstr("Litter")));
  EXPECT_EQ(report("TREE").status, 503);
  EXPECT_EQ(report("LITTER").status, 200);
  EXPECT_EQ(get("services.json", "streets.example").status, 200);
  source_comes_back();
  EXPECT_TRUE(eventually([&] { return lists("Fallen tree"); })) << gateway_->log();
  EXPECT_TRUE(eventually([&] { return orders("LITTER") == 1; })) << gateway_->log();
}

TEST_F(CatalogOfTheBackEnd, ReportsForAServiceThatVanished_AreStillReadAndDelivered) {
  start();
  ASSERT_TRUE(eventually([&] { return lists("Fallen tree"); })) << gateway_->log();
  LegacyDatabase(database_).rows("ALTER TABLE work_order RENAME TO work_order_locked");
  const auto posted = report("BENCH");
  ASSERT_EQ(posted.status, 200) << posted.body;
  LegacyDatabase(database_).rows("DELETE FROM wo_type WHERE code = 'BENCH'");
  ASSERT_TRUE(eventually([&] { return !lists("Broken bench"); }));
  EXPECT_EQ(report("BENCH").status, 404);
  restart();
  const std::string id = parse_requests_json(posted.body).at(0).at("service_request_id");
  EXPECT_THAT(get("requests/" + id + ".json").body, HasSubstr("Broken bench"));
  LegacyDatabase(database_).rows("ALTER TABLE work_order_locked RENAME TO work_order");
  EXPECT_TRUE(eventually([&] { return orders("BENCH") == 1; })) << gateway_->log();
}

TEST_F(CatalogOfTheBackEnd, WithoutAStatementForIt_IsAMistakeOfTheConfiguration) {
  std::string text = kConfiguration;
  const auto begin = text.find("        catalog:");
  text.erase(begin, text.find("jurisdictions:") - begin);
  std::ofstream(config_) << text;
  const auto checked = check();
  EXPECT_NE(checked.code, 0);
  EXPECT_THAT(checked.out + checked.err,
              HasSubstr("jurisdictions[0].services_from[0]: found the back end \"parks\", which "
                        "as it is configured tells no services"));
}

}  // namespace
}  // namespace r311::test
