// SPDX-License-Identifier: Apache-2.0
#include "open311/render.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace r311::open311 {
namespace {

const std::string declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
Time at(std::string_view text) { return parse_w3c(text, Zone::utc()).value(); }

std::vector<Service> services() {
  Service pothole;
  pothole.code = "POT";
  pothole.name = "Pothole & dip";
  pothole.description = "A hole in the \"road\"";
  pothole.keywords = {"road", "hole"};
  pothole.group = "Streets";
  pothole.attributes.emplace_back();
  Service bulky;
  bulky.code = "BULKY";
  bulky.name = "Sperrm\xC3\xBCll";
  bulky.type = ServiceType::batch;
  return {pothole, bulky};
}

TEST(RenderServices, Xml) {
  EXPECT_EQ(render_services(Format::xml, services()),
            declaration +
                "<services><service><service_code>POT</service_code><service_name>Pothole &amp; dip</service_name>"
                "<description>A hole in the &quot;road&quot;</description><metadata>true</metadata>"
                "<type>realtime</type><keywords>road,hole</keywords><group>Streets</group></service>"
                "<service><service_code>BULKY</service_code><service_name>Sperrm\xC3\xBCll</service_name>"
                "<description/><metadata>false</metadata><type>batch</type><keywords/><group/></service></services>");
}

TEST(RenderServices, Json) {
  EXPECT_EQ(
      render_services(Format::json, services()),
      R"([{"service_code":"POT","service_name":"Pothole & dip","description":"A hole in the \"road\"","metadata":true,)"
      R"("type":"realtime","keywords":"road,hole","group":"Streets"},)"
      "{\"service_code\":\"BULKY\",\"service_name\":\"Sperrm\xC3\xBCll\","
      R"("description":null,"metadata":false,"type":"batch","keywords":null,"group":null}])");
}

Service defined() {
  Service service;
  service.code = "POT";
  Attribute notice;
  notice.variable = false;
  notice.code = "notice";
  notice.order = 1;
  notice.description = "Call <b>999</b>";
  Attribute size;
  size.code = "size";
  size.datatype = Datatype::singlevaluelist;
  size.required = true;
  size.order = 2;
  size.description = "Size";
  size.datatype_description = "Choose one";
  size.values = {{"s", "Small"}, {"l", "Large"}};
  Attribute id;
  id.code = "fixmystreet_id";
  id.order = 3;
  id.automated = "server_set";
  service.attributes = {notice, size, id};
  return service;
}

TEST(RenderDefinition, Xml) {
  EXPECT_EQ(render_definition(Format::xml, defined()),
            declaration +
                "<service_definition><service_code>POT</service_code><attributes>"
                "<attribute><variable>false</variable><code>notice</code><datatype>string</datatype>"
                "<required>false</required><datatype_description/><order>1</order>"
                "<description>Call &lt;b&gt;999&lt;/b&gt;</description></attribute>"
                "<attribute><variable>true</variable><code>size</code><datatype>singlevaluelist</datatype>"
                "<required>true</required><datatype_description>Choose one</datatype_description><order>2</order>"
                "<description>Size</description><values><value><key>s</key><name>Small</name></value>"
                "<value><key>l</key><name>Large</name></value></values></attribute>"
                "<attribute><variable>true</variable><code>fixmystreet_id</code><datatype>string</datatype>"
                "<required>false</required><datatype_description/><order>3</order><description/>"
                "<automated>server_set</automated></attribute></attributes></service_definition>");
}

TEST(RenderDefinition, Json) {
  EXPECT_EQ(render_definition(Format::json, defined()),
            R"({"service_code":"POT","attributes":[)"
            R"({"variable":false,"code":"notice","datatype":"string","required":false,"datatype_description":null,)"
            R"("order":1,"description":"Call <b>999</b>"},)"
            R"({"variable":true,"code":"size","datatype":"singlevaluelist","required":true,)"
            R"("datatype_description":"Choose one","order":2,"description":"Size",)"
            R"("values":[{"key":"s","name":"Small"},{"key":"l","name":"Large"}]},)"
            R"({"variable":true,"code":"fixmystreet_id","datatype":"string","required":false,)"
            R"("datatype_description":null,"order":3,"description":null,"automated":"server_set"}]})");
}

TEST(RenderDefinition, WithoutQuestions_StillHasItsList) {
  Service service;
  service.code = "X";
  EXPECT_EQ(render_definition(Format::json, service), R"({"service_code":"X","attributes":[]})");
  EXPECT_EQ(render_definition(Format::xml, service),
            declaration +
                "<service_definition><service_code>X</service_code><attributes></attributes>"
                "</service_definition>");
}

ServiceRequest full() {
  ServiceRequest request;
  request.id = "R1";
  request.status = Status::in_progress;
  request.status_notes = "Crew sent";
  request.service_name = "Pothole";
  request.service_code = "POT";
  request.description = "Line 1\nLine 2 <&>\n";
  request.agency_responsible = "Highways";
  request.service_notice = "Within a week";
  request.requested = at("2026-03-01T12:00:00.750Z");
  request.updated = at("2026-07-01T12:00:00Z");
  request.expected = at("2026-07-08T12:00:00Z");
  request.address = "12 Elm St";
  request.address_id = "A/1";
  request.zipcode = "62701";
  request.position = Position{41.878113, -87.629799};
  request.media_url = "https://example.org/1.jpg?a=1&b=2";
  return request;
}

