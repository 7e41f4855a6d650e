// SPDX-License-Identifier: Apache-2.0
// What FixMyStreet makes of the answer to a report or a comment, and how it follows a token.
#include "city.h"

namespace r311::test {
namespace {

using testing::Not;
using testing::SizeIs;

class FixMyStreetCreates : public City {
 protected:
  static FormPairs bulky(const std::string& number) {
    return report({{"service_code", "BULKY"},
                   {"attribute[items]", "sofa"},
                   {"attribute[pieces]", "1"},
                   {"attribute[fixmystreet_id]", number}});
  }
  Node token(const std::string& token) { return read(get("tokens/" + token + ".xml"))["request"]; }
};

// It takes the first request only, its id as text, and "0" for none.
TEST_F(FixMyStreetCreates, AnswerToAReport_IsOneRequestWithAnIdThatIsTrue) {
  for (const std::string format : {".xml", ".json"}) {
    const auto answer = post("requests" + format, report({{"attribute[fixmystreet_id]", format}}));
    ASSERT_EQ(answer.status, 200);
    const auto requests = format == ".xml" ? read(answer)["request"] : read_json(answer.body);
    ASSERT_THAT(requests.list, SizeIs(1));
    EXPECT_EQ(requests[0]["service_request_id"].kind, Node::Kind::text);
    EXPECT_THAT(requests[0]["service_request_id"].text, Not("0"));
    EXPECT_FALSE(requests[0].has("token"));
  }
}

TEST_F(FixMyStreetCreates, TokenOfABatchService_ResolvesWithinItsFiveTries) {
  const auto answer = read(post("requests.xml", bulky("1")))["request"];
  ASSERT_THAT(answer.list, SizeIs(1));
  EXPECT_FALSE(answer[0].has("service_request_id"));
  const auto asked = answer[0]["token"].text;
  ASSERT_NE(asked, "");
  ASSERT_TRUE(eventually([&] { return token(asked)[0].has("service_request_id"); }));
  const auto resolved = both("tokens/" + asked)["request"];
  ASSERT_THAT(resolved.list, SizeIs(1));
  EXPECT_EQ(resolved[0]["token"].text, asked);
  EXPECT_EQ(one(resolved[0]["service_request_id"].text)["service_code"].text, "BULKY");
}

TEST_F(FixMyStreetCreates, TokenThatIsNotReady_IsARequestWithoutAnId) {
  legacy_.rows("BEGIN IMMEDIATE");  // a clerk's program holds the database: nothing can be delivered
  const auto asked = read(post("requests.xml", bulky("1")))["request"][0]["token"].text;
  const auto pending = both("tokens/" + asked)["request"];
  legacy_.rows("COMMIT");
  ASSERT_THAT(pending.list, SizeIs(1));
  EXPECT_FALSE(pending[0].has("service_request_id"));
  EXPECT_EQ(pending[0]["token"].text, asked);
  read_error(get("tokens/none.xml"), 404);
  EXPECT_TRUE(eventually([&] { return token(asked)[0].has("service_request_id"); }));
}

// What took too long is sent again as a new report: it is the same token, and leads to one work order.
TEST_F(FixMyStreetCreates, ReportWhoseTokenTookTooLong_IsAnsweredWithItsTokenAgain) {
  legacy_.rows("BEGIN IMMEDIATE");
  const auto asked = read(post("requests.xml", bulky("7")))["request"][0]["token"].text;
  EXPECT_EQ(read(post("requests.xml", bulky("7")))["request"][0]["token"].text, asked);
  legacy_.rows("COMMIT");
  EXPECT_TRUE(eventually([&] { return token(asked)[0].has("service_request_id"); }));
  const auto again = read(post("requests.xml", bulky("7")))["request"];
  EXPECT_EQ(again[0]["token"].text, asked);
  EXPECT_THAT(legacy_.rows("SELECT 1 FROM work_order WHERE type_code = 'RC-20'"), SizeIs(1));
}

TEST_F(FixMyStreetCreates, AnswerToAComment_IsOneUpdateWithAnIdThatIsTrue) {
  const auto id = report_id();
  const auto answer = read(post("servicerequestupdates.xml", comment(id)))["request_update"];
  ASSERT_THAT(answer.list, SizeIs(1));
  EXPECT_EQ(answer[0]["update_id"].kind, Node::Kind::text);
  EXPECT_THAT(answer[0]["update_id"].text, Not("0"));
  const auto json = read_json(post("servicerequestupdates.json", comment(id)).body);
  ASSERT_THAT(json.list, SizeIs(1));
  EXPECT_EQ(json[0]["update_id"].text, answer[0]["update_id"].text);
}

TEST_F(FixMyStreetCreates, NumbersOfTheBackEnd_AreAnsweredAsTextWhereTheyAreTheIds) {
  start_with({{"    dedupe:", "    ids: backend\n    answer_within: 20s\n    dedupe:"}});
  const auto id = report_id();
  EXPECT_EQ(id, legacy_.rows("SELECT wo_no FROM work_order").at(0).at("wo_no"));
  EXPECT_EQ(one(id)["service_request_id"].text, id);
  EXPECT_NE(comment_id(id), "");
  const auto json = post("requests.json", report()).body;
  EXPECT_THAT(json, testing::StartsWith("[{\"service_request_id\":\"")) << "text, not a number";
}

}  // namespace
}  // namespace r311::test
