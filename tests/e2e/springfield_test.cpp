// SPDX-License-Identifier: Apache-2.0
// The example city end to end: what citizens post, what the clerk finds, what apps read back.
#include "springfield.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>

#include "base/text.h"
#include "legacy_database.h"

namespace r311::test {
namespace {

constexpr auto kRequests = "/open311/v2/requests";

std::string with_line_feeds(std::string text) {
  for (auto at = text.find("\r\n"); at != std::string::npos; at = text.find("\r\n", at)) text.erase(at, 1);
  return text;
}

// As the city's `limits` cut, which shows.
std::string cut_to_20(const std::string& name) {
  const auto whole = text::first(name, 20);
  return whole == name ? name : std::string(text::first(name, 17)) + "...";
}

// What became of one report.
struct Sent {
  PostedReport report;
  std::string id;  // empty for a blackbox report
  Row work_order;
};

class Springfield : public ::testing::Test {
 protected:
  Springfield()
      : config_(prepare_springfield(data_.path())),
        gateway_(std::make_unique<GatewayProcess>(config_, data_.path())),
        legacy_(data_.path() / "highways.db") {}

  HttpAnswer post(const PostedReport& report) {
    auto form = report.form;
    form.emplace_back("api_key", "demo-key");
    form.emplace_back("jurisdiction_id", "springfield.example");
    const auto target = std::string(kRequests) + ".json";
    return report.multipart ? http_post_multipart(gateway_->port(), target, form)
                            : http_post_form(gateway_->port(), target, form);
  }

  // The id that a POST's answer leads to: in it, or through its token once that resolves.
  std::string id_of(const HttpAnswer& answer) {
    const auto receipt = parse_requests_json(answer.body).at(0);
    if (receipt.count("service_request_id") > 0) return receipt.at("service_request_id");
    if (receipt.count("token") == 0) return "";
    std::string id;
    EXPECT_TRUE(eventually([&] {
      const auto looked = http_get(gateway_->port(), "/open311/v2/tokens/" + receipt.at("token") + ".json");
      if (looked.status != 200) return false;
      id = parse_requests_json(looked.body).at(0)["service_request_id"];
      return !id.empty();
    }));
    return id;
  }

  std::vector<Sent> send_all() {
    std::vector<Sent> sent;
    for (const auto& report : springfield_reports()) {
      const auto answer = post(report);
      EXPECT_EQ(answer.status, 200) << answer.body;
      sent.push_back({report, answer.status == 200 ? id_of(answer) : "", {}});
    }
    return sent;
  }

  std::vector<Row> work_orders() { return legacy_.rows("SELECT * FROM work_order WHERE ext_ref IS NOT NULL"); }

  Fields read(const std::string& id, const std::string& format) {
    const auto answer = http_get(gateway_->port(), std::string(kRequests) + "/" + id + "." + format);
    EXPECT_EQ(answer.status, 200) << answer.body;
    const auto requests = format == "json" ? parse_requests_json(answer.body) : parse_requests_xml(answer.body);
    EXPECT_EQ(requests.size(), 1u);
    return requests.empty() ? Fields{} : requests[0];
  }

