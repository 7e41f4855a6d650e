// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "base/text.h"
#include "config/forms.h"
#include "config/tables.h"

namespace r311::config {
namespace {

bool has_text(const Node* node) { return node && !node->broken && node->kind == Node::Kind::scalar; }

// Each text once.
std::vector<std::string> texts_at(const Node& list, std::string_view key) {
  std::vector<std::string> texts;
  for (const auto& [name, member] : list.members)
    if (const Node* node = member.find(key); has_text(node))
      if (std::find(texts.begin(), texts.end(), node->text) == texts.end()) texts.push_back(node->text);
  return texts;
}

// Tells that `node` names nothing of `known`.
void check_reference(Reading& reading, const Node& node, const std::vector<std::string>& known,
                     const std::string& what) {
  if (!has_text(&node) || std::find(known.begin(), known.end(), node.text) != known.end()) return;
  tell_form(reading, node, "the " + what + " (" + one_of(known) + ")", text::nearest(node.text, known).value_or(""));
}

// Each name in the list of scalars at `key`.
void check_references(Reading& reading, const Node& map, const char* key, const std::vector<std::string>& known,
                      const std::string& what) {
  const Node* list = map.find(key);
  if (!list || list->kind != Node::Kind::list) return;
  const auto in_list = reading.into(key);
  for (std::size_t i = 0; i < list->members.size(); ++i) {
    const auto in_element = reading.into(i);
    check_reference(reading, list->members[i].second, known, what);
  }
}

void check_backends_of_services(Reading& reading, const Node& jurisdiction, const std::vector<std::string>& backends) {
  const Node* services = jurisdiction.find("services");
  if (!services) return;
  const auto in_services = reading.into("services");
  for (std::size_t s = 0; s < services->members.size(); ++s) {
    const Node* backend = services->members[s].second.find("backend");
    if (!backend) continue;
    const auto in_service = reading.into(s);
    const auto in_backend = reading.into("backend");
    check_reference(reading, *backend, backends, "name of a back end");
  }
}

void check_backends_of_jurisdictions(Reading& reading, const Node& jurisdictions,
                                     const std::vector<std::string>& backends) {
  const auto step = reading.into("jurisdictions");
  for (std::size_t j = 0; j < jurisdictions.members.size(); ++j) {
    const auto in_jurisdiction = reading.into(j);
    const Node& jurisdiction = jurisdictions.members[j].second;
    check_backends_of_services(reading, jurisdiction, backends);
    check_references(reading, jurisdiction, "services_from", backends, "name of a back end");
  }
}

// A chain would be a second choice of where one update goes.
void check_routes_of_updates(Reading& reading, const Node& backends, const std::vector<std::string>& names) {
  const auto in_backends = reading.into("backends");
  for (const auto& [name, backend] : backends.members) {
    const Node* to = backend.find("updates_to");
    if (!to) continue;
    const auto in_backend = reading.into(name);
    const auto in_key = reading.into("updates_to");
    if (to->text == name) {
      reading.tell(to->place, "the back end itself", "another one");
      continue;
    }
    check_reference(reading, *to, names, "name of a back end");
    const Node* next = backends.find(to->text);
    if (next && next->find("updates_to"))
      reading.tell(to->place, "a back end whose updates go elsewhere too", "one that takes updates itself");
  }
}

void check_jurisdictions_of_keys(Reading& reading, const Node& keys, const std::vector<std::string>& ids) {
  const auto step = reading.into("keys");
  for (std::size_t k = 0; k < keys.members.size(); ++k) {
    const auto in_key = reading.into(k);
    check_references(reading, keys.members[k].second, "jurisdictions", ids, "id of a jurisdiction");
  }
}

void check_secrets_differ(Reading& reading, const std::vector<Key>& keys) {
  std::map<std::string_view, int> lines;
  for (const Key& key : keys) {
    if (key.sha256.empty()) continue;
    const auto [first, is_new] = lines.emplace(key.sha256, key.place.line);
    if (!is_new)
      reading.tell(key.place, "the secret of the key in line " + std::to_string(first->second), "a secret of its own");
  }
}

}  // namespace

void tell_repeated(Reading& reading, const Node& list, std::string_view key, std::string_view what) {
  std::map<std::string_view, int> lines;
  for (std::size_t i = 0; i < list.members.size(); ++i) {
    const Node* node = list.members[i].second.find(key);
    if (!has_text(node)) continue;
    const auto [first, is_new] = lines.emplace(text::trim(node->text), node->place.line);
    if (is_new) continue;
    const auto in_element = reading.into(i);
    const auto in_key = reading.into(key);
    reading.tell(node->place, std::string(what) + ' ' + shown(*node) + " a second time",
                 "each once; line " + std::to_string(first->second) + " has it already");
  }
}

void check_attribute(Reading& reading, const Node& node, const Attribute& attribute) {
  const bool is_list = attribute.datatype == "singlevaluelist" || attribute.datatype == "multivaluelist";
  const Node* values = node.find("values");
  const bool has_values = values && values->kind != Node::Kind::null;
  if (is_list && !has_values) {
    const std::string expected = "values, since the datatype is " + attribute.datatype;
    if (values)
      reading.tell(values->place, "nothing", expected);
    else
      reading.tell(node.place, "no key \"values\"", expected);
  } else if (!is_list && has_values && !attribute.datatype.empty()) {
    const auto step = reading.into("values");
    reading.tell(values->place, "values of the datatype " + attribute.datatype,
                 "values with singlevaluelist or multivaluelist only");
  }
}

void check_services(Reading& reading, const Node& jurisdiction) {
  const Node* listed = jurisdiction.find("services");
  const Node* catalogs = jurisdiction.find("services_from");
  const auto given = [](const Node* node) { return node && node->kind != Node::Kind::null; };
  // A misspelt one is told as such already.
  const bool meant = std::any_of(jurisdiction.members.begin(), jurisdiction.members.end(), [](const auto& member) {
    return text::nearest(member.first, {"services", "services_from"}).has_value();
  });
  if (!given(listed) && !given(catalogs) && (!meant || listed || catalogs))
    reading.tell(jurisdiction.place, "no services",
                 "services (list of maps), services_from (back ends that define services), or both");
  if (listed) {
    const auto step = reading.into("services");
    tell_repeated(reading, *listed, "code", "the service code");
    tell_repeated(reading, *listed, "name", "the service name");
  }
  if (!catalogs) return;
  const auto step = reading.into("services_from");
  std::map<std::string_view, int> lines;
  for (std::size_t i = 0; i < catalogs->members.size(); ++i) {
    const Node& name = catalogs->members[i].second;
    if (!has_text(&name)) continue;
    const auto [first, is_new] = lines.emplace(name.text, name.place.line);
    const auto in_element = reading.into(i);
    if (!is_new) reading.tell(name.place, "the back end " + shown(name) + " a second time", "each once");
  }
}

void check_whole(Reading& reading, const Node& root, const Configuration& configuration) {
  const Node* keys = root.find("keys");
  const Node* backends = root.find("backends");
  const Node* jurisdictions = root.find("jurisdictions");
  if (keys) {
    const auto step = reading.into("keys");
    tell_repeated(reading, *keys, "name", "the name");
    check_secrets_differ(reading, configuration.keys);
  }
  if (jurisdictions) {
    const auto step = reading.into("jurisdictions");
    tell_repeated(reading, *jurisdictions, "id", "the id");
  }
  if (backends && !configuration.backends.empty() && jurisdictions) {
    std::vector<std::string> names;
    for (const auto& [name, backend] : backends->members) names.push_back(name);
    check_backends_of_jurisdictions(reading, *jurisdictions, names);
    check_routes_of_updates(reading, *backends, names);
  }
  if (keys && jurisdictions) check_jurisdictions_of_keys(reading, *keys, texts_at(*jurisdictions, "id"));
}

}  // namespace r311::config
