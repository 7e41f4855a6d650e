// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "council.h"
#include "multipart.h"
#include "support/photos.h"

// Private requests, their updates and their files: who gets them.
namespace r311::http {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string posted(Council& council, const std::string& extra, const std::string& service = "POT") {
  const auto answer = council.post("api_key=demo-key&service_code=" + service +
                                   "&lat=41.8&long=-87.6&attribute%5Bdepth%5D=12&description=Rubbish+burns" + extra);
  EXPECT_EQ(answer.status, 200) << answer.body;
  return element(answer.body, "service_request_id");
}

// Everything that a client can ask for of one request.
std::vector<std::string> ways(const std::string& id) {
  return {"requests.xml",
          "requests.json",
          "requests.xml?service_request_id=" + id,
          "requests.xml?service_code=POT",
          "requests.xml?q=rubbish",
          "requests.json?q=rubbish&extensions=true",
          "requests.xml?sort=-updated_datetime",
          "requests.xml?start_date=2000-01-01T00:00:00Z",
          "requests.xml?page=1&page_size=10"};
}

TEST(PrivateRequest, IsInNoAnswerWithoutAKeyThatMaySeeIt) {
  Council council;
  const std::string id = posted(council, "&non_public=1");
  ASSERT_FALSE(id.empty()) << "a POST answers its id";
  for (const std::string& target : ways(id)) {
    for (const std::string key : {"", "demo-key", "reader-key", "elsewhere-key", "no-key"}) {
      const auto answer = council.get(target, key.empty() ? "" : "X-API-Key: " + key + "\r\n");
      EXPECT_EQ(answer.status, 200) << target;
      EXPECT_THAT(answer.body, Not(HasSubstr(id))) << target << " " << key;
      EXPECT_EQ(answer.headers.at("cache-control"), "no-cache");
      EXPECT_EQ(answer.headers.at("vary"), "Authorization, X-API-Key");
    }
  }
  for (const char* format : {".xml", ".json"}) EXPECT_EQ(council.get("requests/" + id + format).status, 404);
}

TEST(PrivateRequest, IsListedForAKeyThatMaySeeItWhereverThatStands) {
  Council council;
  const std::string id = posted(council, "&non_public=1");
  for (const std::string& target : ways(id)) {
    const std::string with_key = target + (target.find('?') == std::string::npos ? "?" : "&") + "api_key=clerk-key";
    for (const auto& answer : {council.get(with_key), council.get(target, "X-API-Key: clerk-key\r\n"),
                               council.get(target, "Authorization: Bearer clerk-key\r\n")}) {
      EXPECT_THAT(answer.body, HasSubstr(id)) << target;
      EXPECT_EQ(answer.headers.at("cache-control"), "private, no-cache") << target;
    }
  }
  const auto xml = council.get("requests/" + id + ".xml?api_key=clerk-key");
  EXPECT_THAT(xml.body, HasSubstr("<non_public>true</non_public>"));
  EXPECT_EQ(xml.headers.at("cache-control"), "private, no-cache");
  EXPECT_THAT(council.get("requests/" + id + ".json?api_key=clerk-key").body, HasSubstr("\"non_public\":true"));
}

TEST(PrivateRequest, PublicOne_SaysNothingOfIt) {
  Council council;
  const std::string id = posted(council, "&non_public=0");
  for (const char* format : {".xml", ".json"}) {
    const auto answer = council.get("requests/" + id + format + "?api_key=clerk-key");
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.body, Not(HasSubstr("non_public"))) << "FixMyStreet takes any text there for private";
  }
}

TEST(PrivateRequest, EveryTextButNothingAndZero_AsksForPrivacy) {
  Council council;
  for (const char* word : {"1", "true", "yes", "false", "00", "privat%C3%A9"})
    EXPECT_EQ(council.get("requests/" + posted(council, std::string("&non_public=") + word) + ".xml").status, 404)
        << word;
  for (const char* word : {"", "0", "+0+", "++"})
    EXPECT_EQ(council.get("requests/" + posted(council, std::string("&non_public=") + word) + ".xml").status, 200)
        << word;
}

TEST(PrivateRequest, ServiceMayMakeAllOfItsReportsPrivate) {
  Council council;
  const std::string id = posted(council, "&non_public=0", "NOISE");
  EXPECT_EQ(council.get("requests/" + id + ".xml").status, 404);
  EXPECT_EQ(council.get("requests/" + id + ".xml", "X-API-Key: clerk-key\r\n").status, 200);
  EXPECT_THAT(council.get("services.xml").body, HasSubstr("<keywords>private</keywords>"));
  EXPECT_THAT(council.get("services.json").body, HasSubstr("\"keywords\":\"private\""));
}

