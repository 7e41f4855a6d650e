// SPDX-License-Identifier: Apache-2.0
// The JSON of each document against the rules that the published draft 4 schemas have for it.
#include "support/json_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/time_text.h"
#include "open311/render.h"

namespace r311::open311 {
namespace {

using test::breaches;
using test::Document;
using testing::IsEmpty;
using testing::Not;

Time moment() { return parse_w3c("2026-03-01T12:00:00Z", Zone::utc()).value(); }

Service bare_service() {
  Service service;
  service.code = "001";
  service.name = "12";
  return service;
}

Service full_service() {
  Service service = bare_service();
  service.description = "true";
  service.keywords = {"1", "2"};
  service.group = "null";
  for (const Datatype datatype : {Datatype::string, Datatype::number, Datatype::datetime, Datatype::text,
                                  Datatype::singlevaluelist, Datatype::multivaluelist}) {
    Attribute attribute;
    attribute.code = "1";
    attribute.datatype = datatype;
    service.attributes.push_back(attribute);
    attribute.required = true;
    attribute.variable = false;
    attribute.order = 7;
    attribute.description = "3";
    attribute.datatype_description = "4";
    attribute.automated = "server_set";
    attribute.values = {{"001", "1"}, {"false", "0"}};
    service.attributes.push_back(attribute);
  }
  return service;
}

// Text that looks like a number or a word of JSON stays text.
ServiceRequest bare_request() {
  ServiceRequest request;
  request.id = "638344";
  request.service_code = "006";
  request.requested = request.updated = moment();
  return request;
}

ServiceRequest full_request() {
  ServiceRequest request = bare_request();
  request.status_notes = "null";
  request.service_name = "true";
  request.description = "1e5";
  request.agency_responsible = "0";
  request.service_notice = "[]";
  request.expected = moment();
  request.address = "{}";
  request.address_id = "545483";
  request.zipcode = "02138";
  request.position = Position{0, -1e-7};
  request.media_url = "https://example.org/1.jpg";
  return request;
}

TEST(JsonSchema, OfServices_Holds) {
  EXPECT_THAT(breaches(Document::services, render_services(Format::json, {bare_service(), full_service()})), IsEmpty());
  EXPECT_THAT(breaches(Document::services, render_services(Format::json, {})), IsEmpty());
}

TEST(JsonSchema, OfDefinitions_Holds) {
  EXPECT_THAT(breaches(Document::definition, render_definition(Format::json, bare_service())), IsEmpty());
  EXPECT_THAT(breaches(Document::definition, render_definition(Format::json, full_service())), IsEmpty());
}

TEST(JsonSchema, OfRequests_HoldsForEveryStatus) {
  const Zone chicago = Zone::find("America/Chicago").value();
  EXPECT_THAT(breaches(Document::requests, render_requests(Format::json, {}, {})), IsEmpty());
  for (auto status = Status::open; status <= Status::for_triage;
       status = static_cast<Status>(static_cast<int>(status) + 1)) {
    auto bare = bare_request();
    auto full = full_request();
    bare.status = full.status = status;
    EXPECT_THAT(breaches(Document::requests, render_requests(Format::json, {bare, full}, {&chicago})), IsEmpty());
  }
}

TEST(JsonSchema, OfReceipts_Holds) {
  for (const Receipt& receipt :
       {Receipt{"1", "", "", ""}, Receipt{"", "2", "", ""}, Receipt{"1", "2", "3", "4"}, Receipt{}})
    EXPECT_THAT(breaches(Document::receipts, render_receipt(Format::json, receipt)), IsEmpty());
}

TEST(JsonSchema, OfUpdates_Holds) {
  ServiceUpdate bare;
  bare.id = "815";
  bare.request = "006";
  bare.updated = moment();
  ServiceUpdate full = bare;
  full.description = "true";
  full.external_status_code = "1";
  full.media_urls = {"https://example.org/1.jpg"};
  ServiceUpdate several = full;
  several.media_urls.emplace_back("https://example.org/2.jpg");
  EXPECT_THAT(breaches(Document::updates, render_updates(Format::json, {bare, full, several}, {})), IsEmpty());
  EXPECT_THAT(breaches(Document::updates, render_updates(Format::json, {}, {})), IsEmpty());
  EXPECT_THAT(breaches(Document::update_receipts, render_update_receipt(Format::json, {"815"})), IsEmpty());
}

TEST(JsonSchema, OfErrors_Holds) {
  EXPECT_THAT(breaches(Document::errors, render_faults(Format::json, {{400, "HOWMANYD required"}, {403, "404"}})),
              IsEmpty());
}

TEST(JsonSchema, OfDiscovery_Holds) {
  Discovery document;
  document.changeset = moment();
  document.endpoints = {{"https://a.example/open311/v2", "production"}, {"http://b.example/open311/v2", "test"}};
  EXPECT_THAT(breaches(Document::discovery, render_discovery(Format::json, document)), IsEmpty());
  document.contact = "311";
  document.key_service = "0";
  EXPECT_THAT(breaches(Document::discovery, render_discovery(Format::json, document)), IsEmpty());
}

// The rules themselves tell right from wrong.
TEST(JsonSchema, RefusesWhatClientsStumbleOver) {
  for (const char* wrong : {R"([{"code":"400","description":"a"}])", R"([{"code":400,"description":""}])", "[]", "{}",
                            R"([{"code":400.5,"description":"a"}])", R"([{"code":true,"description":"a"}])",
                            R"([{"code":400}])", R"([{"code":400,"description":"a","more":1}])"})
    EXPECT_THAT(breaches(Document::errors, wrong), Not(IsEmpty())) << wrong;
  const auto with = [](std::string right, const std::string& found, const std::string& put) {
    return right.replace(right.find(found), found.size(), put);
  };
  const std::string request = render_requests(Format::json, {full_request()}, {});
  for (const auto& [found, put] : std::vector<std::pair<std::string, std::string>>{
           {R"("lat":)", R"("lat":"41.8","a":)"},
           {R"("description":"1e5")", R"("description":"")"},
           {R"("service_request_id":"638344")", R"("service_request_id":638344)"},
           {R"("status":"open")", R"("status":"fixed")"},
           {R"("media_url":")", R"("media_url":"","a":")"},
           {R"("expected_datetime":")", R"("expected_datetime":"soon)"},
           {R"("requested_datetime":")", R"("requested_datetime":null,"a":")"}}) {
    ASSERT_NE(request.find(found), std::string::npos) << request;
    EXPECT_THAT(breaches(Document::requests, with(request, found, put)), Not(IsEmpty())) << put;
  }
  const std::string service = render_services(Format::json, {full_service()});
  EXPECT_THAT(breaches(Document::services, with(service, R"("metadata":true)", R"("metadata":"true")")),
              Not(IsEmpty()));
}

}  // namespace
}  // namespace r311::open311
