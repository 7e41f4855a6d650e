// SPDX-License-Identifier: Apache-2.0
// What clients' own parsers make of our documents, whatever text is in them.
#include <Poco/DOM/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/Element.h>
#include <Poco/DOM/NodeList.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>

#include "base/text.h"
#include "open311/render.h"

namespace r311::open311 {
namespace {

using XmlDocument = Poco::AutoPtr<Poco::XML::Document>;

XmlDocument parse_xml(const std::string& xml) { return Poco::XML::DOMParser().parseString(xml); }

std::string text_of(const XmlDocument& document, const std::string& name) {
  const Poco::AutoPtr<Poco::XML::NodeList> found = document->getElementsByTagName(name);
  EXPECT_EQ(found->length(), 1u) << name;
  return found->length() == 1 ? found->item(0)->innerText() : "";
}

Poco::JSON::Object::Ptr first_of(const std::string& json) {
  return Poco::JSON::Parser().parse(json).extract<Poco::JSON::Array::Ptr>()->getObject(0);
}

std::string encoded(char32_t c) {
  std::string out;
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
  return out;
}

class RandomText {
 public:
  explicit RandomText(unsigned seed) : random_(seed) {}

  std::string characters() {
    static constexpr char32_t widest[] = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};
    std::string out;
    for (auto count = 1 + random_() % 60; count > 0; --count) {
      const auto c = static_cast<char32_t>(random_() % (widest[random_() % 4] + 1));
      if (c >= 0xD800 && c <= 0xDFFF) continue;
      out += encoded(c);
      if (random_() % 8 == 0) out += "&<>\"'\\/]]>\r\n&#13;"[random_() % 17];
    }
    return out;
  }

  std::string bytes() {
    std::string out(1 + random_() % 80, '\0');
    for (char& c : out) c = static_cast<char>(random_());
    return out;
  }

 private:
  std::mt19937 random_;
};

ServiceRequest with(const std::string& text) {
  ServiceRequest request;
  request.id = "R1";
  request.service_code = "POT";
  request.description = text;
  return request;
}

TEST(AnyText, ComesOutOfXmlAndJsonCharacterByCharacter) {
  RandomText random(311);
  for (int round = 0; round < 1500; ++round) {
    const std::string text = "x" + text::clean(random.characters()) + "\n";
    const std::string xml = render_requests(Format::xml, {with(text)}, {});
    EXPECT_EQ(text_of(parse_xml(xml), "description"), text);
    EXPECT_EQ(xml.find("&#"), std::string::npos);
    EXPECT_EQ(first_of(render_requests(Format::json, {with(text)}, {}))->getValue<std::string>("description"), text);
  }
}

TEST(AnyText, ScriptsOfTheWorld_StayAsTheyAre) {
  const std::string text =
      "Schlagloch vor Nr. 5 \xE2\x80\x93 \"tief\" & na\xC3\x9F; twll yn y ffordd \xC5\xB5; dziura \xC5\xBA\xC5\xBC; "
      "\xD8\xAD\xD9\x81\xD8\xB1\xD8\xA9 \xE2\x80\x8F; \xE5\x9D\x91\xE6\xB4\x9E; "
      "\xF0\x9F\x9A\xA7\xF0\x9F\x91\xB7\xE2\x80\x8D\xE2\x99\x80\xEF\xB8\x8F\xE2\x80\xA8";
  EXPECT_NE(render_requests(Format::json, {with("x")}, {}).find("\"x\""), std::string::npos);
  EXPECT_EQ(text_of(parse_xml(render_requests(Format::xml, {with(text)}, {})), "description"), text);
  EXPECT_EQ(first_of(render_requests(Format::json, {with(text)}, {}))->getValue<std::string>("description"), text);
}

TEST(AnyText, GarbageBytes_NeverBreakADocument) {
  RandomText random(17);
  for (int round = 0; round < 1500; ++round) {
    const std::string garbage = random.bytes();
    for (Format format : {Format::xml, Format::json})
      EXPECT_TRUE(text::is_utf8(render_requests(format, {with(garbage)}, {})));
    EXPECT_EQ(text_of(parse_xml(render_requests(Format::xml, {with("x" + garbage)}, {})), "description"),
              text::clean("x" + garbage));
    EXPECT_TRUE(first_of(render_requests(Format::json, {with(garbage)}, {}))->has("description"));
    const std::vector<Fault> faults{{400, garbage}};
    EXPECT_EQ(text_of(parse_xml(render_faults(Format::xml, faults)), "code"), "400");
    EXPECT_EQ(first_of(render_faults(Format::json, faults))->getValue<int>("code"), 400);
  }
}

TEST(AnyText, CarriageReturns_NeverReachAnXmlClient) {
  EXPECT_EQ(text_of(parse_xml(render_requests(Format::xml, {with("a\r\nb\rc")}, {})), "description"), "a\nb\nc");
  EXPECT_EQ(render_requests(Format::xml, {with("a\r\nb\rc")}, {}).find('\r'), std::string::npos);
}

TEST(AnyText, ControlCharactersInJson_AreEscaped) {
  std::string text;
  for (char c = 1; c < 0x20; ++c) text += c;
  const std::string json = render_requests(Format::json, {with(text)}, {});
  for (char c : json) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
  EXPECT_EQ(first_of(json)->getValue<std::string>("description"), text);
}

TEST(AnyNumber, ReadsBackAsItself) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 2000; ++round) {
    ServiceRequest request = with("x");
    request.position = Position{std::uniform_real_distribution<double>(-90, 90)(random),
                                std::uniform_real_distribution<double>(-1e-9, 1e-9)(random)};
    const auto document = parse_xml(render_requests(Format::xml, {request}, {}));
    EXPECT_EQ(std::stod(text_of(document, "lat")), request.position->latitude);
    EXPECT_EQ(std::stod(text_of(document, "long")), request.position->longitude);
  }
}

