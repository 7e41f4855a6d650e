// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "council.h"

// GET requests with every filter, in parts, and with anything at all in its parameters.
namespace r311::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string post(Council& council, const std::string& extra) {
  council.clock.advance(std::chrono::seconds(10));
  return element(council.post("service_code=POT&attribute%5Bdepth%5D=12&api_key=demo-key&" + extra).body,
                 "service_request_id");
}

std::vector<std::string> ids_in(const std::string& body) {
  std::vector<std::string> ids;
  const std::string begin = "<service_request_id>";
  for (std::size_t at = 0; (at = body.find(begin, at)) != std::string::npos;) {
    at += begin.size();
    ids.push_back(body.substr(at, body.find('<', at) - at));
  }
  return ids;
}

std::vector<std::string> list(Council& council, const std::string& query) {
  const auto answer = council.get("requests.xml?" + query);
  EXPECT_EQ(answer.status, 200) << query << answer.body;
  return ids_in(answer.body);
}

std::string link_of(const Received& answer) {
  const auto found = answer.headers.find("link");
  return found == answer.headers.end() ? std::string() : found->second;
}

// The address in a Link header's angle brackets, as a query.
std::string next_of(const Received& answer) {
  const std::string link = link_of(answer);
  if (link.empty()) return {};
  EXPECT_TRUE(link.starts_with("<?") && link.ends_with(">; rel=\"next\"")) << link;
  return link.substr(2, link.find('>') - 2);
}

struct Town : Council {
  explicit Town(CouncilPlan given = {})
      : Council(std::move(given)),
        a(http::post(*this, "lat=39.80&long=-89.65&address_string=12+Elm+Street&description=Deep+hole")),
        b(http::post(*this,
                     "lat=39.81&long=-89.65&address_string=7+Main+Street&description=Hole+in+a+tree"
                     "&media_url=https://img.example/1.jpeg")),
        c(http::post(*this, "lat=39.90&long=-89.50&description=Fallen+tree")) {}
  const std::string a, b, c;
};

TEST(Filters, EachFindsWhatItNames) {
  Town town;
  EXPECT_THAT(list(town, "q=HOLE"), ElementsAre(town.b, town.a));
  EXPECT_THAT(list(town, "q=hole+tree"), ElementsAre(town.b));
  EXPECT_THAT(list(town, "address_string=m+str"), ElementsAre(town.a));
  EXPECT_THAT(list(town, "has_photo=true"), ElementsAre(town.b));
  EXPECT_THAT(list(town, "has_photo=false"), ElementsAre(town.c, town.a));
  EXPECT_THAT(list(town, "interface_used=demo"), ElementsAre(town.c, town.b, town.a));
  EXPECT_THAT(list(town, "interface_used=reader,none"), IsEmpty());
  EXPECT_THAT(list(town, "agency_responsible=7%7C8"), IsEmpty());
  EXPECT_THAT(list(town, "lat=39.80&long=-89.65&radius=100"), ElementsAre(town.a));
  EXPECT_THAT(list(town, "lat=39.80&long=-89.65&radius=1500"), ElementsAre(town.b, town.a));
  EXPECT_THAT(list(town, "bbox=-89.66,39.79,-89.64,39.82"), ElementsAre(town.b, town.a));
  EXPECT_THAT(list(town, "bbox=-89.66,39.79,-89.64,39.82&q=tree&has_photo=true&status=open&service_code=POT"),
              ElementsAre(town.b));
  EXPECT_THAT(list(town, "sort=requested_datetime"), ElementsAre(town.a, town.b, town.c));
  EXPECT_THAT(list(town, "sort=-updated_datetime&max_requests=2"), ElementsAre(town.c, town.b));
  EXPECT_THAT(list(town, "order=asc&page_size=1&page=2"), ElementsAre(town.b));
  EXPECT_THAT(list(town, "updated_after=2100-01-01T00:00:00Z"), IsEmpty());
  EXPECT_THAT(list(town, "updated_before=2100-01-01T00:00:00Z"), ElementsAre(town.c, town.b, town.a));
}

