// SPDX-License-Identifier: Apache-2.0
// The service list while the catalogues behind it come, change and are away.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "council.h"

namespace r311::http {
namespace {

using testing::HasSubstr;
using testing::Not;

// Springfield lists what council_plan() does and takes services of the back end parks besides; Shelbyville takes none.
struct TwoCouncils : Council {
  TwoCouncils() : Council(plan_of_both()), parks(catalogue.find("springfield.example")->services()) {}
  static CouncilPlan plan_of_both() {
    CouncilPlan plan;
    plan.jurisdictions = {"springfield.example", "shelbyville.example"};
    plan.catalogs = {{"springfield.example", {"parks"}}};
    return plan;
  }
  void offers(const std::vector<std::string>& codes) {
    std::vector<open311::Service> services;
    for (const auto& code : codes) {
      open311::Service service;
      service.code = code;
      service.name = "Service " + code;
      services.push_back(service);
    }
    ASSERT_TRUE(parks->take("parks", std::move(services), [] { return Result<void>(); }));
  }
  Received springfield(const std::string& target, const std::string& headers = "") {
    return get(target + "?jurisdiction_id=springfield.example", headers);
  }
  Received report(const std::string& code) {
    return post("jurisdiction_id=springfield.example&api_key=demo-key&service_code=" + code +
                "&lat=41.8&long=-87.6&description=Leaves&attribute%5Bdepth%5D=1");
  }

  std::shared_ptr<gateway::CurrentServices> parks;
};

TEST(CatalogInHttp, ListThatIsNotWholeYet_Is503WithRetryAfterAndNeverAPart) {
  TwoCouncils councils;
  const auto list = councils.springfield("services.xml");
  EXPECT_EQ(list.status, 503);
  EXPECT_EQ(list.headers.count("retry-after"), 1u);
  EXPECT_THAT(list.body, HasSubstr("<code>503</code>"));
  EXPECT_THAT(list.body, Not(HasSubstr("service_code")));
  EXPECT_EQ(councils.springfield("services/TREE.json").status, 503);
  EXPECT_EQ(councils.springfield("services/POT.json").status, 200) << "it is listed by hand";
  EXPECT_EQ(councils.get("services.xml?jurisdiction_id=shelbyville.example").status, 200) << "others are unaffected";
  councils.offers({"TREE"});
  EXPECT_EQ(councils.springfield("services.xml").status, 200);
  EXPECT_EQ(councils.springfield("services/NONE.json").status, 404);
}

TEST(CatalogInHttp, ReportForAServiceNotKnownYet_Is503AndOneForAListedServiceIsTaken) {
  TwoCouncils councils;
  const auto unknown = councils.report("TREE");
  EXPECT_EQ(unknown.status, 503);
  EXPECT_EQ(unknown.headers.count("retry-after"), 1u);
  EXPECT_THAT(unknown.body, HasSubstr("'TREE' is not known yet"));
  EXPECT_EQ(councils.report("POT").status, 200);
  councils.offers({"TREE"});
  EXPECT_EQ(councils.report("TREE").status, 200);
  EXPECT_EQ(councils.report("NONE").status, 404);
}

TEST(CatalogInHttp, ServicesThatChanged_AreShownAtOnceUnderAnotherTag) {
  TwoCouncils councils;
  councils.offers({"TREE"});
  const auto before = councils.springfield("services.json");
  const std::string condition = "If-None-Match: " + before.headers.at("etag") + "\r\n";
  EXPECT_EQ(councils.springfield("services.json", condition).status, 304);
  councils.offers({"TREE", "BENCH"});
  const auto after = councils.springfield("services.json", condition);
  EXPECT_EQ(after.status, 200);
  EXPECT_THAT(after.body, HasSubstr("BENCH"));
  EXPECT_NE(after.headers.at("etag"), before.headers.at("etag"));
}

TEST(CatalogInHttp, ReportForAServiceThatVanished_CanStillBeReadAndDelivered) {
  TwoCouncils councils;
  councils.offers({"TREE"});
  const auto posted = councils.report("TREE");
  ASSERT_EQ(posted.status, 200);
  councils.offers({"BENCH"});
  EXPECT_EQ(councils.report("TREE").status, 404);
  const std::string id = element(posted.body, "service_request_id");
  const auto read = councils.springfield("requests/" + id + ".xml");
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(element(read.body, "service_name"), "Service TREE");
  const auto listed = councils.get("requests.xml?jurisdiction_id=springfield.example&service_code=TREE");
  EXPECT_THAT(listed.body, HasSubstr(id));
  const auto waiting = councils.waiting("parks");
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0].backend_code, "TREE");
}

TEST(CatalogInHttp, ListReplacedWhileItIsServed_IsAlwaysOneOfTheTwo) {
  TwoCouncils councils;
  const std::vector<std::string> small{"TREE"}, large{"TREE", "BENCH", "PATH"};
  councils.offers(small);
  const std::string one = councils.springfield("services.json").body;
  councils.offers(large);
  const std::string other = councils.springfield("services.json").body;
  std::atomic<bool> done{false};
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      Client client(councils.port());
      while (!done) {
        ASSERT_TRUE(client.send(http::get("/open311/v2/services.json?jurisdiction_id=springfield.example")));
        const auto answer = client.receive();
        ASSERT_TRUE(answer);
        EXPECT_TRUE(answer->body == one || answer->body == other) << answer->body;
      }
    });
  }
  for (int i = 0; i < 300; ++i) councils.offers(i % 2 == 0 ? small : large);
  done = true;
  for (auto& client : clients) client.join();
}

}  // namespace
}  // namespace r311::http
