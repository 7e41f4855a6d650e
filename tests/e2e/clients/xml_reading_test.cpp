// SPDX-License-Identifier: Apache-2.0
// What FixMyStreet's XML reader makes of our documents, and the reader's own rules.
#include <Poco/SAX/SAXException.h>
#include <Poco/XML/XMLException.h>

#include "base/text.h"
#include "city.h"

namespace r311::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class FixMyStreetReadsXml : public City {
 protected:
  std::string description_of(const std::string& sent) {
    return one(report_id({{"description", sent}}))["description"].text;
  }
};

// both() and read() hold every answer of all these tests to the reader's rules; here each document once more.
TEST_F(FixMyStreetReadsXml, EveryDocumentOfTheCity_IsReadWholeAndSaysTheSameInJson) {
  const auto id = report_id({{"media_url", "https://fix.example/photo/1.jpeg"}});
  const auto update = comment_id(id, {{"media_url", "https://fix.example/photo/c1.jpeg"}});
  const auto services = both("services");
  EXPECT_EQ(services["service"].list.size(), 17u);
  for (const auto& service : services["service"].list) {
    for (const auto* field : {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"})
      EXPECT_TRUE(service.has(field)) << field;
    const auto code = service["service_code"].text;
    const auto definition = both("services/" + code);
    EXPECT_EQ(definition["service_code"].text, code);
    EXPECT_EQ(definition["attributes"].list.empty(), service["metadata"].text == "false");
    for (const auto& attribute : definition["attributes"].list)
      for (const auto* field : {"code", "datatype", "required", "variable", "order", "description"})
        EXPECT_TRUE(attribute.has(field)) << code << field;
  }
  const auto request = both("requests")["request"][0];
  for (const auto* field : {"service_request_id", "status", "service_name", "service_code", "description", "lat",
                            "long", "requested_datetime", "updated_datetime", "media_url"})
    EXPECT_TRUE(request.has(field)) << field;
  const auto told = both("servicerequestupdates", "api_key=")["request_update"][0];
  EXPECT_EQ(told["update_id"].text, update);
  for (const auto* field :
       {"update_id", "service_request_id", "status", "updated_datetime", "description", "media_url"})
    EXPECT_TRUE(told.has(field)) << field;
}

TEST_F(FixMyStreetReadsXml, ListsAreFoundByTheirElements_AlsoThoseOfOne) {
  EXPECT_THAT(both("services/SIDEWALK")["attributes"].list[0]["values"].list, SizeIs(4));
  report_id();
  const auto requests = read(get("requests.xml"));
  EXPECT_THAT(requests["request"].list, SizeIs(1));
  EXPECT_EQ(requests.hash.size(), 1u) << "the root has nothing but the list";
  const auto errors = read_error(get("services/NONE.xml"), 404);
  EXPECT_THAT(errors.list, SizeIs(1));
}

TEST_F(FixMyStreetReadsXml, NothingHasAnXmlAttributeOrANamespace) {
  const auto id = report_id();
  for (const std::string& target :
       {std::string("services.xml"), std::string("services/POT.xml"), std::string("services/LITTER.xml"),
        "requests/" + id + ".xml", std::string("requests.xml?status=closed"), std::string("discovery.xml"),
        std::string("servicerequestupdates.xml"), std::string("nothing.xml")}) {
    const auto body = get(target).body;
    const auto inside = body.substr(body.find("?>") + 2);
    EXPECT_THAT(inside, Not(testing::ContainsRegex("<[a-zA-Z_]+ |xmlns|xsi:|<[a-z]+:"))) << target;
  }
}

TEST_F(FixMyStreetReadsXml, WhatIsAbsent_IsAnEmptyElement) {
  const auto id = report_id();
  const auto body = get("requests/" + id + ".xml").body;
  for (const auto* field : {"status_notes", "expected_datetime", "address", "zipcode", "media_url"}) {
    EXPECT_THAT(body, HasSubstr("<" + std::string(field) + "/>"));
    EXPECT_FALSE(one(id).has(field)) << field;
  }
}

TEST_F(FixMyStreetReadsXml, Text_KeepsItsBlanksAndNewlines) {
  const std::string text = "  A hole\n\n   It  grows.\n\n";
  EXPECT_EQ(description_of(text), text);
  const std::string marked = "<b>deep</b> & \"wide\" ]]> &#13; it's";
  EXPECT_EQ(description_of(marked), marked);
}

TEST_F(FixMyStreetReadsXml, Newlines_AreLineFeedsWhateverWasSent) {
  for (const std::string sent : {"a\r\nb\r\n", "a\nb\n", "a\rb\r"}) {
    const auto multipart = lwp_parts(report({{"description", sent}}), {});
    const auto id = read(exchange(lwp_post(endpoint + "requests.xml", "multipart/form-data; boundary=xYzZY",
                                           multipart)))["request"][0]["service_request_id"]
                        .text;
    const auto body = get("requests/" + id + ".xml").body;
    EXPECT_THAT(body, HasSubstr("<description>a\nb\n</description>"));
    EXPECT_EQ(body.find('\r'), body.npos);
    EXPECT_THAT(body, Not(testing::ContainsRegex("&#(13|x[dD]);")));
    EXPECT_THAT(work_order(id)["descr"], "a\nb\n");
  }
}

TEST_F(FixMyStreetReadsXml, Answers_AreUtf8AndSaySo) {
  const std::string text = "Schlagloch n\xC3\xA4\xC3\x9F \xE5\x9D\x91 \xF0\x9F\x9A\xA7";
  const auto id = report_id({{"description", text}});
  const auto answer = get("requests/" + id + ".xml");
  EXPECT_EQ(answer.headers.at("content-type"), "text/xml; charset=utf-8");
  EXPECT_THAT(answer.body, testing::StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"));
  EXPECT_THAT(answer.body, HasSubstr(text));
  EXPECT_TRUE(text::is_utf8(answer.body));
}

// One text that XML can't hold would hide all reports of its window.
TEST_F(FixMyStreetReadsXml, WhatXmlCantHold_IsLeftOutOfReportsAndRemarks) {
  std::string controls;
  for (char c = 1; c < 0x20; ++c) controls += c;
  const auto id = report_id({{"description", "A" + controls + "\xEF\xBF\xBE\xEF\xBF\xBF\x7F hole"}});
  const auto order = work_order(id)["wo_no"];
  legacy_.rows("INSERT INTO remark (wo_no, author, body) VALUES (?, 'Crew 4', ?)",
               {order, "We" + controls + " saw it"});
  legacy_.rows("UPDATE work_order SET clerk_note = ? WHERE wo_no = ?", {controls + "Tuesday", order});
  EXPECT_THAT(updates_of(id, 2), SizeIs(2));
  EXPECT_THAT(both("requests")["request"].list, SizeIs(1));
  EXPECT_THAT(one(id)["description"].text, testing::AllOf(testing::StartsWith("A"), HasSubstr("hole")));
  read_error(post("requests.xml", report({{"description", "\xFF\xFE"}})), 400);
}

TEST_F(FixMyStreetReadsXml, EmptyListsAre200WithAnEmptyRoot) {
  for (const std::string target :
       {"requests.xml?start_date=2001-01-01T00:00:00Z&end_date=2001-01-02T00:00:00Z",
        "requests.xml?service_request_id=none",
        "servicerequestupdates.xml?api_key=&start_date=2001-01-01T00:00:00Z&end_date=2001-01-02T00:00:00Z",
        "servicerequestupdates.xml?service_request_id=none"}) {
    const auto root = read(get(target));
    EXPECT_EQ(root.kind, Node::Kind::missing) << target;
  }
}

// The reader itself: what hurts FixMyStreet it must tell.
std::vector<std::string> faults_of(const std::string& xml) { return read_as_fixmystreet(xml).faults; }

TEST(FmsXml, ReadsListsWrappersAndMissingText) {
  const auto read = read_as_fixmystreet(
      "<?xml version='1.0'?><any><request><a> x\n</a><b/><c> \n </c><media_url>1</media_url><media_url>2</media_url>"
      "<groups><group>G</group></groups><d><![CDATA[<e>]]>&amp;<!-- no --></d></request></any>");
  EXPECT_THAT(read.faults, IsEmpty());
  const auto& request = read.root["request"][0];
  EXPECT_EQ(request["a"].text, " x\n");
  EXPECT_FALSE(request.has("b"));
  EXPECT_FALSE(request.has("c"));
  EXPECT_EQ(request["d"].text, "<e>&");
  EXPECT_EQ(request["media_url"][1].text, "2");
  EXPECT_EQ(request["groups"][0].text, "G");
  EXPECT_THAT(
      read_as_fixmystreet("<attributes><attributes><attribute><code>1</code></attribute></attributes></attributes>")
          .root["attributes"]
          .list,
      SizeIs(1));
}

TEST(FmsXml, TellsWhatHurts) {
  EXPECT_THAT(faults_of("<r><d><attributes type='array'><attribute/></attributes></d></r>"), SizeIs(1));
  EXPECT_THAT(faults_of("<r><request><id type='s'>1</id></request></r>"),
              ElementsAre("/r/request/id has an XML attribute"));
  EXPECT_THAT(faults_of("<r><id xmlns='urn:x'>1</id></r>"), ElementsAre("/r/id is in a namespace"));
  EXPECT_THAT(faults_of("<r><id>1</id><id>2</id></r>"), ElementsAre("/r/id stands more than once"));
  EXPECT_THAT(faults_of("<r><error>Down</error></r>"), ElementsAre("/r/error holds text instead of elements"));
  EXPECT_THAT(faults_of("<r>x<id>1</id></r>"), ElementsAre("/r has text among its elements"));
  EXPECT_THROW(faults_of("<r>a & b</r>"), Poco::XML::XMLException);
  EXPECT_THROW(faults_of("<r>\x01</r>"), Poco::XML::XMLException);
}

TEST(FmsXml, TellsWhereXmlAndJsonDiffer) {
  const auto compare = [](const std::string& xml, const std::string& json) {
    return difference(read_as_fixmystreet(xml).root, read_json(json));
  };
  EXPECT_EQ(compare("<r><request><lat>39.50</lat><a/><m>true</m><group>G</group></request></r>",
                    R"([{"lat":39.5,"a":null,"m":true,"group":"G"}])"),
            "");
  EXPECT_EQ(compare("<r></r>", "[]"), "");
  EXPECT_EQ(compare("<r><request/></r>", "[{}]"), "");
  EXPECT_NE(compare("<r><request><a>1</a></request></r>", R"([{"a":"2"}])"), "");
  EXPECT_NE(compare("<r><request><a>1</a></request></r>", R"([{"b":"1"}])"), "");
  EXPECT_NE(compare("<r><request><a>1</a></request></r>", R"([{"a":"1"},{"a":"1"}])"), "");
  EXPECT_NE(compare("<r><request><a>1</a></request></r>", "[]"), "");
}

}  // namespace
}  // namespace r311::test
