// SPDX-License-Identifier: Apache-2.0
// What other public clients and checkers rely on beyond the specification, and what was decided where they disagree.
#include <set>

#include "base/time_text.h"
#include "city.h"
#include "support/photos.h"

namespace r311::test {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class OtherClients : public City {
 protected:
  Node json(const std::string& target) { return read_json(get(target).body); }
};

// three, for Python: JSON throughout, discovery inside the endpoint, an empty key where it has none.
TEST_F(OtherClients, Three_FindsDiscoveryInTheEndpointPagesAndSendsAPhotoAsMedia) {
  EXPECT_EQ(json("discovery.json")["endpoints"][0]["specification"].text, "http://wiki.open311.org/GeoReport_v2");
  const auto posted = post("requests.json", report({{"attribute[fixmystreet_id]", "1"}}),
                           {{"media", "hole.png", "image/png", file_of(photo(32, 24), ".png")}});
  const auto id = read_json(posted.body)[0]["service_request_id"].text;
  EXPECT_THAT(json("requests/" + id + ".json?api_key=")[0]["media_url"].text, HasSubstr("/media/"));
  post("requests.json", report({{"attribute[fixmystreet_id]", "2"}}));
  EXPECT_THAT(json("requests.json?page_size=1&api_key=").list, SizeIs(1));
  EXPECT_THAT(json("services.json?api_key=").list, SizeIs(17));
  const auto refused = post("requests.json", report({{"lat", "95"}, {"api_key", ""}}));
  EXPECT_EQ(refused.status, 403);
  EXPECT_TRUE(read_json(refused.body)[0].has("description")) << "errors have a JSON body too";
}

// open311, for Ruby, raises for these and takes all others for success.
TEST_F(OtherClients, RubyGem_MeetsOnlyStatusesThatItRaisesFor) {
  const auto raised = AnyOf(400, 401, 403, 404, 406, 500, 502, 503);
  for (const FormPairs& more :
       {FormPairs{{"lat", "95"}}, FormPairs{{"api_key", ""}}, FormPairs{{"api_key", "wrong"}},
        FormPairs{{"service_code", "NONE"}}, FormPairs{{"attribute[depth]", "deep"}}, FormPairs{{"email", "nobody"}},
        FormPairs{{"jurisdiction_id", "none"}}, FormPairs{{"media_url", "ftp://a"}}})
    EXPECT_THAT(post("requests.json", report(more)).status, raised) << more[0].first;
  for (const std::string target :
       {"services/NONE.json", "requests/NONE.json", "tokens/NONE.json", "nothing.json", "requests.json?start_date=soon",
        "requests.json?status=odd", "services.json?jurisdiction_id=none"})
    EXPECT_THAT(get(target).status, raised) << target;
}

// open311status: pages by time, from the newest requested_datetime that it has.
TEST_F(OtherClients, StatusMonitor_MeetsEachRequestInAStableOrderWithAStableLimit) {
  std::set<std::string> posted;
  for (int number = 0; number < 6; ++number)
    posted.insert(report_id({{"attribute[fixmystreet_id]", std::to_string(number)}}));
  const auto all = json("requests.json");
  EXPECT_EQ(get("requests.json").body, get("requests.json").body);
  for (std::size_t i = 0; i + 1 < all.list.size(); ++i)
    EXPECT_GE(all[i]["requested_datetime"].text, all[i + 1]["requested_datetime"].text) << "newest first";
  const auto newest = all[0]["requested_datetime"].text;
  const auto since = json("requests.json?start_date=" + newest);
  EXPECT_THAT(each(since, "service_request_id"), testing::Contains(all[0]["service_request_id"].text)) << "inclusive";
  const auto found = each(json("requests.json?start_date=2001-01-01T00:00:00Z"), "service_request_id");
  EXPECT_EQ((std::set(found.begin(), found.end())), posted);
  EXPECT_EQ(json("discovery.json")["max_requests"].text, "1000");
}

TEST_F(OtherClients, Validator_FindsDiscoveryAsItAsksForIt) {
  const auto xml = get("discovery.xml");
  const auto plain = get("discovery.json");
  EXPECT_EQ(xml.headers.at("content-type"), "text/xml");
  EXPECT_EQ(plain.headers.at("content-type"), "application/json");
  const auto discovery = read_json(plain.body);
  for (const auto* field : {"contact", "key_service", "changeset"}) {
    EXPECT_TRUE(discovery.has(field)) << field;
    EXPECT_THAT(xml.body, HasSubstr(discovery[field].text)) << field;
  }
  const auto changeset = parse_w3c(discovery["changeset"].text, Zone::utc());
  ASSERT_TRUE(changeset);
  EXPECT_LE(*changeset, std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now()));
  const auto& endpoints = discovery["endpoints"];
  EXPECT_THAT(each(endpoints, "type"), testing::UnorderedElementsAre("production", "test"));
  for (const auto& each_one : endpoints.list) {
    EXPECT_THAT(each_one["url"].text, Not(testing::EndsWith("/")));
    ASSERT_THAT(each_one["formats"].list, SizeIs(2));
    EXPECT_EQ(each_one["formats"][0].text, "text/xml");
    EXPECT_EQ(each_one["formats"][1].text, "application/json");
  }
}

