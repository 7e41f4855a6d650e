// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <string>

#include "council.h"

namespace r311::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Discovery, HasBareMediaTypesAtBothAddresses) {
  Council council;
  for (const auto* path : {"/open311/v2/discovery", "/open311/discovery"}) {
    const auto xml = ask(council.port(), get(std::string(path) + ".xml")).value();
    EXPECT_EQ(xml.status, 200);
    EXPECT_EQ(xml.headers.at("content-type"), "text/xml");
    EXPECT_THAT(xml.body, HasSubstr("http://127.0.0.1:3110/open311/v2</url>"));
    const auto json = ask(council.port(), get(std::string(path) + ".json")).value();
    EXPECT_EQ(json.headers.at("content-type"), "application/json");
  }
}

TEST(Services, AreListedInBothFormats) {
  Council council;
  const auto xml = council.get("services.xml");
  EXPECT_EQ(xml.status, 200);
  EXPECT_EQ(xml.headers.at("content-type"), "text/xml; charset=utf-8");
  EXPECT_THAT(xml.body, HasSubstr("<service_code>POT</service_code>"));
  const auto json = council.get("services.json");
  EXPECT_EQ(json.headers.at("content-type"), "application/json; charset=utf-8");
  EXPECT_THAT(json.body, StartsWith("["));
}

TEST(Services, EveryAnswerHasItsHeaders) {
  Council council;
  const auto answer = council.get("services.xml");
  for (const auto* header : {"date", "etag", "cache-control", "x-request-id", "access-control-allow-origin"})
    EXPECT_EQ(answer.headers.count(header), 1u) << header;
  EXPECT_EQ(answer.headers.at("content-length"), std::to_string(answer.body.size()));
  EXPECT_NE(council.get("services.xml").headers.at("x-request-id"), answer.headers.at("x-request-id"));
}

TEST(Services, KnownTag_Is304) {
  Council council;
  const auto tag = council.get("services.json").headers.at("etag");
  for (const auto& sent : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
    const auto answer = council.get("services.json", "If-None-Match: " + sent + "\r\n");
    EXPECT_EQ(answer.status, 304) << sent;
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(answer.headers.at("etag"), tag);
  }
  EXPECT_EQ(council.get("services.json", "If-None-Match: \"other\"\r\n").status, 200);
  EXPECT_EQ(council.get("services.xml", "If-None-Match: " + tag + "\r\n").status, 200);
}

TEST(Services, Head_TellsTheLengthOnly) {
  Council council;
  const auto whole = council.get("services.xml");
  const auto head = ask(council.port(), "HEAD /open311/v2/services.xml HTTP/1.1\r\nHost: a\r\n\r\n").value();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-length"), std::to_string(whole.body.size()));
  EXPECT_EQ(head.headers.at("etag"), whole.headers.at("etag"));
}

TEST(Services, AnswerWithoutAKeyAndWithAnEmptyOne) {
  Council council;
  EXPECT_EQ(council.get("services.xml?api_key=").status, 200);
  EXPECT_EQ(council.get("services.xml?jurisdiction_id=").status, 200);
  EXPECT_EQ(council.get("services.xml?jurisdiction_id=springfield.example").status, 200);
}

TEST(Jurisdiction, MayBeLeftOutOnlyWhereThereIsOne) {
  Council council({.jurisdictions = {"springfield.example", "shelbyville.example"}});
  for (const auto* target : {"services.xml", "services/POT.xml", "requests.xml", "requests/1.xml", "tokens/1.xml"}) {
    const auto missing = council.get(target);
    EXPECT_EQ(missing.status, 400) << target;
    EXPECT_EQ(element(missing.body, "description"), "jurisdiction_id was not provided.");
    EXPECT_EQ(council.get(std::string(target) + "?jurisdiction_id=").status, 400) << target;
    EXPECT_EQ(council.get(std::string(target) + "?jurisdiction_id=ogdenville.example").status, 404) << target;
  }
  EXPECT_EQ(council.get("services.xml?jurisdiction_id=shelbyville.example").status, 200);
}

TEST(Jurisdiction, BehindTooManyParameters_IsNotSaidToBeMissing) {
  Council council({.jurisdictions = {"springfield.example", "shelbyville.example"}});
  std::string query = "?";
  for (int i = 0; i < 2001; ++i) query += "a=b&";
  query += "jurisdiction_id=springfield.example";
  for (const auto* target : {"services.xml", "services/POT.xml", "requests.xml", "requests/1.xml", "tokens/1.xml"}) {
    const auto answer = council.get(target + query);
    EXPECT_EQ(answer.status, 400) << target;
    EXPECT_EQ(element(answer.body, "description"), "There are more than 2000 parameters.") << target;
  }
}

TEST(Definition, IsFoundByItsCodeInAnyWriting) {
  Council council;
  EXPECT_THAT(council.get("services/POT.xml").body, HasSubstr("<code>depth</code>"));
  for (const auto* code : {"road%2FA%3A1%26b%2Cc%40d%20e", "road/A:1&b,c@d%20e", "/road/A:1&b,c@d%20e"})
    EXPECT_EQ(council.get("services/" + std::string(code) + ".json").status, 200) << code;
}

TEST(Definition, WithoutAttributes_IsAnEmptyList) {
  Council council;
  const auto answer = council.get("services/BULKY.json");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr("\"attributes\":[]"));
}

TEST(Definition, OfAnUnknownCode_Is404AndNamesIt) {
  Council council;
  const auto answer = council.get("services/NONE.xml");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(element(answer.body, "code"), "404");
  EXPECT_EQ(element(answer.body, "description"), "service_code 'NONE' is not a service of this jurisdiction.");
}