// The names that FixMyStreet's parser makes into lists wherever they stand, and the wrappers that it takes away only if
// nothing but the list is in them.
const std::set<std::string> list_names{"service", "attribute", "value", "request", "error", "group", "request_update"};
const std::set<std::string> list_names_with_text{"group"};
const std::map<std::string, std::string> wrappers{{"attributes", "attribute"},
                                                  {"values", "value"},
                                                  {"errors", "error"},
                                                  {"services", "service"},
                                                  {"service_requests", "request"}};

void expect_readable(const Poco::XML::Element& element) {
  const std::string name = element.nodeName();
  EXPECT_FALSE(element.hasAttributes()) << name;
  std::map<std::string, int> children;
  bool has_text = false;
  for (Poco::XML::Node* child = element.firstChild(); child != nullptr; child = child->nextSibling()) {
    if (child->nodeType() == Poco::XML::Node::ELEMENT_NODE) {
      ++children[child->nodeName()];
      expect_readable(dynamic_cast<const Poco::XML::Element&>(*child));
    } else {
      has_text = true;
    }
  }
  EXPECT_FALSE(has_text && !children.empty()) << "mixed content in " << name;
  EXPECT_FALSE(has_text && list_names.count(name) && !list_names_with_text.count(name)) << "text in " << name;
  if (const auto wrapper = wrappers.find(name); wrapper != wrappers.end()) {
    for (const auto& [child, count] : children) EXPECT_EQ(child, wrapper->second) << "in " << name;
  }
  for (const auto& [child, count] : children) {
    if (count > 1 && child != "endpoint" && child != "format") {
      EXPECT_TRUE(list_names.count(child)) << child << " more than once in " << name;
    }
  }
}

TEST(EveryXmlDocument, IsReadableByAParserThatGuessesLists) {
  Service service;
  service.code = "POT";
  service.name = "Pothole";
  service.group = "Streets";
  Attribute attribute;
  attribute.code = "size";
  attribute.automated = "hidden_field";
  attribute.values = {{"s", "Small"}, {"l", "Large"}};
  service.attributes = {attribute, attribute};
  ServiceRequest request = with("text");
  request.position = Position{1, 2};
  request.media_url = "http://example.org/";
  Discovery discovery;
  discovery.endpoints = {{"http://a", "test"}, {"http://b", "production"}};
  for (const std::string& xml :
       {render_services(Format::xml, {service, service}), render_definition(Format::xml, service),
        render_requests(Format::xml, {request, request}, {}), render_receipt(Format::xml, {"R", "T", "n", "a"}),
        render_receipt(Format::xml, {}), render_faults(Format::xml, {{400, "a"}, {404, "b"}}),
        render_discovery(Format::xml, discovery), render_services(Format::xml, {}),
        render_requests(Format::xml, {}, {})}) {
    EXPECT_EQ(xml.rfind("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n", 0), 0u);
    EXPECT_EQ(xml.find("xmlns"), std::string::npos);
    expect_readable(*parse_xml(xml)->documentElement());
  }
}

}  // namespace
}  // namespace r311::open311