TEST(PrivateRequest, KeywordPrivateInAnyCase_MakesAServicePrivateAndIsToldAsFixMyStreetSpellsIt) {
  for (const char* keyword : {"private", "Private", "PRIVATE", " private "}) {
    open311::Service service;
    service.code = "NOISE";
    service.keywords = {"loud", keyword};
    const gateway::Offering offering({{service, "highways"}}, true);
    EXPECT_TRUE(offering.offer("NOISE")->service.non_public) << keyword;
    EXPECT_THAT(offering.services().xml, HasSubstr("<keywords>loud,private</keywords>")) << keyword;
  }
  open311::Service service;
  service.code = "NOISE";
  service.keywords = {"privately"};
  EXPECT_FALSE(gateway::Offering({{service, "highways"}}, true).offer("NOISE")->service.non_public);
}

TEST(PrivateRequest, Token_ResolvesWithoutAKey) {
  Council council;
  const auto answer = council.post("api_key=demo-key&service_code=BULKY&address_string=Elm&non_public=1");
  const std::string token = element(answer.body, "token");
  council.deliver("waste");
  const auto resolved = council.get("tokens/" + token + ".xml");
  const std::string id = element(resolved.body, "service_request_id");
  ASSERT_FALSE(id.empty()) << resolved.body;
  EXPECT_EQ(council.get("requests/" + id + ".xml").status, 404);
}

TEST(PrivateRequest, Updates_AreTakenWithAnyKeyForThemAndToldLikeTheRequest) {
  Council council;
  const std::string id = posted(council, "&non_public=1");
  const auto answer = council.post("api_key=demo-key&service_request_id=" + id + "&description=Still+burns",
                                   "servicerequestupdates.xml");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string update = element(answer.body, "update_id");
  for (const std::string& target :
       {std::string("servicerequestupdates.xml"), "servicerequestupdates.json?service_request_id=" + id}) {
    EXPECT_THAT(council.get(target).body, Not(HasSubstr(update)));
    EXPECT_THAT(council.get(target, "X-API-Key: demo-key\r\n").body, Not(HasSubstr(update)));
    const auto seen = council.get(target, "X-API-Key: clerk-key\r\n");
    EXPECT_THAT(seen.body, HasSubstr(update));
    EXPECT_EQ(seen.headers.at("cache-control"), "private, no-cache");
  }
}

TEST(PrivateRequest, Files_AreShownToAKeyThatMaySeeItAndKeptByNoProxy) {
  Council council;
  const std::string bytes = test::phone_photo(80, 60);
  const auto answer = post_parts(council, report_parts("NOISE") + file_part("photo1", "hole.jpg", bytes) + last_part);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string path = "/media/" + sha256_hex(bytes);
  EXPECT_EQ(ask(council.port(), get(path))->status, 404);
  EXPECT_EQ(ask(council.port(), get(path, "X-API-Key: demo-key\r\n"))->status, 404);
  EXPECT_EQ(ask(council.port(), get(path + "?api_key=elsewhere-key"))->status, 404);
  for (const std::string& target : {path + "?api_key=clerk-key", path + "?size=thumb&api_key=clerk-key"}) {
    const auto shown = ask(council.port(), get(target)).value();
    EXPECT_EQ(shown.status, 200) << target;
    EXPECT_EQ(shown.headers.at("cache-control"), "private, no-cache");
    EXPECT_EQ(shown.headers.at("vary"), "Authorization, X-API-Key");
    const auto same = ask(council.port(), get(target, "If-None-Match: " + shown.headers.at("etag") + "\r\n")).value();
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.headers.at("cache-control"), "private, no-cache");
    EXPECT_EQ(ask(council.port(), get(path, "If-None-Match: " + shown.headers.at("etag") + "\r\n"))->status, 404)
        << "its tag is no key";
  }
}

TEST(PrivateRequest, KeyOfAnotherJurisdiction_SeesNothingThere) {
  CouncilPlan plan;
  plan.jurisdictions = {"springfield.example", "shelbyville.example"};
  Council council(plan);
  const std::string here = posted(council, "&non_public=1&jurisdiction_id=springfield.example");
  const std::string there = posted(council, "&non_public=1&jurisdiction_id=shelbyville.example");
  EXPECT_EQ(council.get("requests/" + here + ".xml?api_key=clerk-key&jurisdiction_id=springfield.example").status, 200);
  EXPECT_EQ(council.get("requests/" + there + ".xml?api_key=clerk-key&jurisdiction_id=shelbyville.example").status,
            404);
}

}  // namespace
}  // namespace r311::http
