// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "council.h"
#include "multipart.h"
#include "support/fms_xml.h"

namespace r311::http {
namespace {

using open311::Change;
using open311::Status;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A council with reports that much has happened to.
struct Extended : Council {
  using Council::Council;

  std::string report(const std::string& more) {
    const auto answer = post("api_key=demo-key&service_code=POT&lat=41.8&long=-87.6&attribute%5Bdepth%5D=12" + more);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return element(answer.body, "service_request_id");
  }
  void tell(const std::string& id, const std::string& note, std::optional<Status> status = {}) {
    clock.advance(std::chrono::minutes{1});
    Change change;
    change.key = id;
    change.changed = clock.now();
    change.note = note;
    change.status = status;
    ASSERT_TRUE(store->apply({"springfield.example/highways", "c", {change}}));
  }
  void say(const std::string& id, const std::string& text) {
    clock.advance(std::chrono::minutes{1});
    const auto said = post("api_key=demo-key&status=OPEN&service_request_id=" + id + "&description=" + text,
                           "servicerequestupdates.xml");
    EXPECT_EQ(said.status, 200) << said.body;
  }
  std::string one(const std::string& id, const std::string& format = "xml") {
    return get("requests/" + id + "." + format + "?extensions=true").body;
  }
};

TEST(Extensions, AreAskedForByTrueOrOne_AndWhatIsNeitherYesNorNoIsRefused) {
  Extended council;
  const std::string one = "requests/" + council.report("") + ".json?extensions=";
  const std::string list = "requests.json?extensions=";
  for (const std::string& target : {one, list}) {
    for (const char* yes : {"true", "TRUE", "True", "1"})
      EXPECT_THAT(council.get(target + yes).body, HasSubstr("extended_status")) << target << yes;
    for (const char* no : {"false", "False", "0", "", "+"}) {
      const auto answer = council.get(target + no);
      EXPECT_EQ(answer.status, 200) << target << no;
      EXPECT_THAT(answer.body, Not(HasSubstr("extended_status"))) << target << no;
    }
    for (const char* wrong : {"yes", "2", "truee", "%FF"}) {
      const auto answer = council.get(target + wrong);
      EXPECT_EQ(answer.status, 400) << target << wrong;
      EXPECT_THAT(answer.body, HasSubstr("extensions must be true or false")) << target << wrong;
    }
  }
}

TEST(Extensions, TellEveryFieldOfARequest_InXmlAndInJson) {
  Extended council;
  const std::string id = council.report(
      "&description=Hole%0A%0ADeep%20%26%20wide%0A%0Ahttps%3A%2F%2Ffms.example%2Freport%2F7%0A"
      "&media_url=https%3A%2F%2Fimg.example%2F1.jpg&attribute%5Bspots%5D=edge&attribute%5Bspots%5D=middle");
  council.clock.advance(std::chrono::minutes{1});
  council.deliver("highways");
  council.tell(id, "We look at it", Status::investigating);
  council.say(id, "It+has+grown");

  const std::string xml = council.one(id);
  EXPECT_THAT(xml, HasSubstr("<status>open</status>"));
  EXPECT_THAT(
      xml, HasSubstr("<media_url>https://img.example/1.jpg</media_url><extended_status>investigating</extended_status>"
                     "<title>Hole</title><detail>Deep &amp; wide</detail><interface_used>demo</interface_used>"
                     "<comment_count>2</comment_count><requestor_name/>"
                     "<agency_sent_datetime>2026-03-01T06:01:00-06:00</agency_sent_datetime><backend_reference>WO-" +
                     id + "</backend_reference>"));
  EXPECT_THAT(xml, HasSubstr("<attributes><attribute><code>depth</code><values><value><key>12</key><name/></value>"
                             "</values></attribute><attribute><code>spots</code><values><value><key>edge</key>"
                             "<name>At the edge</name></value><value><key>middle</key><name>In the middle</name>"
                             "</value></values></attribute></attributes>"));
  EXPECT_THAT(xml, HasSubstr("<media><file><url>https://img.example/1.jpg</url><type/><size/></file></media>"));
  EXPECT_THAT(
      xml, HasSubstr("<notes><request_update><datetime>2026-03-01T06:02:00-06:00</datetime>"
                     "<who>City of Springfield</who><type>status</type><status>investigating</status>"
                     "<description>We look at it</description></request_update>"
                     "<request_update><datetime>2026-03-01T06:03:00-06:00</datetime><who>demo</who><type>comment</type>"
                     "<status/><description>It has grown</description></request_update></notes>"));
  EXPECT_THAT(test::read_as_fixmystreet(xml).faults, IsEmpty());

  const std::string json = council.one(id, "json");
  EXPECT_THAT(json, HasSubstr(R"("extended_status":"investigating","title":"Hole","detail":"Deep & wide",)"
                              R"("interface_used":"demo","comment_count":2,"requestor_name":null,)"
                              R"("agency_sent_datetime":"2026-03-01T06:01:00-06:00","backend_reference":"WO-)" +
                              id + "\""));
  EXPECT_THAT(json, HasSubstr(R"("attributes":[{"code":"depth","values":[{"key":"12","name":null}]},)"
                              R"({"code":"spots","values":[{"key":"edge","name":"At the edge"},)"
                              R"({"key":"middle","name":"In the middle"}]}])"));
  EXPECT_THAT(json, HasSubstr(R"("media":[{"url":"https://img.example/1.jpg","type":null,"size":null}])"));
  EXPECT_THAT(json, HasSubstr(R"("type":"comment","status":null,"description":"It has grown"}])"));
}

TEST(Extensions, OfAList_AreThoseOfEachRequest) {
  Extended council;
  std::vector<std::string> ids;
  for (const std::string word : {"one", "two", "three"}) {
    ids.push_back(council.report("&description=" + word));
    council.say(ids.back(), "about+" + word);
  }
  const auto listed = council.get("requests.xml?extensions=TRUE").body;
  for (const std::string word : {"one", "two", "three"}) {
    const auto at = listed.find("<description>" + word + "<");
    ASSERT_NE(at, std::string::npos);
    EXPECT_THAT(element(listed.substr(at), "request_update"), HasSubstr("about " + word));
    EXPECT_EQ(element(listed.substr(at), "detail"), word);
  }
  EXPECT_THAT(test::read_as_fixmystreet(listed).faults, IsEmpty());
  EXPECT_EQ(council.get("requests.xml?extensions=true&service_request_id=" + ids[0] + "," + ids[2]).body.find("two"),
            std::string::npos);
}

TEST(Extensions, NotAskedFor_ChangeNothing) {
  Extended council;
  const std::string id = council.report("&description=Hole");
  for (const std::string no : {"", "?extensions=", "?extensions=false", "?extensions=0"}) {
    for (const std::string& path : {std::string("requests"), "requests/" + id}) {
      EXPECT_THAT(council.get(path + ".json" + no).body, Not(HasSubstr("extended_status"))) << path << no;
      EXPECT_THAT(council.get(path + ".xml" + no).body, Not(HasSubstr("extended_status"))) << path << no;
    }
  }
}

TEST(Extensions, TellTitleDetailAndTheNameOfAReporterWhoAllowsIt) {
  Extended council;
  const std::string who = "&first_name=Ana&last_name=Example&title=Hole&detail=Deep";
  const std::string named = council.one(council.report(who + "&public_anonymity_required=FALSE"));
  EXPECT_EQ(element(named, "requestor_name"), "Ana Example");
  EXPECT_EQ(element(named, "title"), "Hole");
  EXPECT_EQ(element(named, "detail"), "Deep");
  EXPECT_EQ(element(named, "description"), "Hole\n\nDeep");
  EXPECT_THAT(council.one(council.report(who + "&public_anonymity_required=TRUE")), Not(HasSubstr("Ana")));
}

TEST(Extensions, Links_LeadToOtherRequestsBothWays) {
  Extended council;
  const std::string first = council.report("&description=first");
  const std::string second = council.report("&description=second");
  council.deliver("highways");
  council.tell(first, "", Status::fixed);
  Change change;
  change.key = second;
  change.changed = council.clock.now();
  change.links = {"WO-" + first, "WO-" + first, {{"WO-" + first, "WO-of another system"}}};
  ASSERT_TRUE(council.store->apply({"springfield.example/highways", "c", {change}}));
  const std::string link = "<service_request_id>" + first +
                           "</service_request_id><status>closed</status><extended_status>fixed</extended_status>";
  const std::string xml = council.one(second);
  EXPECT_THAT(xml,
              HasSubstr("<links><duplicate_of>" + link + "</duplicate_of><parent>" + link +
                        "</parent><children></children><related><request>" + link + "</request></related></links>"));
  EXPECT_THAT(test::read_as_fixmystreet(xml).faults, IsEmpty());
  EXPECT_THAT(council.one(first, "json"),
              HasSubstr(R"("links":{"duplicate_of":null,"parent":null,"children":[{"service_request_id":")" + second +
                        R"(","status":"open","extended_status":"open"}],"related":[]})"));
}

