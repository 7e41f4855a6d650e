// SPDX-License-Identifier: Apache-2.0
#include "springfield.h"
#include "places.h"

#include <Poco/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/Element.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace r311::test {
namespace {

const std::filesystem::path kCity = std::filesystem::path(RELAY311_SOURCE_DIR) / "examples" / "springfield";

PostedReport read_line(const std::string& line) {
  Poco::JSON::Parser parser;
  const auto object = parser.parse(line).extract<Poco::JSON::Object::Ptr>();
  PostedReport report;
  report.language = object->getValue<std::string>("language");
  report.multipart = object->optValue<std::string>("form", "") == "multipart";
  const auto params = object->getArray("params");
  for (unsigned i = 0; i < params->size(); ++i) {
    const auto pair = params->getArray(i);
    report.form.emplace_back(pair->getElement<std::string>(0), pair->getElement<std::string>(1));
  }
  return report;
}

}  // namespace

std::string PostedReport::value(const std::string& name) const {
  const auto found = std::find_if(form.begin(), form.end(), [&](const auto& pair) { return pair.first == name; });
  return found == form.end() ? "" : found->second;
}

std::vector<std::string> PostedReport::values(const std::string& name) const {
  std::vector<std::string> found;
  for (const auto& [each, value] : form) {
    if (each == name) found.push_back(value);
  }
  return found;
}

std::vector<PostedReport> springfield_reports() {
  std::vector<PostedReport> reports;
  for (const auto& entry : std::filesystem::directory_iterator(kCity / "reports")) {
    if (entry.path().extension() != ".jsonl") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      if (!line.empty()) reports.push_back(read_line(line));
    }
  }
  return reports;
}

std::filesystem::path prepare_springfield(const std::filesystem::path& data) {
  const auto ended = run_program({(kCity / "prepare").string(), data.string()});
  if (ended.code != 0) throw std::runtime_error("prepare failed: " + ended.err);
  return kCity / "relay311.yaml";
}

std::vector<Fields> parse_requests_json(const std::string& body) {
  Poco::JSON::Parser parser;
  const auto list = parser.parse(body).extract<Poco::JSON::Array::Ptr>();
  std::vector<Fields> requests;
  for (unsigned i = 0; i < list->size(); ++i) {
    Fields fields;
    for (const auto& [name, value] : *list->getObject(i)) {
      if (!value.isEmpty()) fields[name] = value.toString();
    }
    requests.push_back(std::move(fields));
  }
  return requests;
}

std::vector<Fields> parse_requests_xml(const std::string& body) {
  Poco::XML::DOMParser parser;
  const Poco::AutoPtr<Poco::XML::Document> document = parser.parseString(body);
  std::vector<Fields> requests;
  for (auto* node = document->documentElement()->firstChild(); node != nullptr; node = node->nextSibling()) {
    if (node->nodeType() != Poco::XML::Node::ELEMENT_NODE) continue;
    Fields fields;
    for (auto* field = node->firstChild(); field != nullptr; field = field->nextSibling()) {
      if (field->nodeType() != Poco::XML::Node::ELEMENT_NODE) continue;
      if (!field->innerText().empty()) fields[field->nodeName()] = field->innerText();
    }
    requests.push_back(std::move(fields));
  }
  return requests;
}

}  // namespace r311::test
