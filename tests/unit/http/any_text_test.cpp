// SPDX-License-Identifier: Apache-2.0
#include <Poco/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/Element.h>
#include <Poco/DOM/NodeList.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "base/text.h"
#include "multipart.h"

// Whatever people write goes in and comes out the same. RELAY311_SEED=N in the environment makes other texts.
namespace r311::http {
namespace {

class AnyText : public testing::Test {
 protected:
  AnyText() : dice_(seed()) {}

  static unsigned seed() {
    const char* const given = std::getenv("RELAY311_SEED");
    return given == nullptr ? 311U : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
  }
  std::size_t roll(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(dice_); }

  static std::string utf8(char32_t point) {
    const auto byte = [](char32_t value) { return static_cast<char>(value); };
    if (point < 0x80) return {byte(point)};
    if (point < 0x800) return {byte(0xC0 | point >> 6U), byte(0x80 | (point & 63U))};
    if (point < 0x10000)
      return {byte(0xE0 | point >> 12U), byte(0x80 | (point >> 6U & 63U)), byte(0x80 | (point & 63U))};
    return {byte(0xF0 | point >> 18U), byte(0x80 | (point >> 12U & 63U)), byte(0x80 | (point >> 6U & 63U)),
            byte(0x80 | (point & 63U))};
  }
  // Letters at both ends, anything between them.
  std::string text() {
    static const std::vector<std::string> telling{
        "\r\n", "\r", "\n",   "\t",      "]]>", "&amp;", "<b>",          "\"",           "'",
        "\\",   "/",  "&#0;", "\\u0000", "%41", "+",     "\xEF\xBB\xBF", "\xEF\xBF\xBF", "\xE2\x80\xA8"};
    std::string made = "a";
    for (std::size_t i = roll(60); i > 0; --i) {
      switch (roll(5)) {
        case 0:
          made += telling[roll(telling.size())];
          break;
        case 1:
          made += static_cast<char>(roll(0x80));
          break;
        case 2:
          made += utf8(static_cast<char32_t>(0x80 + roll(0x700)));
          break;
        case 3:
          made += utf8(static_cast<char32_t>(roll(2) == 0 ? 0x800 + roll(0xD800 - 0x800) : 0xE000 + roll(0x2000)));
          break;
        default:
          made += utf8(static_cast<char32_t>(0x10000 + roll(0x100000)));
      }
    }
    return made + "z";
  }
  static std::string form_encoded(const std::string& raw) {
    constexpr const char* digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : raw)
      encoded += {'%', digits[static_cast<unsigned char>(c) >> 4U], digits[static_cast<unsigned char>(c) & 15U]};
    return encoded;
  }

  std::string xml_text(const std::string& id, const std::string& name) {
    Poco::XML::DOMParser parser;
    const Poco::AutoPtr<Poco::XML::Document> document =
        parser.parseString(council_.get("requests/" + id + ".xml").body);
    const Poco::AutoPtr<Poco::XML::NodeList> found = document->getElementsByTagName(name);
    return found->length() == 1 ? found->item(0)->innerText() : "not there once";
  }
  std::string json_text(const std::string& id, const std::string& name) {
    Poco::JSON::Parser parser;
    const auto list = parser.parse(council_.get("requests/" + id + ".json").body).extract<Poco::JSON::Array::Ptr>();
    return list->getObject(0)->getValue<std::string>(name);
  }

  std::mt19937 dice_;
  Council council_;
};

TEST_F(AnyText, GoesInByEitherFormAndComesOutTheSameInXmlAndJson) {
  for (int i = 0; i < 300; ++i) {
    const std::string description = text(), address = text(), first = text(), second = text();
    const bool multipart = i % 2 == 0;
    const auto answer =
        multipart
            ? post_parts(council_, text_part("service_code", "POT") + text_part("attribute[depth]", "12") +
                                       text_part("api_key", "demo-key") + text_part("description", description) +
                                       text_part("address_string", address) + text_part("attribute[note]", first) +
                                       text_part("attribute[note]", second) + last_part)
            : council_.post("service_code=POT&attribute[depth]=12&api_key=demo-key&description=" +
                            form_encoded(description) + "&address_string=" + form_encoded(address) +
                            "&attribute[note]=" + form_encoded(first) + "&attribute[note]=" + form_encoded(second));
    ASSERT_EQ(answer.status, 200) << "text " << i << " of seed " << seed() << ": " << answer.body;
    const std::string id = element(answer.body, "service_request_id");
    ASSERT_EQ(xml_text(id, "description"), text::clean(description)) << i << " of seed " << seed();
    ASSERT_EQ(xml_text(id, "address"), text::clean(address)) << i << " of seed " << seed();
    ASSERT_EQ(json_text(id, "description"), text::clean(description)) << i << " of seed " << seed();
    ASSERT_EQ(json_text(id, "address"), text::clean(address)) << i << " of seed " << seed();
    const auto due = council_.store->due("springfield.example/highways", council_.clock.now(), 1000).value();
    const auto kept = council_.store->report(due.back().request).value();
    ASSERT_EQ(kept.id, id);
    ASSERT_EQ(kept.report.attributes.back().values, (std::vector<std::string>{text::clean(first), text::clean(second)}))
        << i << " of seed " << seed();
  }
}

}  // namespace
}  // namespace r311::http