TEST(Extensions, NeverTellWhoReported) {
  Extended council;
  const std::string id = council.report(
      "&description=Hole&first_name=Ana&last_name=Example&email=ana%40example.org&phone=555&account_id=A7"
      "&attribute%5Blast_name%5D=Example&attribute%5Bcontact_email%5D=ana%40example.org&attribute%5Bnote%5D=Ana");
  council.say(id, "More&first_name=Ana&last_name=Example&email=ana%40example.org");
  for (const auto& text : {council.one(id), council.one(id, "json"), council.get("requests.xml?extensions=true").body})
    for (const auto* who : {"Ana", "Example", "ana@example.org", "555", "A7", "contact_email", "last_name"})
      EXPECT_THAT(text, Not(HasSubstr(who)));
}

TEST(Extensions, OfUploadedFiles_TellAddressTypeAndSizeButNotTheName) {
  Extended council;
  const std::string photo = "\xFF\xD8\xFF\xE0" + std::string(100, 'x') + "\xFF\xD9";
  const auto posted = post_parts(council, report_parts() + file_part("photo1", "ana-at-home.jpg", photo) + last_part);
  ASSERT_EQ(posted.status, 200) << posted.body;
  const std::string xml = council.one(element(posted.body, "service_request_id"));
  const std::string file = element(element(xml, "media"), "file");
  EXPECT_EQ(element(file, "url"), "https://open311.springfield.example/media/" + sha256_hex(photo));
  EXPECT_EQ(element(file, "type"), "image/jpeg");
  EXPECT_EQ(element(file, "size"), std::to_string(photo.size()));
  EXPECT_THAT(xml, Not(HasSubstr("ana-at-home")));
}

