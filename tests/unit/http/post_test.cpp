// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "council.h"

namespace r311::http {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::Not;

TEST(Post, WithAKeyAnywhere_IsTaken) {
  Council council;
  EXPECT_EQ(council.post(pothole + "&api_key=demo-key").status, 200);
  EXPECT_EQ(council.post("api_key=demo-key&" + pothole).status, 200);
  EXPECT_EQ(council.post(pothole, "requests.xml?api_key=demo-key").status, 200);
  EXPECT_EQ(council.post(pothole, "requests.xml", "Authorization: Bearer demo-key\r\n").status, 200);
  EXPECT_EQ(council.post(pothole, "requests.xml", "authorization: bearer  demo-key\r\n").status, 200);
  EXPECT_EQ(council.post(pothole, "requests.xml", "X-API-Key: demo-key\r\n").status, 200);
  EXPECT_EQ(council.waiting("highways").size(), 6u);
}

TEST(Post, ByALibraryThatClosesEachConnection_IsTaken) {
  Council council;
  Client client(council.port());
  client.send(
      "POST /open311/v2/requests.xml HTTP/1.1\r\nTE: deflate,gzip;q=0.3\r\nConnection: TE, close\r\n"
      "Host: 127.0.0.1\r\nUser-Agent: libwww-perl/6.67\r\nContent-Length: " +
      std::to_string((pothole + "&api_key=demo-key").size()) +
      "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n" + pothole + "&api_key=demo-key");
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(client.receive_all(), "");
}

TEST(Post, ContentTypeWithParameters_IsTaken) {
  Council council;
  const std::string body = pothole + "&api_key=demo-key";
  for (const auto* type :
       {"application/x-www-form-urlencoded; charset=UTF-8", "Application/X-WWW-Form-Urlencoded;charset=utf-8"}) {
    const auto request = "POST /open311/v2/requests.json HTTP/1.1\r\nHost: a\r\nContent-Type: " + std::string(type) +
                         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    EXPECT_EQ(status_for(council.port(), request), 200) << type;
  }
}

TEST(Post, OtherContentTypes_Are415) {
  Council council;
  for (const auto* header :
       {"Content-Type: application/json\r\n", "Content-Type: text/plain\r\n", "Content-Type: ;;=\r\n", "",
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-16\r\n",
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Encoding: gzip\r\n"}) {
    const auto answer = ask(council.port(), "POST /open311/v2/requests.json HTTP/1.1\r\nHost: a\r\n" +
                                                std::string(header) + "Content-Length: 2\r\n\r\n{}");
    EXPECT_EQ(answer->status, 415) << header;
    EXPECT_THAT(answer->body, HasSubstr("\"code\":415"));
  }
}

TEST(Post, LargeForm_IsReadByAWorkerAndTaken) {
  Council council;
  const auto answer = council.post(pothole + "&api_key=demo-key&attribute%5Bunknown%5D=" + std::string(200'000, 'x'));
  EXPECT_NE(answer.status, 0);
  EXPECT_NE(answer.status, 500);
}

TEST(Post, BeyondTheBody_Is413InTheFormatOfThePath) {
  CouncilPlan plan;
  plan.limits.body = 1000;
  Council council(plan);
  const auto answer = council.post(std::string(1001, 'x'), "requests.json");
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.headers.at("content-type"), "application/json; charset=utf-8");
  EXPECT_THAT(answer.body, HasSubstr("413"));
}

TEST(Post, QuestionForWhoReports_IsAnsweredByTheFieldOfItsName) {
  open311::Attribute name;
  name.code = "first_name";
  name.required = true;
  CouncilPlan plan;
  plan.questions = {name};
  Council council(plan);
  const auto without = council.post(pothole + "&api_key=demo-key&first_name=");
  EXPECT_EQ(without.status, 400);
  EXPECT_THAT(without.body, HasSubstr("first_name required"));
  const auto answer = council.post(pothole + "&api_key=demo-key&first_name=Ana");
  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto report = council.waiting("highways").at(0).report;
  EXPECT_EQ(report.first_name, "Ana");
  ASSERT_EQ(report.attributes.size(), 2u);
  EXPECT_EQ(report.attributes[1].code, "first_name");
  EXPECT_THAT(report.attributes[1].values, testing::ElementsAre("Ana"));
  const auto shown = council.get("requests/" + element(answer.body, "service_request_id") + ".json?extensions=true");
  EXPECT_THAT(shown.body, testing::Not(HasSubstr("Ana")));
}

TEST(Keys, WhatIsWrongIsSaidWithoutTheKey) {
  Council council;
  const auto refused = [&](const std::string& key) {
    const auto answer = council.post(pothole + "&api_key=" + key);
    EXPECT_EQ(answer.status, 403) << key;
    if (!key.empty()) {
      EXPECT_THAT(answer.body, Not(HasSubstr(key)));
    }
    return element(answer.body, "description");
  };
  EXPECT_THAT(refused(""), HasSubstr("api_key was not provided"));
  EXPECT_THAT(refused("secret-guess"), HasSubstr("not known"));
  EXPECT_THAT(refused("reader-key"), HasSubstr("may not submit"));
  EXPECT_THAT(refused("elsewhere-key"), HasSubstr("this jurisdiction"));
  EXPECT_TRUE(council.waiting("highways").empty());
}

TEST(Keys, AnonymousMayWhatTheConfigurationAllows) {
  Council council({.anonymous = {gateway::Right::submit}});
  EXPECT_EQ(council.post(pothole).status, 200);
  EXPECT_EQ(council.post(pothole + "&api_key=").status, 200);
  EXPECT_EQ(council.post(pothole + "&api_key=wrong").status, 403);
}

TEST(Post, JurisdictionInTheBodyOrTheQuery_IsTheSame) {
  Council council({.jurisdictions = {"springfield.example", "shelbyville.example"}});
  const std::string body = pothole + "&api_key=demo-key";
  EXPECT_EQ(council.post(body + "&jurisdiction_id=springfield.example").status, 200);
  EXPECT_EQ(council.post(body, "requests.xml?jurisdiction_id=springfield.example").status, 200);
  EXPECT_EQ(council.post(body).status, 400);
  EXPECT_EQ(council.post(body + "&jurisdiction_id=ogdenville.example").status, 404);
  EXPECT_EQ(council.waiting("highways").size(), 2u);
}

TEST(Post, EveryMistakeIsToldAtOnceUnderTheStatusThatSaysMost) {
  Council council;
  const auto several = council.post("service_code=POT&lat=95&long=-87.6&email=nobody&api_key=demo-key");
  EXPECT_EQ(several.status, 400);
  EXPECT_THAT(several.body, HasSubstr("depth"));
  EXPECT_THAT(several.body, HasSubstr("lat"));
  EXPECT_THAT(several.body, HasSubstr("email"));
  const auto unknown = council.post("service_code=NONE&email=nobody&api_key=demo-key");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, HasSubstr("email"));
  const auto missing = council.post("api_key=demo-key");
  EXPECT_EQ(missing.status, 400);
  EXPECT_THAT(missing.body, HasSubstr("service_code was not provided"));
  const auto all = council.post("service_code=NONE&email=nobody&api_key=wrong");
  EXPECT_EQ(all.status, 403);
  for (const auto* told : {"api_key", "service_code", "email"}) EXPECT_THAT(all.body, HasSubstr(told));
}

TEST(Post, ThatCouldNotBeStored_Is503AndNotTaken) {
  Council council;
  council.store->accept_fails = true;
  const auto answer = council.post(pothole + "&api_key=demo-key", "requests.json");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.count("retry-after"), 1u);
  EXPECT_THAT(answer.body, Not(HasSubstr("disk is full")));
}

TEST(Post, TooManyParameters_Are400) {
  Council council;
  std::string body = pothole + "&api_key=demo-key";
  for (int i = 0; i < 3000; ++i) body += "&a=b";
  EXPECT_EQ(council.post(body).status, 400);
}

// Every error is errors/error/{code,description} in XML and [{code, description}] in JSON, in every format asked for.
TEST(Errors, AreDocumentsInTheFormatOfThePath) {
  Council council;
  const auto request = [&](const std::string& method, const std::string& path) {
    return ask(council.port(), method + " " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").value();
  };
  struct Case {
    const char* method;
    const char* path;
    int status;
  };
  for (const Case& wrong :
       {Case{"GET", "/open311/v2/nothing", 404}, Case{"GET", "/open311/v2/services/NONE", 404},
        Case{"GET", "/open311/v2/requests/NONE", 404}, Case{"GET", "/open311/v2/tokens/NONE", 404},
        Case{"DELETE", "/open311/v2/requests", 405}, Case{"POST", "/open311/v2/services", 405},
        Case{"POST", "/open311/v2/requests", 403}, Case{"GET", "/open311/v2/services?jurisdiction_id=x", 404}}) {
    const std::string path = wrong.path;
    const std::size_t query = std::min(path.find('?'), path.size());
    const auto with = [&](const char* extension) { return path.substr(0, query) + extension + path.substr(query); };
    const auto xml = request(wrong.method, with(".xml"));
    EXPECT_EQ(xml.status, wrong.status) << path;
    EXPECT_EQ(xml.headers.at("content-type"), "text/xml; charset=utf-8");
    EXPECT_EQ(element(element(element(xml.body, "errors"), "error"), "code"), std::to_string(wrong.status)) << path;
    EXPECT_FALSE(element(element(element(xml.body, "errors"), "error"), "description").empty()) << path;
    const auto json = request(wrong.method, with(".json"));
    EXPECT_EQ(json.status, wrong.status) << path;
    EXPECT_EQ(json.headers.at("content-type"), "application/json; charset=utf-8");
    EXPECT_THAT(json.body, HasSubstr("[{\"code\":" + std::to_string(wrong.status) + ",\"description\":\"")) << path;
    EXPECT_EQ(json.headers.at("access-control-allow-origin"), "*");
  }
}

TEST(Errors, WithoutAKnownExtension_AreXml) {
  Council council;
  for (const auto* target : {"services", "services.html", "requests/1", ""}) {
    const auto answer = council.get(target);
    EXPECT_EQ(answer.status, 404) << target;
    EXPECT_EQ(element(element(answer.body, "error"), "code"), "404") << target;
  }
}

TEST(Errors, OtherMethods_AreToldWhatIsAllowed) {
  Council council;
  const auto answer = ask(council.port(), "PUT /open311/v2/services.xml HTTP/1.1\r\nHost: a\r\n\r\n").value();
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.headers.at("allow"), "GET, HEAD, OPTIONS");
}

TEST(Errors, OfBrokenHttp_AreDocumentsToo) {
  Council council;
  const auto answer = ask(council.port(), "GET /open311/v2/services.json HTTP/1.1\r\n\r\n").value();
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("\"code\":400"));
}

