// SPDX-License-Identifier: Apache-2.0
// Requests as FixMyStreet puts them on the wire, whatever they are for; it asks for XML, others that send the same for
// JSON.
#include <algorithm>

#include "city.h"

namespace r311::test {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::StartsWith;

class FixMyStreetAsks : public CityInBothForms {};

TEST_P(FixMyStreetAsks, EveryPathThatFixMyStreetAsks_IsAnsweredByItsExtensionWithoutAcceptHeaderOrKey) {
  const auto id = report_id();
  comment_id(id);
  const auto token = read_list(post("requests." + form_, report({{"service_code", "BULKY"},
                                                                 {"attribute[depth]", ""},
                                                                 {"attribute[items]", "sofa"},
                                                                 {"attribute[pieces]", "1"}})))[0]["token"]
                         .text;
  const bool is_xml = form_ == "xml";
  for (const std::string& stem : {std::string("services"), std::string("services/POT"), std::string("requests"),
                                  "tokens/" + token, std::string("servicerequestupdates")}) {
    const auto answer = get(stem + "." + form_ + (stem == "servicerequestupdates" ? "?api_key=" : ""));
    EXPECT_EQ(answer.status, 200) << stem;
    EXPECT_THAT(answer.body, StartsWith(is_xml ? "<?xml" : stem == "services/POT" ? "{\"" : "[{")) << stem;
    EXPECT_EQ(answer.headers.at("content-type"),
              (is_xml ? "text/xml" : "application/json") + std::string("; charset=utf-8"))
        << stem;
  }
}

// "http://h/v2" and "services.xml" become one word: the answer has to say what is wrong.
TEST_P(FixMyStreetAsks, EndpointWithoutItsSlash_IsToldAsAnErrorThatNamesThePaths) {
  const auto errors = read_error(exchange(lwp_get("/open311/v2services." + form_)), 404);
  EXPECT_THAT(errors[0]["description"].text, HasSubstr("services.xml"));
  read_error(
      exchange(lwp_post("/open311/v2requests." + form_, "application/x-www-form-urlencoded", lwp_form(report()))), 404);
}

// Codes and tokens stand in paths unescaped, but for what a path can't hold.
TEST_P(FixMyStreetAsks, EverythingThatGoesIntoAPath_IsOfLettersDigitsUnderscoreAndHyphen) {
  const auto plain = testing::MatchesRegex("[A-Za-z0-9_-]+");
  const auto id = report_id();
  EXPECT_THAT(id, plain);
  EXPECT_THAT(comment_id(id), plain);
  for (const auto& code : each(both("services")["service"], "service_code")) EXPECT_THAT(code, plain);
  const auto batch = report({{"service_code", "BULKY"}, {"attribute[items]", "sofa"}, {"attribute[pieces]", "1"}});
  EXPECT_THAT(read_list(post("requests." + form_, batch))[0]["token"].text, plain);
  const auto order = work_order(id)["wo_no"];
  legacy_.rows("INSERT INTO remark (wo_no, author, body) VALUES (?, 'Crew 4', 'We saw it')", {order});
  for (const auto& update : updates_of(id, 2)) EXPECT_THAT(update["update_id"].text, plain);
}

TEST_P(FixMyStreetAsks, CodeWithASlash_IsFoundPlainAndEscaped) {
  start_with({{"- code: LITTER", "- code: \"road/A b\""}});
  for (const std::string code : {"road/A%20b", "road%2FA%20b"})
    EXPECT_EQ(read(get("services/" + code + "." + form_))["service_code"].text, "road/A b") << code;
}

TEST_P(FixMyStreetAsks, JurisdictionId_IsTakenFromTheQueryOfAGetAndTheBodyOfAPost_OrLeftOut) {
  const std::string query = "?jurisdiction_id=springfield.example";
  EXPECT_EQ(get("services." + form_ + query).body, get("services." + form_).body);
  EXPECT_EQ(get("services/POT." + form_ + query).body, get("services/POT." + form_).body);
  const auto id = report_id();
  EXPECT_EQ(each(read_list(get("requests." + form_ + query)), "service_request_id"), std::vector{id});
  EXPECT_NE(report_id({{"jurisdiction_id", ""}}), "");
  read_error(get("services." + form_ + "?jurisdiction_id=shelbyville.example"), 404);
  read_error(post("requests." + form_, report({{"jurisdiction_id", "shelbyville.example"}})), 404);
}

TEST_P(FixMyStreetAsks, JurisdictionId_DecidesWhereThereAreSeveral) {
  start_with({{"jurisdictions:\n",
               "jurisdictions:\n  - { id: shelbyville.example, name: Shelbyville, services: "
               "[{ code: LEMON, name: Lemon tree, backend: highways }] }\n"}});
  EXPECT_EQ(each(both("services", "jurisdiction_id=shelbyville.example")["service"], "service_code"),
            std::vector<std::string>{"LEMON"});
  EXPECT_GT(both("services", "jurisdiction_id=springfield.example")["service"].list.size(), 10u);
  read_error(get("services." + form_), 400);
  const auto lemon = report({{"jurisdiction_id", "shelbyville.example"}, {"service_code", "LEMON"}});
  EXPECT_EQ(post("requests." + form_, lemon).status, 200);
  read_error(post("requests." + form_, report({{"jurisdiction_id", ""}})), 400);
}

TEST_P(FixMyStreetAsks, ApiKey_IsNeededForPostsOnly_AndAnEmptyOneIsNone) {
  const auto id = report_id();
  for (const std::string stem : {"services", "services/POT", "requests", "servicerequestupdates"})
    for (const std::string key : {"", "?api_key=", "?api_key=demo-key"})
      EXPECT_EQ(get(stem + "." + form_ + key).status, 200) << stem << key;
  const auto refused = read_error(post("requests." + form_, report({{"api_key", ""}})), 403);
  EXPECT_THAT(refused[0]["description"].text, HasSubstr("was not provided"));
  read_error(post("servicerequestupdates." + form_, comment(id, {{"api_key", ""}})), 403);

  start_with({{"backends:", "anonymous_may: [submit, update]\nbackends:"}});
  const auto anonymous = report_id({{"api_key", ""}});
  EXPECT_NE(comment_id(anonymous, {{"api_key", ""}}), "");
  read_error(post("requests." + form_, report({{"api_key", "wrong-key"}})), 403);
}

TEST_P(FixMyStreetAsks, UrlencodedForm_ArrivesCharacterByCharacterInAnyOrder) {
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
  const auto answer = exchange(lwp_post(endpoint + "requests." + form_, "application/x-www-form-urlencoded", body));
  const auto id = read_list(answer)[0]["service_request_id"].text;
  EXPECT_EQ(work_order(id)["descr"], text);
  EXPECT_EQ(one(id)["description"].text, text);
}

TEST_P(FixMyStreetAsks, MultipartForm_ArrivesCharacterByCharacterWhateverItsBoundary) {
  const std::string text = "Nr. 5 + \"6\" & n\xC3\xA4\xC3\x9F%20 --xYzZ\n\nzweite Zeile\n";
  for (const std::string boundary : {"xYzZY", "Q2JmZ8xa4Xo9lU5r3VqgL1n7Yw0TfK6hSdE"}) {
    const auto body = lwp_parts(report({{"description", text}, {"attribute[fixmystreet_id]", boundary}}), {}, boundary);
    const auto answer =
        exchange(lwp_post(endpoint + "requests." + form_, "multipart/form-data; boundary=" + boundary, body));
    const auto id = read_list(answer)[0]["service_request_id"].text;
    EXPECT_EQ(work_order(id)["descr"], text);
    EXPECT_EQ(one(id)["description"].text, text);
  }
}

TEST_P(FixMyStreetAsks, NameThatIsRepeated_IsSeveralValues_AlsoInMultipart) {
  const std::string photos = "https://fix.example/photo/1.jpeg,https://fix.example/photo/2.jpeg";
  for (const bool multipart : {false, true}) {
    auto form = report({{"service_code", "SIDEWALK"}, {"attribute[fixmystreet_id]", multipart ? "1" : "2"}});
    for (const auto& url : {"https://fix.example/photo/1.jpeg", "https://fix.example/photo/2.jpeg"})
      form.emplace_back("media_url", url);
    for (const auto& key : {"wheelchair", "children"}) form.emplace_back("attribute[hazard]", key);
    const auto answer = multipart ? exchange(lwp_post(endpoint + "requests." + form_,
                                                      "multipart/form-data; boundary=xYzZY", lwp_parts(form, {})))
                                  : post("requests." + form_, form);
    auto order = work_order(read_list(answer)[0]["service_request_id"].text);
    EXPECT_THAT(order["answers"], HasSubstr("wheelchair"));
    EXPECT_THAT(order["answers"], HasSubstr("children"));
    for (const auto* number : {"1.jpeg", "2.jpeg"}) EXPECT_THAT(order["photos"], HasSubstr(number));
  }
}

// exchange() holds the gateway to ending each connection; here what else a client of HTTP/1.1 without keep-alive needs.
TEST_P(FixMyStreetAsks, AnswerToAClientWithoutKeepAlive_IsPlainAndSaysThatTheConnectionEnds) {
  for (const std::string target : {"services.", "requests.", "services/NONE."}) {
    const auto answer = get(target + form_);
    EXPECT_EQ(answer.headers.at("connection"), "close") << target;
    EXPECT_EQ(answer.headers.count("content-encoding"), 0u) << "no coding was offered";
    EXPECT_EQ(answer.headers.count("transfer-encoding"), 0u) << "of TE only trailers would be understood";
    EXPECT_EQ(answer.headers.at("content-length"), std::to_string(answer.body.size()));
  }
}

// A redirect of a POST is a failure to FixMyStreet.
TEST_P(FixMyStreetAsks, NothingIsEverRedirected) {
  const auto id = report_id();
  const auto body = lwp_form(report());
  for (const std::string& target :
       {"/open311/v2/requests." + form_, "//open311//v2//requests." + form_, "/open311/v2/requests." + form_ + "/",
        std::string("/open311/v2/requests"), "/open311/v2requests." + form_, std::string("/open311/v2/"),
        "/open311/v2/requests/" + id + "." + form_, std::string("/")}) {
    const auto posted = exchange(lwp_post(target, "application/x-www-form-urlencoded", body));
    EXPECT_THAT(posted.status, AnyOf(200, 404, 405)) << target;
    const auto got = exchange(lwp_get(target));
    EXPECT_THAT(got.status, AnyOf(200, 404, 405)) << target;
    EXPECT_EQ(posted.headers.count("location") + got.headers.count("location"), 0u) << target;
  }
}

INSTANTIATE_TEST_SUITE_P(Answered, FixMyStreetAsks, both_forms, form_of);

}  // namespace
}  // namespace r311::test