TEST(Requests, OneThatWasPosted_IsReadByItsIdAndInTheList) {
  Council council;
  const auto posted = council.post(pothole + "&api_key=demo-key");
  const auto id = element(posted.body, "service_request_id");
  ASSERT_FALSE(id.empty()) << posted.body;
  for (const auto& target :
       {"requests/" + id + ".xml", std::string("requests.xml"), "requests.xml?service_request_id=" + id + "%2Cother"}) {
    const auto answer = council.get(target);
    EXPECT_EQ(answer.status, 200) << target;
    EXPECT_EQ(element(answer.body, "service_request_id"), id) << target;
    EXPECT_THAT(answer.body, HasSubstr("A hole\nby the school"));
  }
  EXPECT_THAT(council.get("requests/" + id + ".json").body, StartsWith("["));
}

TEST(Requests, NoneInTheWindow_IsAnEmptyListAndNoError) {
  Council council;
  const auto answer = council.get("requests.json?start_date=2020-01-01T00:00:00Z&end_date=2020-01-02T00:00:00Z");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "[]");
}

TEST(Requests, PageSize_OnlyLowersTheBound) {
  Council council;
  for (int i = 0; i < 3; ++i) ASSERT_EQ(council.post(pothole + "&api_key=demo-key").status, 200);
  const auto count = [&](const std::string& target) {
    const auto body = council.get(target).body;
    std::size_t found = 0;
    for (std::size_t at = 0; (at = body.find("<request>", at)) != std::string::npos; ++at) ++found;
    return found;
  };
  EXPECT_EQ(count("requests.xml?page_size=2"), 2u);
  EXPECT_EQ(count("requests.xml?page_size=9"), 3u);
  for (const std::string wrong : {"0", "-1", "all", "3x"}) {
    const auto answer = council.get("requests.xml?page_size=" + wrong);
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, HasSubstr("page_size must be a whole number from 1"));
  }
}

TEST(Requests, AreTheFirstToBeTurnedAwayWhenMemoryRunsShort) {
  Council council;
  const auto status_of = [&](const std::string& path) {
    std::promise<int> status;
    Request request;
    request.method = "GET";
    request.target = request.path = path;
    request.pressed = true;
    council.api.handle(request, [&](Answer answer) { status.set_value(answer.status); });
    return status.get_future().get();
  };
  EXPECT_EQ(status_of("/open311/v2/requests.json"), 503);
  EXPECT_EQ(status_of("/open311/v2/services.json"), 200);
  EXPECT_EQ(status_of("/open311/v2/requests/NONE.json"), 404);
}

TEST(Requests, ListsOfNothingButCommas_AreMistakesAndNotEverything) {
  Council council;
  ASSERT_EQ(council.post(pothole + "&api_key=demo-key").status, 200);
  for (const std::string name : {"service_request_id", "service_code", "status"}) {
    const auto answer = council.get("requests.xml?" + name + "=%2C");
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, HasSubstr(name + " names nothing"));
  }
}

TEST(Requests, MistakesOfAFilter_AreAllTold) {
  Council council;
  const auto answer = council.get("requests.xml?start_date=yesterday&end_date=tomorrow&status=odd");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("start_date"));
  EXPECT_THAT(answer.body, HasSubstr("end_date"));
  EXPECT_THAT(answer.body, HasSubstr("status"));
}

TEST(Requests, ListOfIdsOf100kB_IsAnswered) {
  Council council;
  const auto id = element(council.post(pothole + "&api_key=demo-key").body, "service_request_id");
  std::string ids;
  while (ids.size() < 100'000) ids += "01ABCDEFGHJKMN%2C";
  const auto answer = council.get("requests.xml?service_request_id=" + ids + id);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(element(answer.body, "service_request_id"), id);
}

TEST(Requests, UnknownOrForeignIds_Are404) {
  Council council;
  for (const auto* id : {"1", "%00", "%FF%FE", "..%2F..%2Fetc", "'%20OR%201=1", "a/b/c"})
    EXPECT_EQ(council.get("requests/" + std::string(id) + ".xml").status, 404) << id;
  EXPECT_EQ(council.get("tokens/none.json").status, 404);
}

TEST(Token, IsPendingUntilDeliveredAndThenAnId) {
  Council council;
  const auto posted = council.post("service_code=BULKY&lat=41.8&long=-87.6&description=Sofa&api_key=demo-key");
  const auto token = element(posted.body, "token");
  ASSERT_FALSE(token.empty()) << posted.body;
  EXPECT_EQ(element(posted.body, "service_request_id"), "");
  const auto pending = council.get("tokens/" + token + ".json");
  EXPECT_EQ(pending.status, 200);
  EXPECT_EQ(pending.body, "[{\"token\":\"" + token + "\"}]");
  council.deliver("waste");
  const auto resolved = council.get("tokens/" + token + ".xml");
  EXPECT_EQ(resolved.status, 200);
  const auto id = element(resolved.body, "service_request_id");
  EXPECT_EQ(council.get("requests/" + id + ".xml").status, 200);
}

TEST(Overload, OfTheWorkers_Is503WithRetryAfterAndHurtsNoCachedRead) {
  std::promise<void> open, begun;
  const auto gate = open.get_future().share();
  Council council({.workers = 1, .queued = 4});
  council.workers.offer(Workers::Kind::read, [&] {
    begun.set_value();
    gate.wait();
  });
  begun.get_future().wait();
  while (council.workers.offer(Workers::Kind::read, [] {})) {
  }
  const auto answer = council.get("requests.json");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.count("retry-after"), 1u);
  EXPECT_THAT(answer.body, StartsWith("["));
  EXPECT_EQ(council.get("services.xml").status, 200);
  EXPECT_EQ(council.post(pothole + "&api_key=demo-key").status, 200);  // small forms need no worker
  open.set_value();
}

}  // namespace
}  // namespace r311::http
