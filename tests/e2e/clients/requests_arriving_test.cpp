// SPDX-License-Identifier: Apache-2.0
// Requests as FixMyStreet puts them on the wire, whatever they are for.
#include <algorithm>

#include "city.h"

namespace r311::test {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::StartsWith;

class FixMyStreetAsks : public City {};

TEST_F(FixMyStreetAsks, EveryPathThatFixMyStreetAsks_IsAnsweredInXmlWithoutAcceptHeaderOrKey) {
  const auto id = report_id();
  const auto token = read(post("requests.xml", report({{"service_code", "BULKY"},
                                                       {"attribute[depth]", ""},
                                                       {"attribute[items]", "sofa"},
                                                       {"attribute[pieces]", "1"}})))["request"][0]["token"]
                         .text;
  for (const std::string& target :
       {std::string("services.xml"), std::string("services/POT.xml"), std::string("requests.xml"),
        "tokens/" + token + ".xml", std::string("servicerequestupdates.xml?api_key=")}) {
    const auto answer = get(target);
    EXPECT_EQ(answer.status, 200) << target;
    EXPECT_THAT(answer.body, StartsWith("<?xml")) << target;
    EXPECT_EQ(answer.headers.at("content-type"), "text/xml; charset=utf-8") << target;
  }
  comment_id(id);
}

// "http://h/v2" and "services.xml" become one word: the answer has to say what is wrong.
TEST_F(FixMyStreetAsks, EndpointWithoutItsSlash_IsToldAsAnErrorThatNamesThePaths) {
  const auto errors = read_error(exchange(lwp_get("/open311/v2services.xml")), 404);
  EXPECT_THAT(errors[0]["description"].text, HasSubstr("services.xml"));
  read_error(exchange(lwp_post("/open311/v2requests.xml", "application/x-www-form-urlencoded", lwp_form(report()))),
             404);
}

// Codes and tokens stand in paths unescaped, but for what a path can't hold.
TEST_F(FixMyStreetAsks, EverythingThatGoesIntoAPath_IsOfLettersDigitsUnderscoreAndHyphen) {
  const auto plain = testing::MatchesRegex("[A-Za-z0-9_-]+");
  const auto id = report_id();
  EXPECT_THAT(id, plain);
  EXPECT_THAT(comment_id(id), plain);
  for (const auto& code : each(both("services")["service"], "service_code")) EXPECT_THAT(code, plain);
  const auto batch = report({{"service_code", "BULKY"}, {"attribute[items]", "sofa"}, {"attribute[pieces]", "1"}});
  EXPECT_THAT(read(post("requests.xml", batch))["request"][0]["token"].text, plain);
  const auto order = work_order(id)["wo_no"];
  legacy_.rows("INSERT INTO remark (wo_no, author, body) VALUES (?, 'Crew 4', 'We saw it')", {order});
  for (const auto& update : updates_of(id, 2)) EXPECT_THAT(update["update_id"].text, plain);
}

TEST_F(FixMyStreetAsks, CodeWithASlash_IsFoundPlainAndEscaped) {
  start_with({{"- code: LITTER", "- code: \"road/A b\""}});
  for (const std::string code : {"road/A%20b", "road%2FA%20b"})
    EXPECT_EQ(read(get("services/" + code + ".xml"))["service_code"].text, "road/A b") << code;
}

TEST_F(FixMyStreetAsks, JurisdictionId_IsTakenFromTheQueryOfAGetAndTheBodyOfAPost_OrLeftOut) {
  const std::string query = "?jurisdiction_id=springfield.example";
  EXPECT_EQ(get("services.xml" + query).body, get("services.xml").body);
  EXPECT_EQ(get("services/POT.xml" + query).body, get("services/POT.xml").body);
  const auto id = report_id();
  EXPECT_EQ(each(read(get("requests.xml" + query))["request"], "service_request_id"), std::vector{id});
  EXPECT_NE(report_id({{"jurisdiction_id", ""}}), "");
  read_error(get("services.xml?jurisdiction_id=shelbyville.example"), 404);
  read_error(post("requests.xml", report({{"jurisdiction_id", "shelbyville.example"}})), 404);
}

TEST_F(FixMyStreetAsks, JurisdictionId_DecidesWhereThereAreSeveral) {
  start_with({{"jurisdictions:\n",
               "jurisdictions:\n  - { id: shelbyville.example, name: Shelbyville, services: "
               "[{ code: LEMON, name: Lemon tree, backend: highways }] }\n"}});
  EXPECT_EQ(each(both("services", "jurisdiction_id=shelbyville.example")["service"], "service_code"),
            std::vector<std::string>{"LEMON"});
  EXPECT_GT(both("services", "jurisdiction_id=springfield.example")["service"].list.size(), 10u);
  read_error(get("services.xml"), 400);
  const auto lemon = report({{"jurisdiction_id", "shelbyville.example"}, {"service_code", "LEMON"}});
  EXPECT_EQ(post("requests.xml", lemon).status, 200);
  read_error(post("requests.xml", report({{"jurisdiction_id", ""}})), 400);
}

TEST_F(FixMyStreetAsks, ApiKey_IsNeededForPostsOnly_AndAnEmptyOneIsNone) {
  const auto id = report_id();
  for (const std::string target : {"services.xml", "services/POT.xml", "requests.xml", "servicerequestupdates.xml"})
    for (const std::string key : {"", "?api_key=", "?api_key=demo-key"})
      EXPECT_EQ(get(target + key).status, 200) << target << key;
  const auto refused = read_error(post("requests.xml", report({{"api_key", ""}})), 403);
  EXPECT_THAT(refused[0]["description"].text, HasSubstr("was not provided"));
  read_error(post("servicerequestupdates.xml", comment(id, {{"api_key", ""}})), 403);

  start_with({{"backends:", "anonymous_may: [submit, update]\nbackends:"}});
  const auto anonymous = report_id({{"api_key", ""}});
  EXPECT_NE(comment_id(anonymous, {{"api_key", ""}}), "");
  read_error(post("requests.xml", report({{"api_key", "wrong-key"}})), 403);
}

TEST_F(FixMyStreetAsks, UrlencodedForm_ArrivesCharacterByCharacterInAnyOrder) {
  const std::string text =
      "Nr. 5 + \"6\" (a & b = c%20d) it's *deep*; ~n\xC3\xA4\xC3\x9F! \xF0\x9F\x9A\xA7\n\nzweite Zeile\n";
  auto form = report({{"description", text}});
  std::rotate(form.begin(), form.begin() + 3, form.end());  // api_key near the end
  const auto body = lwp_form(form);
  ASSERT_THAT(body, HasSubstr("+%2B+"));
  ASSERT_THAT(body, HasSubstr("(a+%26"));
  ASSERT_THAT(body, HasSubstr("it's+*deep*"));
  ASSERT_THAT(body, HasSubstr("attribute%5Bdepth%5D=12"));
  ASSERT_THAT(body, HasSubstr("%0D%0A%0D%0A"));
  const auto answer = exchange(lwp_post(endpoint + "requests.xml", "application/x-www-form-urlencoded", body));
  const auto id = read(answer)["request"][0]["service_request_id"].text;
  EXPECT_EQ(work_order(id)["descr"], text);
  EXPECT_EQ(one(id)["description"].text, text);
}

TEST_F(FixMyStreetAsks, MultipartForm_ArrivesCharacterByCharacterWhateverItsBoundary) {
  const std::string text = "Nr. 5 + \"6\" & n\xC3\xA4\xC3\x9F%20 --xYzZ\n\nzweite Zeile\n";
  for (const std::string boundary : {"xYzZY", "Q2JmZ8xa4Xo9lU5r3VqgL1n7Yw0TfK6hSdE"}) {
    const auto body = lwp_parts(report({{"description", text}, {"attribute[fixmystreet_id]", boundary}}), {}, boundary);
    const auto answer =
        exchange(lwp_post(endpoint + "requests.xml", "multipart/form-data; boundary=" + boundary, body));
    const auto id = read(answer)["request"][0]["service_request_id"].text;
    EXPECT_EQ(work_order(id)["descr"], text);
    EXPECT_EQ(one(id)["description"].text, text);
  }
}

TEST_F(FixMyStreetAsks, NameThatIsRepeated_IsSeveralValues_AlsoInMultipart) {
  const std::string photos = "https://fix.example/photo/1.jpeg,https://fix.example/photo/2.jpeg";
  for (const bool multipart : {false, true}) {
    auto form = report({{"service_code", "SIDEWALK"}, {"attribute[fixmystreet_id]", multipart ? "1" : "2"}});
    for (const auto& url : {"https://fix.example/photo/1.jpeg", "https://fix.example/photo/2.jpeg"})
      form.emplace_back("media_url", url);
    for (const auto& key : {"wheelchair", "children"}) form.emplace_back("attribute[hazard]", key);
    const auto answer =
        multipart
            ? exchange(lwp_post(endpoint + "requests.xml", "multipart/form-data; boundary=xYzZY", lwp_parts(form, {})))
            : post("requests.xml", form);
    auto order = work_order(read(answer)["request"][0]["service_request_id"].text);
    EXPECT_THAT(order["answers"], HasSubstr("wheelchair"));
    EXPECT_THAT(order["answers"], HasSubstr("children"));
    for (const auto* number : {"1.jpeg", "2.jpeg"}) EXPECT_THAT(order["photos"], HasSubstr(number));
  }
}

// exchange() holds the gateway to ending each connection; here what else a client of HTTP/1.1 without keep-alive needs.
TEST_F(FixMyStreetAsks, AnswerToAClientWithoutKeepAlive_IsPlainAndSaysThatTheConnectionEnds) {
  for (const std::string target : {"services.xml", "requests.xml", "services/NONE.xml"}) {
    const auto answer = get(target);
    EXPECT_EQ(answer.headers.at("connection"), "close") << target;
    EXPECT_EQ(answer.headers.count("content-encoding"), 0u) << "no coding was offered";
    EXPECT_EQ(answer.headers.count("transfer-encoding"), 0u) << "of TE only trailers would be understood";
    EXPECT_EQ(answer.headers.at("content-length"), std::to_string(answer.body.size()));
  }
}

// A redirect of a POST is a failure to FixMyStreet.
TEST_F(FixMyStreetAsks, NothingIsEverRedirected) {
  const auto id = report_id();
  const auto body = lwp_form(report());
  for (const std::string& target : {std::string("/open311/v2/requests.xml"), std::string("//open311//v2//requests.xml"),
                                    std::string("/open311/v2/requests.xml/"), std::string("/open311/v2/requests"),
                                    std::string("/open311/v2requests.xml"), std::string("/open311/v2/"),
                                    "/open311/v2/requests/" + id + ".xml", std::string("/")}) {
    const auto posted = exchange(lwp_post(target, "application/x-www-form-urlencoded", body));
    EXPECT_THAT(posted.status, AnyOf(200, 404, 405)) << target;
    const auto got = exchange(lwp_get(target));
    EXPECT_THAT(got.status, AnyOf(200, 404, 405)) << target;
    EXPECT_EQ(posted.headers.count("location") + got.headers.count("location"), 0u) << target;
  }
}

}  // namespace
}  // namespace r311::test