// What is said of one request must not make a list of many too large.
TEST(Extensions, Notes_AreTheNewestHundredOfOneAndTheNewestTenInAList) {
  Extended council;
  const std::string id = council.report("&description=Hole");
  council.deliver("highways");
  std::vector<Change> changes;
  for (int i = 0; i < 105; ++i) {
    Change change;
    change.key = id;
    change.changed = council.clock.now() + std::chrono::minutes{i};
    change.note = "note-" + std::to_string(i) + ".";
    changes.push_back(change);
  }
  council.clock.advance(std::chrono::hours{2});
  ASSERT_TRUE(council.store->apply({"springfield.example/highways", "c", changes}));
  const std::string one = council.one(id);
  EXPECT_EQ(element(one, "comment_count"), "105");
  EXPECT_THAT(one, Not(HasSubstr("<description>note-4.")));
  EXPECT_THAT(one, HasSubstr("<description>note-5."));
  EXPECT_LT(one.find("<description>note-5."), one.find("<description>note-104."));
  const std::string list = council.get("requests.xml?extensions=true").body;
  EXPECT_EQ(element(list, "comment_count"), "105");
  EXPECT_THAT(list, Not(HasSubstr("<description>note-94.")));
  EXPECT_THAT(list, HasSubstr("<description>note-95."));
}

// A window is answered whole without them only.
TEST(Extensions, OfALargeWindow_ComeInPartsThatLinkOn) {
  ApiOptions options;
  options.small_list = 2;
  Extended council({.options = options});
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(council.report("&description=Hole"));
    council.clock.advance(std::chrono::seconds{10});
  }
  const std::string window = "requests.xml?start_date=2026-03-01T00:00:00Z&end_date=2026-03-02T00:00:00Z";
  EXPECT_THAT(council.get(window).body, HasSubstr(ids[0]));
  const auto first = council.get(window + "&extensions=true");
  EXPECT_THAT(first.body, Not(HasSubstr(ids[0])));
  EXPECT_THAT(first.body, HasSubstr(ids[1]));
  ASSERT_EQ(first.headers.count("link"), 1u);
  const std::string link = first.headers.at("link");
  const auto rest = council.get("requests.xml" + link.substr(1, link.find('>') - 1));
  EXPECT_THAT(rest.body, HasSubstr(ids[0]));
  EXPECT_THAT(rest.body, HasSubstr("extended_status"));
  EXPECT_EQ(rest.headers.count("link"), 0u);
}

}  // namespace
}  // namespace r311::http