TEST(Filters, Agency_IsThatOfTheServiceElseOfItsBackEndAndIsToldAndAskedFor) {
  Council council;
  const std::string nobody = post(council, "lat=1&long=2");
  council.post("service_code=BULKY&lat=1&long=2&api_key=demo-key");
  const std::string roads =
      element(council.post("service_code=road/A:1%26b,c@d+e&lat=1&long=2&api_key=demo-key").body, "service_request_id");
  council.deliver("waste");
  const auto waste = list(council, "agency_responsible=Sanitation");
  ASSERT_EQ(waste.size(), 1u);
  EXPECT_THAT(list(council, "agency_responsible=Roads,+North+%26+South"), ElementsAre(roads));
  EXPECT_THAT(list(council, "agency_responsible=Sanitation+%7C+Roads,+North+%26+South%7Cnone"),
              testing::UnorderedElementsAre(waste[0], roads));
  EXPECT_THAT(list(council, "agency_responsible=sanitation"), IsEmpty());
  EXPECT_THAT(council.get("requests/" + waste[0] + ".xml").body,
              HasSubstr("<agency_responsible>Sanitation</agency_responsible>"));
  EXPECT_THAT(council.get("requests/" + roads + ".json").body,
              HasSubstr(R"("agency_responsible":"Roads, North & South")"));
  EXPECT_THAT(council.get("requests/" + nobody + ".json").body, HasSubstr(R"("agency_responsible":null)"));
}

TEST(Filters, CodesAndIdsThatHoldCommas_AreFoundWhole) {
  CouncilPlan plan;
  open311::Service service;
  service.code = "a,b";
  service.name = "Either";
  plan.services = {{service, "highways"}};
  Council council(plan);
  const auto posted = council.post("api_key=demo-key&service_code=a%2Cb&lat=41.8&long=-87.6&description=x");
  const std::string id = element(posted.body, "service_request_id");
  ASSERT_NE(id, "");
  EXPECT_THAT(council.get("requests.json?service_code=a%2Cb").body, HasSubstr(id));
  EXPECT_THAT(council.get("requests.json?service_code=POT,a%2Cb").body, testing::Not(HasSubstr(id)))
      << "a list of three codes";
  EXPECT_THAT(council.get("requests.json?service_code=POT&service_code=a%2Cb").body, HasSubstr(id));
}

TEST(Filters, StatusWords_MeanThemselvesOnlyWhereTheyAreShown) {
  Town town;
  town.deliver("highways");
  open311::Change change;
  change.reference = "WO-" + town.a;
  change.status = open311::Status::in_progress;
  change.update_id = "1";
  change.changed = town.clock.now();
  ASSERT_TRUE(town.store->apply({"springfield.example/highways", "1", {change}}));
  EXPECT_THAT(list(town, "status=in_progress"), ElementsAre(town.c, town.b, town.a));
  EXPECT_THAT(list(town, "status=in_progress&extensions=true"), ElementsAre(town.a));
  EXPECT_THAT(list(town, "status=investigating,fixed&extensions=true"), IsEmpty());
  EXPECT_THAT(list(town, "status=open&extensions=true"), ElementsAre(town.c, town.b, town.a));
}

