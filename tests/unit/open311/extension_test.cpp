// SPDX-License-Identifier: Apache-2.0
#include "open311/extension.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "open311/render.h"
#include "support/fms_xml.h"

namespace r311::open311 {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

Time at(std::string_view text) { return parse_w3c(text, Zone::utc()).value(); }

Extension everything() {
  Extension more;
  more.title = "Deep hole";
  more.detail = "Beside the \"gate\"";
  more.interface_used = "fixmystreet";
  more.comment_count = 12;
  more.requestor_name = "Ana O'Example";
  more.agency_sent = at("2026-03-01T12:00:05Z");
  more.backend_reference = "WO-7";
  more.attributes = {{"depth", {ListValue{"12", ""}}},
                     {"where", {ListValue{"lane", "In the lane"}, ListValue{"verge & more", ""}}}};
  more.media = {{"https://img.example/1.jpg", "", {}}, {"https://311.example/media/ab", "image/jpeg", 123456}};
  more.notes = {{"Highways", at("2026-03-02T08:00:00Z"), "Seen <today>", Status::in_progress},
                {"fixmystreet", at("2026-03-03T08:00:00Z"), "Still there", {}}};
  more.duplicate_of = LinkedRequest{"R0", Status::fixed};
  more.children = {{"R2", Status::open}, {"R3", Status::planned}};
  more.related = {{"R4", Status::closed}};
  return more;
}

ServiceRequest request_with(Extension more) {
  ServiceRequest request;
  request.id = "R1";
  request.status = Status::in_progress;
  request.requested = request.updated = at("2026-03-01T12:00:00Z");
  request.extension = std::make_shared<const Extension>(std::move(more));
  return request;
}

TEST(RenderExtension, Xml) {
  const std::string xml = render_requests(Format::xml, {request_with(everything())}, {});
  EXPECT_THAT(xml, HasSubstr("<status>open</status>"));
  EXPECT_THAT(
      xml,
      EndsWith(
          "<media_url/><extended_status>in_progress</extended_status><title>Deep hole</title>"
          "<detail>Beside the &quot;gate&quot;</detail><interface_used>fixmystreet</interface_used>"
          "<comment_count>12</comment_count><requestor_name>Ana O'Example</requestor_name>"
          "<agency_sent_datetime>2026-03-01T12:00:05Z</agency_sent_datetime>"
          "<backend_reference>WO-7</backend_reference>"
          "<attributes><attribute><code>depth</code><values><value><key>12</key><name/></value></values></attribute>"
          "<attribute><code>where</code><values><value><key>lane</key><name>In the lane</name></value>"
          "<value><key>verge &amp; more</key><name/></value></values></attribute></attributes>"
          "<media><file><url>https://img.example/1.jpg</url><type/><size/></file>"
          "<file><url>https://311.example/media/ab</url><type>image/jpeg</type><size>123456</size></file>"
          "</media>"
          "<notes><request_update><datetime>2026-03-02T08:00:00Z</datetime><who>Highways</who><type>status</type>"
          "<status>in_progress</status><description>Seen &lt;today&gt;</description></request_update>"
          "<request_update><datetime>2026-03-03T08:00:00Z</datetime><who>fixmystreet</who><type>comment</type>"
          "<status/><description>Still there</description></request_update></notes>"
          "<links><duplicate_of><service_request_id>R0</service_request_id><status>closed</status>"
          "<extended_status>fixed</extended_status></duplicate_of><parent/>"
          "<children><request><service_request_id>R2</service_request_id><status>open</status>"
          "<extended_status>open</extended_status></request>"
          "<request><service_request_id>R3</service_request_id><status>open</status>"
          "<extended_status>planned</extended_status></request></children>"
          "<related><request><service_request_id>R4</service_request_id><status>closed</status>"
          "<extended_status>closed</extended_status></request></related></links>"
          "</request></service_requests>"));
}

TEST(RenderExtension, Json) {
  EXPECT_THAT(
      render_requests(Format::json, {request_with(everything())}, {}),
      EndsWith(R"("media_url":null,"extended_status":"in_progress","title":"Deep hole",)"
               R"("detail":"Beside the \"gate\"","interface_used":"fixmystreet","comment_count":12,)"
               R"("requestor_name":"Ana O'Example","agency_sent_datetime":"2026-03-01T12:00:05Z",)"
               R"("backend_reference":"WO-7",)"
               R"("attributes":[{"code":"depth","values":[{"key":"12","name":null}]},{"code":"where",)"
               R"("values":[{"key":"lane","name":"In the lane"},{"key":"verge & more","name":null}]}],)"
               R"("media":[{"url":"https://img.example/1.jpg","type":null,"size":null},)"
               R"({"url":"https://311.example/media/ab","type":"image/jpeg","size":123456}],)"
               R"("notes":[{"datetime":"2026-03-02T08:00:00Z","who":"Highways","type":"status",)"
               R"("status":"in_progress","description":"Seen <today>"},)"
               R"({"datetime":"2026-03-03T08:00:00Z","who":"fixmystreet","type":"comment","status":null,)"
               R"("description":"Still there"}],)"
               R"("links":{"duplicate_of":{"service_request_id":"R0","status":"closed","extended_status":"fixed"},)"
               R"("parent":null,"children":[{"service_request_id":"R2","status":"open","extended_status":"open"},)"
               R"({"service_request_id":"R3","status":"open","extended_status":"planned"}],)"
               R"("related":[{"service_request_id":"R4","status":"closed","extended_status":"closed"}]}}])"));
}

TEST(RenderExtension, WithNothingInIt_HasEachFieldAbsentAndEachListEmpty) {
  EXPECT_THAT(render_requests(Format::xml, {request_with({})}, {}),
              EndsWith("<extended_status>in_progress</extended_status><title/><detail/><interface_used/>"
                       "<comment_count>0</comment_count><requestor_name/><agency_sent_datetime/><backend_reference/>"
                       "<attributes></attributes><media></media><notes></notes>"
                       "<links><duplicate_of/><parent/><children></children><related></related></links></request></"
                       "service_requests>"));
  EXPECT_THAT(render_requests(Format::json, {request_with({})}, {}),
              EndsWith(R"("extended_status":"in_progress","title":null,"detail":null,"interface_used":null,)"
                       R"("comment_count":0,"requestor_name":null,"agency_sent_datetime":null,)"
                       R"("backend_reference":null,"attributes":[],"media":[],"notes":[],"links":)"
                       R"({"duplicate_of":null,"parent":null,"children":[],"related":[]}}])"));
}

TEST(RenderExtension, KeepsTheRulesByWhichFixMyStreetMakesLists) {
  Extension more = everything();
  more.media.pop_back();
  EXPECT_THAT(
      test::read_as_fixmystreet(render_requests(Format::xml, {request_with(more), request_with({})}, {})).faults,
      IsEmpty());
}

TEST(RenderExtension, IsNotThereWithoutBeingAskedFor) {
  ServiceRequest plain;
  plain.id = "R1";
  EXPECT_THAT(render_requests(Format::xml, {plain}, {}), EndsWith("<media_url/></request></service_requests>"));
  EXPECT_THAT(render_requests(Format::json, {plain}, {}), EndsWith("\"media_url\":null}]"));
}

}  // namespace
}  // namespace r311::open311
