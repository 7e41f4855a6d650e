// SPDX-License-Identifier: Apache-2.0
// Councils add status codes every few weeks, and nobody restarts a gateway for that.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>

#include "legacy_database.h"
#include "springfield.h"

namespace r311::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class StatusCodes : public testing::Test {
 protected:
  StatusCodes()
      : config_(prepare_springfield(data_.path(), folder_.path(), quick_polls)),
        gateway_(std::make_unique<GatewayProcess>(config_, data_.path())),
        legacy_(data_.path() / "highways.db") {
    legacy_.rows("PRAGMA ignore_check_constraints = ON");  // the vendor's upgrade brought codes
  }

  std::string report() {
    const auto answer = http_post_form(gateway_->port(), "/open311/v2/requests.json",
                                       {{"api_key", "demo-key"},
                                        {"jurisdiction_id", "springfield.example"},
                                        {"service_code", "POT"},
                                        {"lat", "39.799"},
                                        {"long", "-89.644"},
                                        {"attribute[depth]", "12"}});
    const std::string id = parse_requests_json(answer.body).at(0).at("service_request_id");
    EXPECT_TRUE(eventually([&] { return !legacy_.rows("SELECT 1 FROM work_order WHERE ext_ref = ?", {id}).empty(); }));
    return id;
  }
  std::string body(const std::string& id) {
    return http_get(gateway_->port(), "/open311/v2/requests/" + id + ".json?extensions=true").body;
  }
  Fields read(const std::string& id) { return parse_requests_json(body(id)).at(0); }
  bool shows(const std::string& id, const std::string& status) {
    return eventually([&] { return body(id).find("\"extended_status\":\"" + status + "\"") != std::string::npos; });
  }
  std::string updates() {
    return http_get(gateway_->port(), "/open311/v2/servicerequestupdates.json?jurisdiction_id=springfield.example")
        .body;
  }
  // As an editor does it: another file takes the name.
  void in_statements(const Edits& edits) {
    const auto file = folder_.path() / "highways.sql.yaml";
    std::ifstream in(file);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    for (const auto& [found, put] : edits) {
      const auto at = text.find(found);
      ASSERT_NE(at, std::string::npos) << found;
      text.replace(at, found.size(), put);
    }
    std::ofstream(file.string() + ".new") << text;
    std::filesystem::rename(file.string() + ".new", file);
  }
  bool logs(const std::string& text) {
    return eventually([&] { return gateway_->log().find(text) != std::string::npos; });
  }

  TemporaryDirectory data_;
  TemporaryDirectory folder_;
  std::filesystem::path config_;
  std::unique_ptr<GatewayProcess> gateway_;
  LegacyDatabase legacy_;
};

TEST_F(StatusCodes, NewCodeOfTheClerks_ShowsOnceTheFileHasIt_WithoutARestart) {
  const std::string id = report();
  const std::string other = report();
  legacy_.rows("UPDATE work_order SET status = 'Q', clerk_note = 'Come Tuesday' WHERE ext_ref = ?", {id});
  ASSERT_TRUE(eventually([&] { return read(id)["status_notes"] == "Come Tuesday"; }));
  EXPECT_TRUE(logs("status Q is not in from_backend"));
  legacy_.rows(
      "INSERT INTO remark (wo_no, author, body) SELECT wo_no, 'Clerk', 'Bring boots' FROM work_order"
      " WHERE ext_ref = ?",
      {id});
  ASSERT_TRUE(eventually([&] { return updates().find("Bring boots") != std::string::npos; }));
  EXPECT_EQ(read(id)["status"], "open");

  in_statements({{"    N: open\n", "    N: open\n    Q: plannd\n"}});
  EXPECT_TRUE(logs("highways.sql.yaml:"));
  EXPECT_TRUE(logs("did you mean planned?"));
  in_statements({{"plannd", "planned"}});
  EXPECT_TRUE(shows(id, "planned")) << gateway_->log();
  const std::string told = updates();
  EXPECT_EQ(told.find("Come Tuesday"), told.rfind("Come Tuesday")) << "what the clerk wrote is told once: " << told;

  legacy_.rows("UPDATE work_order SET status = 'Q' WHERE ext_ref = ?", {other});
  EXPECT_TRUE(shows(other, "planned"));
  legacy_.rows("UPDATE work_order SET status = 'C' WHERE ext_ref = ?", {id});
  EXPECT_TRUE(eventually([&] { return read(id)["status"] == "closed"; }));
}