TEST(Filters, WordsOfTheDraft_AreToldAndAskedForWhereTheJurisdictionShowsThem) {
  CouncilPlan plan;
  plan.statuses = open311::StatusView::draft;
  Town town(plan);
  town.deliver("highways");
  const auto becomes = [&](const std::string& id, open311::Status status) {
    open311::Change change;
    change.reference = "WO-" + id;
    change.status = status;
    change.update_id = id;
    change.changed = town.clock.now();
    ASSERT_TRUE(town.store->apply({"springfield.example/highways", id, {change}}));
  };
  becomes(town.a, open311::Status::planned);
  becomes(town.b, open311::Status::duplicate);
  EXPECT_THAT(list(town, "status=assigned"), ElementsAre(town.a));
  EXPECT_THAT(list(town, "status=Rejected,assigned"), ElementsAre(town.b, town.a));
  EXPECT_THAT(list(town, "status=open"), ElementsAre(town.c, town.a));
  EXPECT_THAT(list(town, "status=more+info,incomplete"), IsEmpty());
  becomes(town.c, open311::Status::more_info);
  EXPECT_THAT(list(town, "status=more+info,incomplete"), ElementsAre(town.c));
  EXPECT_THAT(list(town, "status=open"), ElementsAre(town.c, town.a));
  const auto asked_back = town.get("requests/" + town.c + ".xml?extensions=true").body;
  EXPECT_EQ(element(asked_back, "status"), "more info");
  EXPECT_EQ(element(asked_back, "extended_status"), "open");
  EXPECT_EQ(element(town.get("servicerequestupdates.xml?service_request_id=" + town.c).body, "status"), "open");
  EXPECT_THAT(list(town, "status=duplicate&extensions=true"), ElementsAre(town.b));
  EXPECT_EQ(element(town.get("requests/" + town.a + ".xml").body, "status"), "assigned");
  EXPECT_EQ(element(town.get("requests/" + town.b + ".xml?extensions=true").body, "extended_status"), "duplicate");
  EXPECT_THAT(town.get("requests.json?service_request_id=" + town.b).body, HasSubstr(R"("status":"rejected")"));
  EXPECT_EQ(element(town.get("servicerequestupdates.xml?service_request_id=" + town.a).body, "status"), "planned");
  const auto unknown = town.get("requests.xml?status=done");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_THAT(unknown.body, HasSubstr("more info or in progress, not"));
  const auto update = "service_request_id=" + town.c + "&status=Assigned&api_key=demo-key";
  EXPECT_EQ(town.post(update, "servicerequestupdates.xml").status, 200);
  EXPECT_EQ(element(town.get("servicerequestupdates.xml?service_request_id=" + town.c).body, "status"), "open");
}

TEST(Filters, EveryMistake_IsToldAtOnceUnderItsName) {
  Council council;
  const auto answer = council.get(
      "requests.xml?bbox=1,2,3&lat=91&long=x&radius=-1&has_photo=yes&q=%22&address_string=ab&sort=best&order=up"
      "&page=0&page_size=x&max_requests=-5&cursor=zzz&updated_after=then&status=done");
  EXPECT_EQ(answer.status, 400);
  for (const char* const name : {"bbox", "lat ", "long ", "radius", "has_photo", "q ", "address_string", "sort",
                                 "order", "page ", "page_size", "max_requests", "cursor", "updated_after", "status"})
    EXPECT_THAT(answer.body, HasSubstr(std::string("<description>") + name)) << name;
  EXPECT_THAT(council.get("requests.xml?lat=1&long=2").body, HasSubstr("radius is missing"));
  EXPECT_THAT(council.get("requests.xml?page=101&page_size=100").body, HasSubstr("Link header"));
}

TEST(Parts, AreLinkedAndAskingOnGivesEachRequestOnce) {
  Council council;
  std::vector<std::string> posted;
  for (int i = 0; i < 7; ++i) posted.insert(posted.begin(), post(council, "lat=1&long=2&description=a+%26+b"));
  std::string query = "q=a&page_size=3&api_key=demo-key";
  std::vector<std::string> walked;
  for (int part = 0; part < 3; ++part) {
    const auto answer = council.get("requests.xml?" + query);
    ASSERT_EQ(answer.status, 200) << answer.body;
    for (const auto& id : ids_in(answer.body)) walked.push_back(id);
    if (part == 0) post(council, "lat=1&long=2&description=a+new+one");
    query = next_of(answer);
    EXPECT_EQ(query.empty(), part == 2);
    EXPECT_EQ(query.find("api_key"), std::string::npos);
  }
  EXPECT_EQ(walked, posted);
}

TEST(Parts, WhatIsNoParameterOfAList_IsNotInTheLink) {
  Council council;
  for (int i = 0; i < 3; ++i) post(council, "lat=1&long=2");
  const auto answer = council.get(
      "requests.xml?page_size=2&status=open&API_KEY=demo-key&api_key%5B%5D=demo-key&%20api_key=demo-key&key=demo-key"
      "&status%20=demo-key&utm_source=mail");
  const std::string next = next_of(answer);
  EXPECT_TRUE(next.starts_with("page_size=2&status=open&cursor=")) << next;
  EXPECT_EQ(link_of(answer).find("demo-key"), std::string::npos);
}