TEST(RenderRequests, Xml) {
  const Zone chicago = Zone::find("America/Chicago").value();
  EXPECT_EQ(render_requests(Format::xml, {full()}, {&chicago}),
            declaration +
                "<service_requests><request><service_request_id>R1</service_request_id><status>open</status>"
                "<status_notes>Crew sent</status_notes><service_name>Pothole</service_name>"
                "<service_code>POT</service_code><description>Line 1\nLine 2 &lt;&amp;&gt;\n</description>"
                "<agency_responsible>Highways</agency_responsible><service_notice>Within a week</service_notice>"
                "<requested_datetime>2026-03-01T06:00:00-06:00</requested_datetime>"
                "<updated_datetime>2026-07-01T07:00:00-05:00</updated_datetime>"
                "<expected_datetime>2026-07-08T07:00:00-05:00</expected_datetime><address>12 Elm St</address>"
                "<address_id>A/1</address_id><zipcode>62701</zipcode><lat>41.878113</lat><long>-87.629799</long>"
                "<media_url>https://example.org/1.jpg?a=1&amp;b=2</media_url></request></service_requests>");
}

TEST(RenderRequests, Json) {
  EXPECT_EQ(render_requests(Format::json, {full()}, {}),
            R"([{"service_request_id":"R1","status":"open","status_notes":"Crew sent","service_name":"Pothole",)"
            R"("service_code":"POT","description":"Line 1\nLine 2 <&>\n","agency_responsible":"Highways",)"
            R"("service_notice":"Within a week","requested_datetime":"2026-03-01T12:00:00Z",)"
            R"("updated_datetime":"2026-07-01T12:00:00Z","expected_datetime":"2026-07-08T12:00:00Z",)"
            R"("address":"12 Elm St","address_id":"A/1","zipcode":"62701","lat":41.878113,"long":-87.629799,)"
            R"("media_url":"https://example.org/1.jpg?a=1&b=2"}])");
}

TEST(RenderRequests, WhatIsAbsent_IsAnEmptyElementOrNull) {
  ServiceRequest request;
  request.id = "R2";
  request.service_code = "POT";
  EXPECT_EQ(render_requests(Format::xml, {request}, {}),
            declaration +
                "<service_requests><request><service_request_id>R2</service_request_id><status>open</status>"
                "<status_notes/><service_name/><service_code>POT</service_code><description/><agency_responsible/>"
                "<service_notice/><requested_datetime>1970-01-01T00:00:00Z</requested_datetime>"
                "<updated_datetime>1970-01-01T00:00:00Z</updated_datetime><expected_datetime/><address/><address_id/>"
                "<zipcode/><lat/><long/><media_url/></request></service_requests>");
  EXPECT_EQ(render_requests(Format::json, {request}, {}),
            R"([{"service_request_id":"R2","status":"open","status_notes":null,"service_name":null,)"
            R"("service_code":"POT","description":null,"agency_responsible":null,"service_notice":null,)"
            R"("requested_datetime":"1970-01-01T00:00:00Z","updated_datetime":"1970-01-01T00:00:00Z",)"
            R"("expected_datetime":null,"address":null,"address_id":null,"zipcode":null,"lat":null,"long":null,)"
            R"("media_url":null}])");
}

TEST(RenderRequests, EmptyList_IsAnEmptyRoot) {
  EXPECT_EQ(render_requests(Format::xml, {}, {}), declaration + "<service_requests></service_requests>");
  EXPECT_EQ(render_requests(Format::json, {}, {}), "[]");
}

TEST(RenderRequests, Status_IsOpenOrClosedUnlessTheJurisdictionShowsMore) {
  ServiceRequest request;
  request.status = Status::fixed;
  const auto status = [&](open311::StatusView statuses) {
    const std::string xml = render_requests(Format::xml, {request}, {nullptr, statuses});
    const auto begin = xml.find("<status>") + 8;
    return xml.substr(begin, xml.find("</status>") - begin);
  };
  EXPECT_EQ(status(open311::StatusView::plain), "closed");
  EXPECT_EQ(status(open311::StatusView::extended), "fixed");
  request.status = Status::in_progress;
  EXPECT_EQ(status(open311::StatusView::plain), "open");
  EXPECT_EQ(status(open311::StatusView::extended), "in_progress");
}

TEST(RenderRequests, CoordinatesAreWrittenWithoutExponent) {
  ServiceRequest request;
  request.position = Position{0.0000012, -0.0};
  EXPECT_NE(render_requests(Format::json, {request}, {}).find(R"("lat":0.0000012,"long":0.0,)"), std::string::npos);
  request.position = Position{1e300, std::numeric_limits<double>::denorm_min()};
  const std::string json = render_requests(Format::json, {request}, {});
  const std::string numbers = json.substr(json.find("\"lat\":"), json.find(",\"media_url\"") - json.find("\"lat\":"));
  EXPECT_GT(numbers.size(), 600u);
  EXPECT_EQ(numbers.find('e'), std::string::npos) << numbers;
}

TEST(RenderRequests, CoordinatesThatAreNoNumbers_AreAbsent) {
  ServiceRequest request;
  request.position = Position{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()};
  EXPECT_NE(render_requests(Format::json, {request}, {}).find(R"("lat":null,"long":null)"), std::string::npos);
  EXPECT_NE(render_requests(Format::xml, {request}, {}).find("<lat/><long/>"), std::string::npos);
}

TEST(RenderReceipt, OfARealtimeService_HoldsTheId) {
  const Receipt receipt{"R1", "", "Within a week", "77"};
  EXPECT_EQ(render_receipt(Format::xml, receipt),
            declaration +
                "<service_requests><request><service_request_id>R1</service_request_id>"
                "<service_notice>Within a week</service_notice><account_id>77</account_id></request>"
                "</service_requests>");
  EXPECT_EQ(render_receipt(Format::json, receipt),
            R"([{"service_request_id":"R1","service_notice":"Within a week","account_id":"77"}])");
}

TEST(RenderReceipt, OfATokenThatIsPending_HoldsTheTokenOnly) {
  const Receipt receipt{"", "T1", "", ""};
  EXPECT_EQ(render_receipt(Format::xml, receipt),
            declaration + "<service_requests><request><token>T1</token></request></service_requests>");
  EXPECT_EQ(render_receipt(Format::json, receipt), R"([{"token":"T1"}])");
}

TEST(RenderReceipt, OfATokenThatIsResolved_HoldsBoth) {
  const Receipt receipt{"R1", "T1", "", ""};
  EXPECT_EQ(render_receipt(Format::xml, receipt),
            declaration +
                "<service_requests><request><service_request_id>R1</service_request_id><token>T1</token>"
                "</request></service_requests>");
  EXPECT_EQ(render_receipt(Format::json, receipt), R"([{"service_request_id":"R1","token":"T1"}])");
}

TEST(RenderReceipt, OfABlackboxService_HoldsNeither) {
  EXPECT_EQ(render_receipt(Format::xml, {}), declaration + "<service_requests><request></request></service_requests>");
  EXPECT_EQ(render_receipt(Format::json, {}), "[{}]");
}

TEST(RenderFaults, AreAListWithNumbersAsCodes) {
  const std::vector<Fault> faults{{400, "depth required: Depth in cm"}, {403, "No \"key\""}};
  EXPECT_EQ(render_faults(Format::xml, faults),
            declaration +
                "<errors><error><code>400</code><description>depth required: Depth in cm</description></error>"
                "<error><code>403</code><description>No &quot;key&quot;</description></error></errors>");
  EXPECT_EQ(render_faults(Format::json, faults),
            R"([{"code":400,"description":"depth required: Depth in cm"},{"code":403,"description":"No \"key\""}])");
}

