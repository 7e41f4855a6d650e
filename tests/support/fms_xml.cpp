// SPDX-License-Identifier: Apache-2.0
#include "support/fms_xml.h"

#include <Poco/AutoPtr.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/Element.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <cstdlib>
#include <set>
#include <utility>

namespace r311::test {
namespace {

constexpr std::string_view blanks = " \t\r\n";

const std::set<std::string, std::less<>> list_names{"service", "attribute",      "value", "request",
                                                    "error",   "request_update", "group"};
const std::map<std::string, std::string, std::less<>> wrappers{
    {"services", "service"}, {"attributes", "attribute"},
    {"values", "value"},     {"service_requests", "request"},
    {"errors", "error"},     {"service_request_updates", "request_update"},
    {"groups", "group"},     {"media_url", "media_url"}};

Node text_node(std::string text) {
  if (text.find_first_not_of(blanks) == std::string::npos) return {};
  return {Node::Kind::text, std::move(text), {}, {}};
}

class Reading {
 public:
  Node element(const Poco::XML::Element& from, const std::string& path) {
    if (from.hasAttributes()) fault(path, "has an XML attribute");
    if (!from.namespaceURI().empty()) fault(path, "is in a namespace");
    Node made;
    std::string text;
    for (Poco::XML::Node* each = from.firstChild(); each != nullptr; each = each->nextSibling()) {
      if (each->nodeType() == Poco::XML::Node::ELEMENT_NODE) {
        const auto& child = dynamic_cast<const Poco::XML::Element&>(*each);
        add(made, child.nodeName(), element(child, path + "/" + child.nodeName()), path);
      } else if (each->nodeType() == Poco::XML::Node::TEXT_NODE ||
                 each->nodeType() == Poco::XML::Node::CDATA_SECTION_NODE) {
        text += each->getNodeValue();
      }
    }
    Node content = text_node(std::move(text));
    if (made.hash.empty()) {
      const std::string name = from.nodeName();
      const bool is_list_of_things = list_names.contains(name) && name != "group";
      if (content.kind == Node::Kind::text && is_list_of_things) fault(path, "holds text instead of elements");
      return content;
    }
    if (content.kind == Node::Kind::text) fault(path, "has text among its elements");
    made.kind = Node::Kind::hash;
    unwrap(made);
    return made;
  }

  std::vector<std::string> take_faults() { return std::move(faults_); }

 private:
  void fault(const std::string& path, const std::string& what) { faults_.push_back(path + " " + what); }

  void add(Node& parent, const std::string& name, Node child, const std::string& path) {
    const bool is_list = list_names.contains(name);
    auto [place, is_new] = parent.hash.try_emplace(name);
    if (is_new && !is_list) {
      place->second = std::move(child);
      return;
    }
    Node& here = place->second;
    if (here.kind != Node::Kind::list) {
      if (!is_new && name != "media_url") fault(path + "/" + name, "stands more than once");
      Node first = std::exchange(here, Node{Node::Kind::list, {}, {}, {}});
      if (!is_new) here.list.push_back(std::move(first));
    }
    here.list.push_back(std::move(child));
  }

  static void unwrap(Node& parent) {
    for (auto& [name, child] : parent.hash) {
      const auto known = wrappers.find(name);
      if (known == wrappers.end() || child.kind != Node::Kind::hash || child.hash.size() != 1) continue;
      if (child.hash.begin()->first != known->second) continue;
      Node list = std::move(child.hash.begin()->second);
      child = std::move(list);
    }
  }

