// SPDX-License-Identifier: Apache-2.0
#include "any_text.h"

#include <Poco/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/Element.h>
#include <Poco/DOM/NodeList.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include "base/text.h"
#include "multipart.h"

// Whatever people write goes in and comes out the same.
namespace r311::http {
namespace {

std::string xml_text(Council& council, const std::string& id, const std::string& name) {
  Poco::XML::DOMParser parser;
  const Poco::AutoPtr<Poco::XML::Document> document = parser.parseString(council.get("requests/" + id + ".xml").body);
  const Poco::AutoPtr<Poco::XML::NodeList> found = document->getElementsByTagName(name);
  return found->length() == 1 ? found->item(0)->innerText() : "not there once";
}

std::string json_text(Council& council, const std::string& id, const std::string& name) {
  Poco::JSON::Parser parser;
  const auto list = parser.parse(council.get("requests/" + id + ".json").body).extract<Poco::JSON::Array::Ptr>();
  return list->getObject(0)->getValue<std::string>(name);
}

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
    ASSERT_EQ(xml_text(council_, id, "description"), text::clean(description)) << i << " of seed " << seed();
    ASSERT_EQ(xml_text(council_, id, "address"), text::clean(address)) << i << " of seed " << seed();
    ASSERT_EQ(json_text(council_, id, "description"), text::clean(description)) << i << " of seed " << seed();
    ASSERT_EQ(json_text(council_, id, "address"), text::clean(address)) << i << " of seed " << seed();
    const auto due = council_.store->due("springfield.example/highways", council_.clock.now(), 1000).value();
    const auto kept = council_.store->report(due.back().request).value();
    ASSERT_EQ(kept.id, id);
    ASSERT_EQ(kept.report.attributes.back().values, (std::vector<std::string>{text::clean(first), text::clean(second)}))
        << i << " of seed " << seed();
  }
}

}  // namespace
}  // namespace r311::http