TEST(Options, LetsBrowsersAskFromAnywhere) {
  Council council;
  const auto answer = ask(council.port(),
                          "OPTIONS /open311/v2/requests.json HTTP/1.1\r\nHost: a\r\nOrigin: https://app.example\r\n"
                          "Access-Control-Request-Method: POST\r\n\r\n")
                          .value();
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.headers.at("access-control-allow-origin"), "*");
  EXPECT_THAT(answer.headers.at("access-control-allow-methods"), HasSubstr("POST"));
  EXPECT_EQ(answer.headers.count("access-control-allow-credentials"), 0u);
  EXPECT_EQ(status_for(council.port(), "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), 204);
}

TEST(Browsers, MayReadEveryAnswerAndItsOwnHeaders) {
  Council council;
  for (const char* request : {"GET /open311/v2/services.xml HTTP/1.1\r\nHost: a\r\n\r\n",
                              "GET /open311/v2/requests.json HTTP/1.1\r\nHost: a\r\n\r\n",
                              "GET /open311/v2/nothing.xml HTTP/1.1\r\nHost: a\r\n\r\n",
                              "POST /open311/v2/requests.xml HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                              "OPTIONS /open311/v2/requests.json HTTP/1.1\r\nHost: a\r\n\r\n", "no HTTP\r\n\r\n"}) {
    const auto answer = ask(council.port(), request).value();
    EXPECT_EQ(answer.headers.at("access-control-allow-origin"), "*") << request;
    EXPECT_EQ(answer.headers.at("access-control-expose-headers"), "ETag, Link, Retry-After, X-Request-Id") << request;
  }
}

TEST(Paths, DoubleSlashesAndATrailingOne_Work) {
  Council council;
  for (const auto* path : {"/open311/v2//services.json", "//open311//v2/services.json/"})
    EXPECT_EQ(status_for(council.port(), get(path)), 200) << path;
}

}  // namespace
}  // namespace r311::http