  TemporaryDirectory data_;
  std::filesystem::path config_;
  std::unique_ptr<GatewayProcess> gateway_;
  LegacyDatabase legacy_;
};

void expect_work_order_holds(const Row& row, const PostedReport& report) {
  const auto at = [&](const char* column) { return row.count(column) > 0 ? row.at(column) : std::string(); };
  EXPECT_EQ(at("descr"), with_line_feeds(report.value("description")));
  EXPECT_EQ(at("surname"), cut_to_20(report.value("last_name")));
  EXPECT_EQ(at("forename"), report.value("first_name"));
  EXPECT_EQ(at("email"), report.value("email"));
  EXPECT_EQ(at("phone"), report.value("phone"));
  EXPECT_EQ(at("status"), "N");
  const auto address = report.value("address_string");
  EXPECT_EQ(at("address"), address.empty() ? report.value("attribute[closest_address]") : address);
  for (const auto& url : report.values("media_url")) EXPECT_THAT(at("photos"), ::testing::HasSubstr(url));
  for (const auto& [name, value] : report.form) {
    if (!name.starts_with("attribute[") || value.empty()) continue;
    // A local time gets its offset on the way, and one that summer time skipped moves forward: the day stays.
    const bool local_time = value.size() == 16 && value[10] == 'T';
    EXPECT_THAT(at("answers") + at("address") + at("easting") + at("northing") + at("depth_cm"),
                ::testing::HasSubstr(local_time ? value.substr(0, 10) : with_line_feeds(value)));
  }
  EXPECT_EQ(at("depth_cm").empty(), report.value("attribute[depth]").empty());
  if (!at("depth_cm").empty()) {
    EXPECT_EQ(std::atof(at("depth_cm").c_str()), std::atof(report.value("attribute[depth]").c_str()));
  }
  for (const auto& [column, name] : {std::pair{"latitude", "lat"}, std::pair{"longitude", "long"}}) {
    EXPECT_EQ(at(column).empty(), report.value(name).empty());
    EXPECT_EQ(std::atof(at(column).c_str()), std::atof(report.value(name).c_str()));
  }
}

void expect_request_shows(const Fields& request, const PostedReport& report, const std::string& id) {
  const auto at = [&](const char* name) { return request.count(name) > 0 ? request.at(name) : std::string(); };
  EXPECT_EQ(at("service_request_id"), id);
  EXPECT_EQ(at("service_code"), report.value("service_code"));
  EXPECT_EQ(at("description"), with_line_feeds(report.value("description")));
  EXPECT_EQ(at("address"), report.value("address_string"));
  EXPECT_EQ(at("media_url"), report.value("media_url"));
  EXPECT_EQ(at("status"), "open");
  for (const auto* name : {"lat", "long"}) {
    EXPECT_EQ(at(name).empty(), report.value(name).empty());
    EXPECT_EQ(std::atof(at(name).c_str()), std::atof(report.value(name).c_str()));
  }
}

TEST_F(Springfield, EveryReport_ReachesTheLegacySystemAndReadsBackCharacterByCharacter) {
  const auto sent = send_all();
  ASSERT_GE(sent.size(), 60u);
  ASSERT_TRUE(eventually([&] { return work_orders().size() >= sent.size(); }));
  EXPECT_EQ(work_orders().size(), sent.size());
  for (const auto& [report, id, row] : sent) {
    SCOPED_TRACE(report.value("description"));
    if (id.empty()) {
      const auto rows =
          legacy_.rows("SELECT * FROM work_order WHERE descr = ?", {with_line_feeds(report.value("description"))});
      ASSERT_EQ(rows.size(), 1u);
      expect_work_order_holds(rows[0], report);
      continue;
    }
    const auto rows = legacy_.rows("SELECT * FROM work_order WHERE ext_ref = ?", {id});
    ASSERT_EQ(rows.size(), 1u);
    expect_work_order_holds(rows[0], report);
    expect_request_shows(read(id, "json"), report, id);
    expect_request_shows(read(id, "xml"), report, id);
  }
}

TEST_F(Springfield, HalfOfTheReportsClosedByTheClerk_AreSeenClosed) {
  const auto sent = send_all();
  ASSERT_TRUE(eventually([&] { return work_orders().size() >= sent.size(); }));
  legacy_.rows("UPDATE work_order SET status = 'C', clerk_note = 'Done; thank you.' WHERE wo_no % 2 = 0");
  const auto closed = legacy_.rows("SELECT ext_ref FROM work_order WHERE status = 'C'");
  ASSERT_GE(closed.size(), sent.size() / 2);
  for (const auto& [report, id, row] : sent) {
    if (id.empty()) continue;
    SCOPED_TRACE(id);
    const bool done = legacy_.rows("SELECT 1 FROM work_order WHERE ext_ref = ? AND status = 'C'", {id}).size() == 1;
    if (!done) continue;
    EXPECT_TRUE(eventually([&] { return read(id, "json")["status"] == "closed"; }));
    EXPECT_EQ(read(id, "xml")["status_notes"], "Done; thank you.");
  }
  for (const auto& [report, id, row] : sent) {
    if (id.empty()) continue;
    if (!legacy_.rows("SELECT 1 FROM work_order WHERE ext_ref = ? AND status = 'C'", {id}).empty()) continue;
    EXPECT_EQ(read(id, "json")["status"], "open");
  }
}

TEST_F(Springfield, WithoutAPublicUrl_ClientsAreToldThePortThatTheSystemChose) {
  const auto address = "http://127.0.0.1:" + std::to_string(gateway_->port()) + "/open311/v2";
  const auto discovery = http_get(gateway_->port(), "/open311/discovery.xml").body;
  EXPECT_THAT(discovery, testing::HasSubstr("<url>" + address + "</url>"));
  EXPECT_THAT(discovery, testing::Not(testing::HasSubstr(":0/")));
}

TEST_F(Springfield, AfterKillNine_EverythingGoesOnWhereItWas) {
  auto report = springfield_reports().at(0);
  legacy_.rows("BEGIN IMMEDIATE");  // a clerk's program holds the database: nothing can be delivered
  std::vector<std::string> ids;
  for (int i = 0; i < 20; ++i) {
    for (auto& [name, value] : report.form)  // twenty reports, not one that is sent again
      if (name == "attribute[fixmystreet_id]") value = std::to_string(90'000 + i);
    ids.push_back(id_of(post(report)));
  }
  gateway_->signal(SIGKILL);
  EXPECT_EQ(gateway_->wait(), -SIGKILL);
  EXPECT_EQ(work_orders().size(), 0u);
  legacy_.rows("COMMIT");
  gateway_ = std::make_unique<GatewayProcess>(config_, data_.path());
  for (const auto& id : ids) EXPECT_EQ(read(id, "json")["service_request_id"], id);
  EXPECT_TRUE(eventually([&] { return work_orders().size() >= ids.size(); }));
  for (const auto& id : ids) {
    EXPECT_EQ(legacy_.rows("SELECT 1 FROM work_order WHERE ext_ref = ?", {id}).size(), 1u);
  }
}

TEST_F(Springfield, Sigterm_EndsCleanlyAndTellsNoSecretOrPerson) {
  const auto report = springfield_reports().at(0);
  EXPECT_EQ(post(report).status, 200);
  ASSERT_TRUE(eventually([&] { return work_orders().size() == 1; }));
  gateway_->signal(SIGTERM);
  EXPECT_EQ(gateway_->wait(), 0);
  const auto log = gateway_->log();
  EXPECT_THAT(log, ::testing::HasSubstr("\"trace\":"));
  EXPECT_THAT(log, ::testing::Not(::testing::HasSubstr("demo-key")));
  EXPECT_THAT(log, ::testing::Not(::testing::HasSubstr(report.value("last_name"))));
}

TEST_F(Springfield, Sighup_ChangesNothingAndEndsNothing) {
  gateway_->signal(SIGHUP);
  EXPECT_TRUE(eventually([&] { return gateway_->log().find("SIGHUP is passed over") != std::string::npos; }));
  gateway_->signal(SIGHUP);
  EXPECT_EQ(post(springfield_reports().at(0)).status, 200);
  gateway_->signal(SIGTERM);
  EXPECT_EQ(gateway_->wait(), 0);
}

TEST_F(Springfield, DuplicateThatAClerkFinds_LeadsToTheRequestThatWasThereBefore) {
  PostedReport report;
  report.form = {{"service_code", "POT"}, {"lat", "39.799"}, {"long", "-89.644"}, {"attribute[depth]", "12"}};
  const std::string first = id_of(post(report));
  const std::string second = id_of(post(report));
  ASSERT_TRUE(eventually([&] { return work_orders().size() == 2; }));
  legacy_.rows(
      "UPDATE work_order SET duplicate_of = (SELECT wo_no FROM work_order WHERE ext_ref = ?)"
      " WHERE ext_ref = ?",
      {first, second});
  const auto asked = std::string(kRequests) + "/" + second + ".json?extensions=true";
  EXPECT_TRUE(eventually([&] {
    return http_get(gateway_->port(), asked)
               .body.find("\"links\":{\"duplicate_of\":{\"service_request_id\":\"" + first + "\"") != std::string::npos;
  }));
  EXPECT_NE(http_get(gateway_->port(), asked).body.find("\"extended_status\":\"duplicate\",\"title\""),
            std::string::npos);
}

}  // namespace
}  // namespace r311::test