  std::vector<std::string> faults_;
};

Node from_json(const Poco::Dynamic::Var& value) {
  if (value.isEmpty()) return {};
  Node made;
  if (value.type() == typeid(Poco::JSON::Object::Ptr)) {
    made.kind = Node::Kind::hash;
    for (const auto& [name, field] : *value.extract<Poco::JSON::Object::Ptr>()) made.hash[name] = from_json(field);
  } else if (value.type() == typeid(Poco::JSON::Array::Ptr)) {
    made.kind = Node::Kind::list;
    for (const auto& item : *value.extract<Poco::JSON::Array::Ptr>()) made.list.push_back(from_json(item));
  } else {
    made = {Node::Kind::text, value.toString(), {}, {}};
  }
  return made;
}

bool is_nothing(const Node& node) {
  return node.kind == Node::Kind::missing || (node.kind == Node::Kind::list && node.list.empty()) ||
         (node.kind == Node::Kind::hash && node.hash.empty()) ||
         (node.kind == Node::Kind::list && node.list.size() == 1 && is_nothing(node.list[0]));
}

// 0.0 and 0 are one number in two notations.
bool same_text(const std::string& a, const std::string& b) {
  if (a == b) return true;
  char* end_of_a = nullptr;
  char* end_of_b = nullptr;
  const double x = std::strtod(a.c_str(), &end_of_a);
  const double y = std::strtod(b.c_str(), &end_of_b);
  return end_of_a == a.c_str() + a.size() && end_of_b == b.c_str() + b.size() && x == y;
}

std::string compared(const Node& xml, const Node& json, const std::string& path) {
  if (is_nothing(xml) && is_nothing(json)) return {};
  // A word that FixMyStreet takes for a list of one; and the photos of a request, of which JSON has the first.
  if (xml.kind == Node::Kind::list && json.kind != Node::Kind::list &&
      (xml.list.size() == 1 || (path.ends_with("/media_url") && !xml.list.empty())))
    return compared(xml.list[0], json, path);
  if (xml.kind == Node::Kind::list && json.kind == Node::Kind::list) {
    if (xml.list.size() != json.list.size()) return path + " are not as many";
    for (std::size_t i = 0; i < xml.list.size(); ++i)
      if (auto found = compared(xml.list[i], json.list[i], path + "[" + std::to_string(i) + "]"); !found.empty())
        return found;
    return {};
  }
  if (xml.kind == Node::Kind::hash && json.kind == Node::Kind::hash) {
    for (const auto& [name, child] : xml.hash)
      if (auto found = compared(child, json[name], path + "/" + name); !found.empty()) return found;
    for (const auto& [name, child] : json.hash)
      if (auto found = compared(xml[name], child, path + "/" + name); !found.empty()) return found;
    return {};
  }
  if (xml.kind == Node::Kind::text && json.kind == Node::Kind::text && same_text(xml.text, json.text)) return {};
  return path + " is '" + xml.text + "' in XML and '" + json.text + "' in JSON";
}

const Node none;

}  // namespace

const Node& Node::operator[](std::string_view name) const& {
  const auto found = hash.find(std::string(name));
  return found == hash.end() ? none : found->second;
}

const Node& Node::operator[](std::size_t at) const& { return at < list.size() ? list[at] : none; }

bool Node::has(std::string_view name) const { return !is_nothing((*this)[name]); }

FmsDocument read_as_fixmystreet(const std::string& xml) {
  Poco::XML::DOMParser parser;
  parser.setFeature(Poco::XML::XMLReader::FEATURE_NAMESPACES, true);
  const Poco::AutoPtr<Poco::XML::Document> document = parser.parseString(xml);
  const auto& root = *document->documentElement();
  Reading reading;
  FmsDocument read;
  read.root = reading.element(root, "/" + root.nodeName());
  read.faults = reading.take_faults();
  return read;
}

Node read_json(const std::string& json) { return from_json(Poco::JSON::Parser().parse(json)); }

std::string difference(const Node& xml, const Node& json) {
  if (json.kind != Node::Kind::list) return compared(xml, json, "");
  if (xml.hash.size() > 1) return "the XML has more than the list";
  return compared(xml.hash.empty() ? none : xml.hash.begin()->second, json, "");
}

}  // namespace r311::test
