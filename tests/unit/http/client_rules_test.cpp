// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/time_text.h"
#include "council.h"

// What clients in the field rely on without asking for it.
namespace r311::http {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> elements(const std::string& xml, const std::string& name) {
  std::vector<std::string> found;
  const std::string open = "<" + name + ">";
  for (std::size_t at = 0; (at = xml.find(open, at)) != std::string::npos; at += open.size()) {
    const std::size_t from = at + open.size();
    found.push_back(xml.substr(from, xml.find("</" + name + ">", from) - from));
  }
  return found;
}

void expect_xml_error(const Received& answer, int status, const std::string& what) {
  EXPECT_EQ(answer.status, status) << what;
  EXPECT_EQ(answer.headers.count("content-type") ? answer.headers.at("content-type") : "", "text/xml; charset=utf-8");
  const std::string error = element(element(answer.body, "errors"), "error");
  EXPECT_EQ(element(error, "code"), std::to_string(status)) << what << "\n" << answer.body;
  EXPECT_FALSE(element(error, "description").empty()) << what << "\n" << answer.body;
}

void expect_json_error(const Received& answer, int status, const std::string& what) {
  EXPECT_EQ(answer.status, status) << what;
  EXPECT_EQ(answer.headers.count("content-type") ? answer.headers.at("content-type") : "",
            "application/json; charset=utf-8");
  EXPECT_THAT(answer.body, StartsWith("[{\"code\":" + std::to_string(status) + ",\"description\":\"")) << what;
}

TEST(Extension, DecidesTheFormatAndAcceptIsIgnored) {
  Council council;
  for (const auto* accept :
       {"application/json", "text/xml", "text/html,application/xhtml+xml;q=0.9", "*/*;q=0", "image/png", "\xFF"}) {
    const std::string header = "Accept: " + std::string(accept) + "\r\n";
    for (const std::string target : {"services", "services/POT", "requests", "discovery"}) {
      EXPECT_THAT(council.get(target + ".xml", header).body, StartsWith("<?xml")) << target << accept;
      EXPECT_THAT(council.get(target + ".json", header).body, AnyOf(StartsWith("["), StartsWith("{"))) << accept;
    }
    expect_xml_error(council.get("services/NONE.xml", header), 404, accept);
    expect_json_error(council.get("services/NONE.json", header), 404, accept);
    expect_xml_error(council.post("a=b", "requests.xml", header), 403, accept);
  }
}

// XML where the path says so, and where no path was understood.
TEST(Refusals, BeforeThereIsARequest_AreErrorsInTheFormatOfThePath) {
  CouncilPlan plan;
  plan.limits.body = 1000;
  plan.limits.target = 300;
  plan.limits.header = 2000;
  plan.limits.request_time = std::chrono::milliseconds(60);
  Council council(plan);
  const auto answer_to = [&](const std::string& request) { return ask(council.port(), request).value_or(Received{}); };
  const auto each_format = [&](int status, const std::string& before, const std::string& after) {
    expect_xml_error(answer_to(before + ".xml" + after), status, "xml");
    expect_xml_error(answer_to(before + after), status, "no extension");
    expect_json_error(answer_to(before + ".json" + after), status, "json");
  };
  const std::string http = " HTTP/1.1\r\nHost: a\r\n";
  each_format(413, "POST /open311/v2/requests", http + "Content-Length: 1001\r\n\r\n");
  each_format(413, "POST /open311/v2/requests",
              http + "Transfer-Encoding: chunked\r\n\r\n400\r\n" + std::string(1024, 'x') + "\r\n0\r\n\r\n");
  each_format(414, "GET /open311/v2/requests", "?service_request_id=" + std::string(300, 'x') + http + "\r\n");
  each_format(414, "GET /open311/v2/requests", "?service_request_id=" + std::string(3000, 'x'));
  each_format(431, "GET /open311/v2/services", http + "X: " + std::string(2000, 'x') + "\r\n\r\n");
  each_format(408, "POST /open311/v2/requests", http + "Content-Length: 10\r\n\r\nabc");
  each_format(408, "GET /open311/v2/services", http + "X: ");
  each_format(400, "GET /open311/v2/services", " HTTP/1.1\r\n\r\n");
  expect_xml_error(answer_to("GET /open311/v2/ser"), 408, "nothing known");
  expect_xml_error(answer_to("\x16\x03\x01\x02 nothing like it"), 400, "nothing known");
}

TEST(Overload, OfTheMemory_IsA503WithRetryAfterInTheFormatOfThePath) {
  CouncilPlan plan;
  plan.limits.buffered = 0;
  Council council(plan);
  expect_xml_error(council.get("services.xml"), 503, "xml");
  expect_xml_error(council.get("services"), 503, "no extension");
  expect_json_error(council.get("requests.json"), 503, "json");
  EXPECT_EQ(council.get("services.xml").headers.count("retry-after"), 1u);
}

TEST(Overload, OfConnections_IsA503InXml) {
  CouncilPlan plan;
  plan.limits.connections = 0;
  Council council(plan);
  Client client(council.port());
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  expect_xml_error(*answer, 503, "nothing was sent yet");
  EXPECT_EQ(answer->headers.count("retry-after"), 1u);
}

// Every way of asking wrongly that the API has a word for, and some that it has none for.
std::vector<std::string> wrong_requests() {
  std::vector<std::string> requests;
  for (const std::string extension : {".xml", ".json"}) {
    for (const std::string target :
         {"services", "services/NONE", "services/%FF%00", "requests", "requests/NONE", "requests/1%2F2", "tokens/NONE",
          "discovery", "nothing", "", "servicerequestupdates"}) {
      for (const std::string query :
           {"", "?jurisdiction_id=none", "?jurisdiction_id=%FF", "?start_date=yesterday", "?end_date=1",
            "?start_date=2026-03-02T00:00:00Z&end_date=2026-03-01T00:00:00Z", "?status=odd", "?page_size=-1",
            "?service_request_id=%FF%FE", "?service_request_id=0", "?api_key=wrong", "?service_code=NONE"})
        requests.push_back(get("/open311/v2/" + target + extension + query));
      for (const std::string method : {"PUT", "DELETE", "PATCH", "TRACE", "BREW"})
        requests.push_back(method + " /open311/v2/" + target + extension + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    const std::string whole = pothole + "&api_key=demo-key";
    for (const std::string& body :
         {std::string(), std::string("service_code="), std::string("service_code=NONE&api_key=demo-key"),
          pothole + "&api_key=wrong", pothole + "&api_key=reader-key", whole + "&lat=north", whole + "&email=nobody",
          whole + "&media_url=ftp%3A%2F%2Fa", whole + "&attribute%5Bdepth%5D=deep", whole + "&description=%FF",
          whole + "&first_name=" + std::string(300, 'x'), whole + "&lat=91", whole + "&jurisdiction_id=none"})
      requests.push_back(post_form("/open311/v2/requests" + extension, body));
    for (const std::string type :
         {"application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x"})
      requests.push_back("POST /open311/v2/requests" + extension + " HTTP/1.1\r\nHost: a\r\nContent-Type: " + type +
                         "\r\nContent-Length: 3\r\n\r\nabc");
  }
  return requests;
}

// Some clients take 409, 422 and 429 for a success whose document they then can't read.
TEST(WrongRequests, NeverGetAStatusThatClientsTakeForSuccess) {
  Council council;
  for (const std::string& request : wrong_requests()) {
    const int status = status_for(council.port(), request);
    EXPECT_THAT(status, AnyOf(200, 400, 403, 404, 405, 415)) << request;
  }
}

TEST(Status200, NeverCarriesAnErrorsDocument) {
  Council council;
  auto requests = wrong_requests();
  requests.push_back(post_form("/open311/v2/requests.xml", pothole + "&api_key=demo-key"));
  int successes = 0;
  for (const std::string& request : requests) {
    const auto answer = ask(council.port(), request).value_or(Received{});
    if (answer.status != 200) {
      EXPECT_THAT(answer.body, AnyOf(HasSubstr("<errors><error><code>"), StartsWith("[{\"code\":"))) << request;
      continue;
    }
    ++successes;
    EXPECT_THAT(answer.body, Not(HasSubstr("<error"))) << request;
    EXPECT_THAT(answer.body, Not(StartsWith("[{\"code\":"))) << request;
  }
  EXPECT_GT(successes, 10);
}

TEST(Discovery, IsWhatAValidatorAsksFor) {
  Council council;
  council.clock.advance(std::chrono::seconds(1));
  const auto xml = council.get("discovery.xml").body;
  const auto changesets = elements(xml, "changeset");
  ASSERT_GE(changesets.size(), 2u);
  for (const std::string& changeset : changesets) {
    EXPECT_THAT(changeset, testing::MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"));
    const auto moment = parse_w3c(changeset, Zone::utc());
    ASSERT_TRUE(moment) << changeset;
    EXPECT_LT(*moment, council.clock.now());
  }
  EXPECT_FALSE(element(xml, "contact").empty());
  EXPECT_FALSE(element(xml, "key_service").empty());
  const auto endpoints = elements(xml, "endpoint");
  EXPECT_FALSE(endpoints.empty());
  for (const std::string& endpoint : endpoints) {
    EXPECT_EQ(elements(endpoint, "format"), (std::vector<std::string>{"text/xml", "application/json"}));
    EXPECT_THAT(element(endpoint, "url"), AnyOf(StartsWith("http://"), StartsWith("https://")));
    EXPECT_THAT(element(endpoint, "url"), Not(testing::EndsWith("/")));
    EXPECT_THAT(element(endpoint, "type"), AnyOf("production", "test"));
  }
}

}  // namespace
}  // namespace r311::http