TEST(RenderDiscovery, NamesEachEndpointWithBothFormats) {
  const Discovery discovery{
      at("2026-03-01T12:00:00Z"), "Write to us", "", {{"https://open311.example/open311/v2", "production"}}};
  EXPECT_EQ(render_discovery(Format::xml, discovery),
            declaration +
                "<discovery><changeset>2026-03-01T12:00:00Z</changeset><contact>Write to us</contact><key_service/>"
                "<endpoints><endpoint><specification>http://wiki.open311.org/GeoReport_v2</specification>"
                "<url>https://open311.example/open311/v2</url><changeset>2026-03-01T12:00:00Z</changeset>"
                "<type>production</type><formats><format>text/xml</format><format>application/json</format></formats>"
                "</endpoint></endpoints></discovery>");
  EXPECT_EQ(render_discovery(Format::json, discovery),
            R"({"changeset":"2026-03-01T12:00:00Z","contact":"Write to us","key_service":null,"endpoints":[)"
            R"({"specification":"http://wiki.open311.org/GeoReport_v2","url":"https://open311.example/open311/v2",)"
            R"("changeset":"2026-03-01T12:00:00Z","type":"production","formats":["text/xml","application/json"]}]})");
}

TEST(Format, IsTheExtension) {
  EXPECT_EQ(format_of("xml"), Format::xml);
  EXPECT_EQ(format_of("json"), Format::json);
  for (const char* extension : {"", "XML", "csv", "xmlx", ".xml"}) EXPECT_FALSE(format_of(extension)) << extension;
}

TEST(MediaType, SaysUtf8ExceptWhereAValidatorForbidsIt) {
  EXPECT_EQ(media_type(Format::xml), "text/xml; charset=utf-8");
  EXPECT_EQ(media_type(Format::json), "application/json; charset=utf-8");
  EXPECT_EQ(bare_media_type(Format::xml), "text/xml");
  EXPECT_EQ(bare_media_type(Format::json), "application/json");
}

}  // namespace
}  // namespace r311::open311
