// SPDX-License-Identifier: Apache-2.0
// The example city's JSON over HTTP against the rules that the published draft 4 schemas have for it.
#include "support/json_schema.h"

#include "city.h"
#include "support/photos.h"

namespace r311::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class JsonSchemas : public City {
 protected:
  // What the answer holds, which must keep to the rules.
  static Node held(Document document, const http::Received& answer, int status = 200) {
    EXPECT_EQ(answer.status, status) << answer.body;
    EXPECT_THAT(breaches(document, answer.body), IsEmpty()) << answer.body;
    return read_json(answer.body);
  }
  Node held(Document document, const std::string& target) { return held(document, get(target)); }

  std::string posted(const FormPairs& more, const std::vector<FilePart>& files = {}) {
    return held(Document::receipts, post("requests.json", report(more), files))[0]["service_request_id"].text;
  }
  static FormPairs bulky() {
    return report({{"service_code", "BULKY"}, {"attribute[items]", "sofa"}, {"attribute[pieces]", "1"}});
  }
};

TEST_F(JsonSchemas, OfTheCatalogue_Hold) {
  for (const auto& code : each(held(Document::services, "services.json"), "service_code"))
    EXPECT_EQ(held(Document::definition, "services/" + code + ".json")["service_code"].text, code);
  held(Document::discovery, "discovery.json");
  held(Document::discovery, exchange(lwp_get("/open311/discovery.json")));
}

TEST_F(JsonSchemas, OfRequests_HoldForFullAndForBareOnes) {
  held(Document::requests, "requests.json");
  const auto full = posted({{"media_url", "https://fix.example/photo/1.jpeg"}, {"address_string", "12 Elm Street"}});
  const auto bare = posted({{"service_code", "LITTER"},
                            {"lat", ""},
                            {"long", ""},
                            {"address_id", "7"},
                            {"description", ""},
                            {"email", ""},
                            {"attribute[depth]", ""}});
  const auto pictured = posted({{"service_code", "TREE"}, {"attribute[tree_fault]", "dead"}, {"lat", "0"}},
                               {{"photo1", "1.png", "image/png", file_of(photo(32, 24), ".png")}});
  const auto order = work_order(full)["wo_no"];
  legacy_.rows("UPDATE work_order SET status = 'X', clerk_note = '12' WHERE wo_no = ?", {order});
  updates_of(full, 1);
  for (const auto& id : {full, bare, pictured})
    EXPECT_THAT(held(Document::requests, "requests/" + id + ".json").list, SizeIs(1));
  EXPECT_THAT(held(Document::requests, "requests.json").list, SizeIs(3));
  EXPECT_THAT(held(Document::requests, "requests.json?" + window_to_now(std::chrono::hours(1))).list, SizeIs(3));
  EXPECT_THAT(held(Document::requests, "requests.json?service_request_id=" + full + "%2C" + bare).list, SizeIs(2));
}

TEST_F(JsonSchemas, OfReceiptsAndTokens_HoldForEveryTypeOfService) {
  EXPECT_NE(posted({}), "");
  const auto blackbox = held(Document::receipts, post("requests.json", report({{"service_code", "ANON"}})));
  EXPECT_FALSE(blackbox[0].has("service_request_id"));
  legacy_.rows("BEGIN IMMEDIATE");  // a clerk's program holds the database: nothing can be delivered
  const auto token = held(Document::receipts, post("requests.json", bulky()))[0]["token"].text;
  const auto pending = held(Document::receipts, "tokens/" + token + ".json");
  legacy_.rows("COMMIT");
  EXPECT_FALSE(pending[0].has("service_request_id"));
  EXPECT_TRUE(
      eventually([&] { return held(Document::receipts, "tokens/" + token + ".json")[0].has("service_request_id"); }));
}

TEST_F(JsonSchemas, OfUpdatesAndTheirReceipts_Hold) {
  held(Document::updates, "servicerequestupdates.json");
  const auto id = posted({});
  held(Document::update_receipts, post("servicerequestupdates.json", comment(id, {{"description", ""}})));
  held(Document::update_receipts,
       post("servicerequestupdates.json",
            comment(id, {{"update_id", "816"}, {"media_url", "https://fix.example/photo/1.jpeg"}}),
            {{"photo1", "1.png", "image/png", file_of(photo(32, 24), ".png")}}));
  held(Document::update_receipts,
       post("requests/" + id + ".json", comment(id, {{"update_id", "817"}, {"attribute[depth]", "30"}})));
  const auto order = work_order(id)["wo_no"];
  legacy_.rows("UPDATE work_order SET status = 'W', clerk_note = 'true' WHERE wo_no = ?", {order});
  legacy_.rows("INSERT INTO remark (wo_no, author, body) VALUES (?, 'Crew 4', 'We saw it')", {order});
  updates_of(id, 5);
  EXPECT_THAT(held(Document::updates, "servicerequestupdates.json").list, SizeIs(5));
  EXPECT_THAT(held(Document::updates, "servicerequestupdates.json?api_key=&service_request_id=" + id).list, SizeIs(5));
}

TEST_F(JsonSchemas, OfErrors_HoldForEveryStatus) {
  const auto wrong = report({{"lat", "95"}, {"email", "nobody"}, {"attribute[depth]", "deep"}});
  EXPECT_THAT(held(Document::errors, post("requests.json", wrong), 400).list, SizeIs(3));
  held(Document::errors, post("requests.json", report({{"api_key", "wrong"}})), 403);
  held(Document::errors, post("servicerequestupdates.json", comment("none")), 404);
  held(Document::errors, post("requests/none.json", comment("none")), 404);
  held(Document::errors, exchange(lwp_post(endpoint + "requests.json", "application/json", "{}")), 415);
  held(Document::errors, get("requests.json?status=odd&page=none"), 400);
  held(Document::errors, get("servicerequestupdates.json?start_date=soon"), 400);
  for (const std::string target : {"services/NONE.json", "requests/NONE.json", "tokens/NONE.json", "nothing.json"})
    held(Document::errors, get(target), 404);
  const std::string close = " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
  held(Document::errors, exchange("PUT " + endpoint + "services.json" + close + "\r\n"), 405);
  for (const auto& [status, request] : std::vector<std::pair<int, std::string>>{
           {413, "POST " + endpoint + "requests.json" + close + "Content-Length: 99999999999\r\n\r\n"},
           {501, "POST " + endpoint + "requests.json" + close + "Transfer-Encoding: gzip\r\n\r\n"}}) {
    http::Client client(gateway_->port());
    client.send(request);
    held(Document::errors, client.receive().value_or(http::Received{}), status);
  }
}

}  // namespace
}  // namespace r311::test
