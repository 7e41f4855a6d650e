// SPDX-License-Identifier: Apache-2.0
// Each document of fixed data, byte for byte (tests/golden/README.md), and both its forms against each other.
#include "support/golden.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "open311/extension.h"
#include "open311/render.h"
#include "support/fms_xml.h"

namespace r311::open311 {
namespace {

Time at(std::string_view text) { return parse_w3c(text, Zone::utc()).value(); }
const Zone& chicago() {
  static const Zone zone = Zone::find("America/Chicago").value();
  return zone;
}

template <class Render>
void expect_golden(const std::string& name, Render render) {
  const std::string xml = render(Format::xml);
  const std::string json = render(Format::json);
  test::expect_golden(name + ".xml", xml + "\n");
  test::expect_golden(name + ".json", json + "\n");
  EXPECT_EQ(test::difference(test::read_as_fixmystreet(xml).root, test::read_json(json)), "") << name;
}

// As expect_golden, and nothing in the XML may hurt FixMyStreet's reader.
template <class Render>
void expect_readable_golden(const std::string& name, Render render) {
  expect_golden(name, render);
  EXPECT_TRUE(test::read_as_fixmystreet(render(Format::xml)).faults.empty()) << name;
}

Service pothole() {
  Service service;
  service.code = "POT";
  service.name = "Pothole & dip";
  service.description = "A hole in the \"road\" <deep>";
  service.keywords = {"road", "hole"};
  service.group = "Streets";
  Attribute notice;
  notice.variable = false;
  notice.code = "notice";
  notice.order = 1;
  notice.description = "Someone hurt? <b>Call 311</b>.";
  Attribute depth;
  depth.code = "depth";
  depth.datatype = Datatype::number;
  depth.required = true;
  depth.order = 2;
  depth.description = "How deep is it?";
  depth.datatype_description = "Centimetres";
  Attribute hindered;
  hindered.code = "hindered";
  hindered.datatype = Datatype::multivaluelist;
  hindered.order = 3;
  hindered.description = "Who is hindered?";
  hindered.values = {{"001", "Cars"}, {"b/c", "B\xC3\xBCsse"}};
  Attribute id;
  id.code = "fixmystreet_id";
  id.order = 4;
  id.automated = "server_set";
  service.attributes = {notice, depth, hindered, id};
  return service;
}

Service bulky() {
  Service service;
  service.code = "BULKY";
  service.name = "Sperrm\xC3\xBCll";
  service.type = ServiceType::batch;
  return service;
}

ServiceRequest full() {
  ServiceRequest request;
  request.id = "1JM3GPPTSZA9CE";
  request.status = Status::in_progress;
  request.status_notes = "A crew comes on Tuesday.";
  request.service_name = "Pothole & dip";
  request.service_code = "POT";
  request.description =
      "title: Hole\n\ndetail: \"Deep\" & <wide> \xF0\x9F\x9A\xA7\n\nurl: https://fix.example/report/1\n";
  request.agency_responsible = "Highways";
  request.service_notice = "Within a week";
  request.requested = at("2026-03-01T12:00:00.750Z");
  request.updated = at("2026-07-01T12:00:00Z");
  request.expected = at("2026-07-08T12:00:00Z");
  request.address = "12 Elm Street";
  request.address_id = "A/1";
  request.zipcode = "62701";
  request.position = Position{39.799, -89.644};
  request.media_url = "https://open311.example/media/1.jpg?size=full&a=1";
  return request;
}

// What is not known of it is left out of nothing.
ServiceRequest bare() {
  ServiceRequest request;
  request.id = "1JM3GPQDRRP598";
  request.status = Status::fixed;
  request.service_code = "BULKY";
  request.requested = request.updated = at("2026-11-01T06:30:00Z");
  request.position = Position{51.477811, 0};
  return request;
}

ServiceRequest extended() {
  ServiceRequest request = full();
  Extension more;
  more.title = "Hole";
  more.detail = "\"Deep\" & <wide> \xF0\x9F\x9A\xA7";
  more.interface_used = "fixmystreet";
  more.comment_count = 2;
  more.requestor_name = "Lisa D\xC5\x93";
  more.agency_sent = at("2026-03-01T12:00:01Z");
  more.backend_reference = "70001";
  more.attributes = {{"depth", {{"12", "12"}}}, {"hindered", {{"001", "Cars"}, {"b/c", "B\xC3\xBCsse"}}}};
  more.media = {{"https://open311.example/media/1.jpg", "image/jpeg", 4711}, {"https://fix.example/2.jpeg", "", {}}};
  more.notes = {{"Highways", at("2026-03-02T12:00:00Z"), "A crew comes on Tuesday.", Status::in_progress},
                {"fixmystreet", at("2026-03-03T12:00:00Z"), "It has grown", {}}};
  more.duplicate_of = LinkedRequest{"1JM3GPQDRRP597", Status::fixed};
  more.children = {{"1JM3GPQDRRP599", Status::planned}};
  request.extension = std::make_shared<const Extension>(std::move(more));
  return request;
}

std::vector<ServiceUpdate> updates() {
  ServiceUpdate told;
  told.id = "1JM3GPPTSZA9CE-9f86d081884c7d65";
  told.request = "1JM3GPPTSZA9CE";
  told.status = Status::in_progress;
  told.description = "A crew comes on Tuesday.";
  told.updated = at("2026-03-02T12:00:00Z");
  told.media_urls = {"https://open311.example/media/1.jpg", "https://open311.example/media/2.jpg"};
  told.external_status_code = "W";
  told.reference = "70001/7";
  ServiceUpdate said;
  said.id = "1JM3GPSW02YQRD";
  said.request = "1JM3GPPTSZA9CE";
  said.updated = at("2026-07-02T12:00:00Z");
  return {told, said};
}

TEST(Golden, Discovery_IsAsItWas) {
  Discovery discovery;
  discovery.changeset = at("2026-03-01T12:00:00Z");
  discovery.contact = "311@springfield.example";
  discovery.key_service = "Ask & say what your app does.";
  discovery.endpoints = {{"https://open311.example/open311/v2", "production"},
                         {"https://test.example/open311/v2", "test"}};
  discovery.max_requests = 1000;
  const auto render = [&](Format format) { return render_discovery(format, discovery); };
  // FixMyStreet never asks for it: lists of other names are no fault.
  test::expect_golden("discovery.xml", render(Format::xml) + "\n");
  test::expect_golden("discovery.json", render(Format::json) + "\n");
}

TEST(Golden, ServicesAndDefinitions_AreAsTheyWere) {
  expect_readable_golden("services", [](Format format) { return render_services(format, {pothole(), bulky()}); });
  expect_readable_golden("definition", [](Format format) { return render_definition(format, pothole()); });
  expect_readable_golden("definition_empty", [](Format format) { return render_definition(format, bulky()); });
}

TEST(Golden, Requests_AreAsTheyWere) {
  const View plain{&chicago()};
  const View finer{&chicago(), StatusView::extended};
  expect_readable_golden("requests", [&](Format format) { return render_requests(format, {full(), bare()}, plain); });
  expect_readable_golden("requests_statuses_extended", [&](Format format) {
    return render_requests(format, {full(), bare()}, finer);
  });
  expect_readable_golden("requests_none", [&](Format format) { return render_requests(format, {}, plain); });
  expect_readable_golden("request", [&](Format format) { return render_requests(format, {bare()}, plain); });
  ServiceRequest photos = bare();
  photos.media_url = "https://a.example/1.jpg";
  photos.further_photos = {"https://a.example/2.jpg?a=1&b=2", "https://311.example/media/7Q3C"};
  expect_readable_golden("requests_photos", [&](Format format) { return render_requests(format, {photos}, plain); });
  const auto more = [&](Format format) { return render_requests(format, {extended()}, plain); };
  test::expect_golden("requests_extensions.xml", more(Format::xml) + "\n");
  test::expect_golden("requests_extensions.json", more(Format::json) + "\n");
}

TEST(Golden, Receipts_AreAsTheyWere) {
  for (const auto& [name, receipt] :
       {std::pair<std::string, Receipt>{"receipt_realtime", {"1JM3GPPTSZA9CE", "", "Within a week", "77"}},
        {"receipt_batch", {"", "1JM3GTF43R3W7F", "", ""}},
        {"receipt_blackbox", {}},
        {"token_resolved", {"1JM3GTF43R3W7E", "1JM3GTF43R3W7F", "", ""}}})
    expect_readable_golden(name, [&, &one = receipt](Format format) { return render_receipt(format, one); });
  expect_readable_golden("update_receipt",
                         [](Format format) { return render_update_receipt(format, {"1JM3GPSW02YQRD"}); });
}

TEST(Golden, Updates_AreAsTheyWere) {
  expect_readable_golden("updates", [](Format format) { return render_updates(format, updates(), {&chicago()}); });
  expect_readable_golden("updates_none", [](Format format) { return render_updates(format, {}, {&chicago()}); });
}

TEST(Golden, Errors_AreAsTheyWere) {
  expect_readable_golden("errors", [](Format format) {
    return render_faults(format, {{400, "depth required: How deep is it?"}, {403, "No \"key\" & <none>"}});
  });
}

}  // namespace
}  // namespace r311::open311