TEST_F(StatusCodes, FileThatGotTheCodeWhileTheGatewayWasDown_ShowsItToo) {
  const std::string id = report();
  legacy_.rows("UPDATE work_order SET status = 'Q', clerk_note = 'Come Tuesday' WHERE ext_ref = ?", {id});
  ASSERT_TRUE(eventually([&] { return read(id)["status_notes"] == "Come Tuesday"; }));
  gateway_->signal(SIGKILL);
  gateway_->wait();
  in_statements({{"    N: open\n", "    N: open\n    Q: planned\n"}});
  gateway_ = std::make_unique<GatewayProcess>(config_, data_.path());
  EXPECT_TRUE(shows(id, "planned")) << gateway_->log();
}

TEST_F(StatusCodes, FileWithAMistakeThatOnlyTheAdapterSees_ChangesNothing_AndIsToldOnce) {
  const std::string id = report();
  in_statements({{"    N: open\n", "    N: closed\n"}});
  EXPECT_TRUE(logs("statuses were taken anew"));
  in_statements({{"    N: closed\n", "    N: open\n    Q: planned\n"}, {"VALUES (:id,", "VALUES (:idd,"}});
  EXPECT_TRUE(logs("found :idd, expected :id"));
  const auto log = [&] { return gateway_->log(); };
  legacy_.rows("UPDATE work_order SET status = 'Q' WHERE ext_ref = ?", {id});
  EXPECT_TRUE(logs("status Q is not in from_backend"));
  EXPECT_EQ(log().find("found :idd"), log().rfind("found :idd"));
}

TEST_F(StatusCodes, OtherPartsOfTheFile_CountFromTheNextStartOn_WhichTheLogSays) {
  in_statements({{"last_name: 20", "last_name: 21"}});
  EXPECT_TRUE(logs("all of it counts from the next start on"));
  EXPECT_THAT(gateway_->log(), Not(HasSubstr("statuses were taken anew")));
}

// An editor that empties the file first, a copy that broke off; and the calls of a burst, for which the gateway makes
// further instances of the adapter meanwhile.
TEST_F(StatusCodes, FileThatIsBeingWritten_HurtsNoReport) {
  const auto file = folder_.path() / "highways.sql.yaml";
  std::ifstream in(file);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  const std::string id = report();
  for (const std::string& part :
       {std::string(), whole.substr(0, whole.find("\nstatuses:")), std::string("submit: [")}) {
    std::ofstream(file) << part;
    std::vector<std::string> burst;
    for (int i = 0; i < 12; ++i) {
      const auto answer = http_post_form(gateway_->port(), "/open311/v2/requests.json",
                                         {{"api_key", "demo-key"},
                                          {"jurisdiction_id", "springfield.example"},
                                          {"service_code", "POT"},
                                          {"lat", "39.799"},
                                          {"long", "-89.644"},
                                          {"attribute[depth]", "12"}});
      burst.push_back(parse_requests_json(answer.body).at(0).at("service_request_id"));
    }
    for (const std::string& each : burst)
      EXPECT_TRUE(eventually([&] {
        return !legacy_.rows("SELECT 1 FROM work_order WHERE ext_ref = ?", {each}).empty();
      })) << part
          << gateway_->log();
  }
  legacy_.rows("UPDATE work_order SET status = 'C' WHERE ext_ref = ?", {id});
  EXPECT_TRUE(eventually([&] { return read(id)["status"] == "closed"; }));
  std::ofstream(file) << whole;
  EXPECT_EQ(gateway_->log().find("no further instance"), std::string::npos);
}

}  // namespace
}  // namespace r311::test