// open311-api-tests, of Chicago.
TEST_F(OtherClients, ApiTests_FindPendingTokensAndMissingAttributesAsTheyExpectThem) {
  legacy_.rows("BEGIN IMMEDIATE");  // nothing can be delivered
  const auto bulky = report({{"service_code", "BULKY"}, {"attribute[items]", "sofa"}, {"attribute[pieces]", "1"}});
  const auto token = read_json(post("requests.json", bulky).body)[0]["token"].text;
  const auto pending = get("tokens/" + token + ".json");
  legacy_.rows("COMMIT");
  EXPECT_EQ(pending.status, 200);
  EXPECT_EQ(pending.body, "[{\"token\":\"" + token + "\"}]");
  const auto missing = post("requests.json", report({{"attribute[depth]", ""}}));
  EXPECT_EQ(missing.status, 400);
  EXPECT_THAT(missing.body, StartsWith("[{\"code\":400,\"description\":\"depth required"));
}

// GeoReporter, for Android: "ENDPOINT/" and "/services.json", attribute[CODE][], a PNG part, an empty jurisdiction_id.
TEST_F(OtherClients, GeoReporter_IsServedThroughADoubleSlash) {
  const auto services = exchange(lwp_get("/open311/v2//services.json?jurisdiction_id="));
  EXPECT_EQ(services.status, 200);
  EXPECT_EQ(services.body, get("services.json").body);
  EXPECT_EQ(exchange(lwp_get("/open311/v2//services/POT.json")).body, get("services/POT.json").body);
  auto form = report({{"jurisdiction_id", ""}, {"service_code", "SIDEWALK"}});
  for (const auto& key : {"wheelchair", "blind"}) form.emplace_back("attribute[hazard][]", key);
  const auto png = file_of(photo(32, 24), ".png");
  const auto body = lwp_parts(form, {{"media", "photo.png", "image/png", png}});
  const auto posted =
      exchange(lwp_post("/open311/v2//requests.json", "multipart/form-data; boundary=" + lwp_boundary, body));
  ASSERT_EQ(posted.status, 200) << posted.body;
  const auto answers = work_order(read_json(posted.body)[0]["service_request_id"].text)["answers"];
  EXPECT_THAT(answers, HasSubstr("wheelchair"));
  EXPECT_THAT(answers, HasSubstr("blind"));
}

TEST_F(OtherClients, NodeOpen311_MayNameTheJurisdictionOfAPostInTheQuery) {
  start_with({{"jurisdictions:\n",
               "jurisdictions:\n  - { id: shelbyville.example, name: Shelbyville, services: "
               "[{ code: LEMON, name: Lemon tree, backend: highways }] }\n"}});
  auto form = report({{"jurisdiction_id", ""}});
  EXPECT_EQ(post("requests.json?jurisdiction_id=springfield.example", form).status, 200);
  EXPECT_EQ(post("requests.json?jurisdiction_id=none", form).status, 404);
  EXPECT_EQ(post("requests.json", form).status, 400);
}

// The form where the two kinds of clients disagree: XML has the words, JSON the values.
TEST_F(OtherClients, JsonHasBooleansNumbersAndNulls_XmlTheirWords) {
  const auto id = report_id();
  EXPECT_THAT(get("services.json").body, HasSubstr("\"metadata\":true"));
  EXPECT_THAT(get("services.xml").body, HasSubstr("<metadata>true</metadata>"));
  EXPECT_THAT(get("services/POT.json").body, HasSubstr("\"required\":true"));
  EXPECT_THAT(get("requests/" + id + ".json").body, HasSubstr("\"lat\":39.799,\"long\":-89.644,\"media_url\":null"));
}

TEST_F(OtherClients, StatusOfRequestsIsOpenOrClosed_UpdatesHaveTheFinerWord) {
  const auto id = report_id();
  work_order(id);
  legacy_.rows("UPDATE work_order SET status = 'X' WHERE ext_ref = ?", {id});
  EXPECT_EQ(updates_of(id, 1)[0]["status"].text, "no_further_action");
  EXPECT_EQ(one(id)["status"].text, "closed");
  EXPECT_THAT(each(both("requests", "status=closed")["request"], "service_request_id"), ElementsAre(id));
  EXPECT_FALSE(both("requests", "status=open").has("request"));
}

TEST_F(OtherClients, StartAndEndAreOfTheRequest_UpdatedAfterAndBeforeOfItsUpdate) {
  const auto id = report_id();
  const auto requested = parse_w3c(one(id)["requested_datetime"].text, Zone::utc()).value();
  const auto at = [&](std::chrono::seconds by) { return format_w3c(requested + by, Zone::utc()); };
  const auto count = [&](const std::string& query) { return both("requests", query)["request"].list.size(); };
  EXPECT_EQ(count("start_date=" + at(std::chrono::seconds(0)) + "&end_date=" + at(std::chrono::seconds(0))), 1u);
  EXPECT_EQ(count("end_date=" + at(std::chrono::seconds(-1))), 0u);
  EXPECT_EQ(count("updated_after=" + at(std::chrono::seconds(0))), 1u);
  EXPECT_EQ(count("updated_before=" + at(std::chrono::seconds(-1))), 0u);
}

TEST_F(OtherClients, TimesAreTakenInEveryFormThatClientsWrite) {
  report_id();
  for (const std::string time :
       {"2001-01-01", "2001-01-01T12:00", "2001-01-01T12:00:00", "2001-01-01T12:00:00Z", "2001-01-01T12:00:00.123Z",
        "2001-01-01T12:00:00%2B0100", "2001-01-01T12:00:00%2B01:00", "2001-01-01T12:00:00+01:00",
        "2001-01-01T12:00:00-06:00"})
    EXPECT_THAT(both("requests", "start_date=" + time)["request"].list, SizeIs(1)) << time;
}

}  // namespace
}  // namespace r311::test
