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

#include "base/time_text.h"

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

std::filesystem::path prepare_springfield(const std::filesystem::path& data, const std::filesystem::path& folder,
                                          const Edits& edits) {
  const auto city = prepare_springfield(data).parent_path();
  std::filesystem::copy(city / "highways.sql.yaml", folder, std::filesystem::copy_options::overwrite_existing);
  std::ifstream in(city / "relay311.yaml");
  std::string text{std::istreambuf_iterator<char>(in), {}};
  for (const auto& [found, put] : edits) {
    const auto at = text.find(found);
    if (at == std::string::npos) throw std::runtime_error("the city's configuration has no " + found);
    text.replace(at, found.size(), put);
  }
  auto file = folder / "relay311.yaml";
  std::ofstream(file) << text;
  return file;
}

std::string window_to_now(std::chrono::hours back) {
  const auto now = std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
  return "start_date=" + format_w3c(now - back, Zone::utc()) + "&end_date=" + format_w3c(now, Zone::utc());
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
      // Of photos the first.
      if (!field->innerText().empty()) fields.emplace(field->nodeName(), field->innerText());
    }
    requests.push_back(std::move(fields));
  }
  return requests;
}

}  // namespace r311::test