TEST(Parts, EveryParameterOfAList_IsInTheLink) {
  Council council;
  std::string asked =
      "lat=1&long=2&radius=5&bbox=1,0,3,4&page_size=2&address_string=high+street&q=hole&has_photo=false";
  for (int i = 0; i < 3; ++i) post(council, "lat=1&long=2&description=hole&address_string=High+Street+1");
  asked +=
      "&status=open&service_code=POT&updated_after=2000-01-01&sort=-updated_datetime&extensions=false&max_requests=9";
  const auto answer = council.get("requests.xml?" + asked + "&jurisdiction_id=springfield.example");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string next = next_of(answer);
  for (const char* const name : {"lat", "long", "radius", "bbox", "address_string", "q", "has_photo", "status", "sort",
                                 "service_code", "updated_after", "extensions", "max_requests", "jurisdiction_id"})
    EXPECT_THAT("&" + next, HasSubstr("&" + std::string(name) + "=")) << next;
  EXPECT_EQ(ids_in(council.get("requests.xml?" + next).body).size(), 1u);
}

TEST(Parts, Head_HasTheLinkToo) {
  Council council;
  for (int i = 0; i < 3; ++i) post(council, "lat=1&long=2");
  const auto answer = ask(council.port(), "HEAD /open311/v2/requests.json?page_size=2 HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(answer);
  EXPECT_THAT(link_of(*answer), HasSubstr("cursor="));
}

TEST(Parts, CursorOfAnotherOrder_IsRefused) {
  Council council;
  for (int i = 0; i < 3; ++i) post(council, "lat=1&long=2");
  const std::string next = next_of(council.get("requests.xml?page_size=2"));
  EXPECT_EQ(council.get("requests.xml?sort=updated_datetime&" + next).status, 400);
  EXPECT_EQ(council.get("requests.xml?page=1&" + next).status, 400);
}

TEST(Parts, Discovery_TellsHowManyRequestsComeAtOnce) {
  Council council;
  EXPECT_THAT(ask(council.port(), get("/open311/discovery.xml"))->body, HasSubstr("<max_requests>1000</max_requests>"));
}

TEST(Garbage, InAnyParameter_IsFoundNowhereOrRefused) {
  Town town;
  std::mt19937 random(311);
  const std::vector<std::string> names{"service_request_id",
                                       "service_code",
                                       "status",
                                       "start_date",
                                       "end_date",
                                       "updated_after",
                                       "updated_before",
                                       "page",
                                       "page_size",
                                       "max_requests",
                                       "lat",
                                       "long",
                                       "radius",
                                       "bbox",
                                       "address_string",
                                       "agency_responsible",
                                       "interface_used",
                                       "has_photo",
                                       "q",
                                       "sort",
                                       "order",
                                       "cursor",
                                       "extensions"};
  const std::vector<std::string> pieces{"\"",
                                        "'",
                                        "*",
                                        "(",
                                        ")",
                                        "AND",
                                        "OR",
                                        "NOT",
                                        "NEAR(",
                                        ":",
                                        "-",
                                        "^",
                                        "+",
                                        "\\",
                                        "%",
                                        "_",
                                        ",",
                                        "|",
                                        "1",
                                        "-1",
                                        "9e999",
                                        "nan",
                                        "inf",
                                        "0x1",
                                        "18446744073709551616",
                                        "2026-01-01",
                                        "T00:00",
                                        "\xFF",
                                        "\xC3",
                                        "\xED\xA0\x80",
                                        std::string(1, '\0'),
                                        "\r\n",
                                        "tree",
                                        "true",
                                        "open",
                                        "180",
                                        "90",
                                        "ra0.0",
                                        "rd1.1",
                                        "é",
                                        "穴",
                                        "\U0001F573"};
  const auto pick = [&](std::size_t below) { return random() % below; };
  for (int round = 0; round < 1500; ++round) {
    std::string query;
    for (std::size_t n = 1 + pick(3); n > 0; --n) {
      std::string value;
      for (std::size_t length = pick(6); length > 0; --length)
        value += pick(3) == 0 ? std::string(1, static_cast<char>(pick(256))) : pieces[pick(pieces.size())];
      query += names[pick(names.size())] + "=";
      for (const char c : value) {
        constexpr std::string_view hexadecimal = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        query += '%';
        query += hexadecimal[byte >> 4U];
        query += hexadecimal[byte & 0xFU];
      }
      query += "&";
    }
    const auto answer = town.get("requests.json?" + query);
    EXPECT_TRUE(answer.status == 200 || answer.status == 400) << answer.status << " " << query << answer.body;
  }
}

}  // namespace
}  // namespace r311::http
