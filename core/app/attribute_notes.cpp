// SPDX-License-Identifier: Apache-2.0
#include "app/attribute_notes.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "base/text.h"
#include "config/phrases.h"

namespace r311::app {
namespace {

constexpr std::string_view kPrefix = "attribute.";

// What FixMyStreet and those who stand before it send without being asked.
const std::vector<std::string>& sent_unasked() {
  static const std::vector<std::string> codes = {"fixmystreet_id", "easting", "northing",   "closest_address",
                                                 "title",          "detail",  "report_url", "category",
                                                 "group",          "uprn",    "last_name",  "email_alerts_requested"};
  return codes;
}

void add_codes(const config::Service& service, std::vector<std::string>& codes) {
  for (const auto& attribute : service.attributes) codes.push_back(attribute.code);
}

// The codes that `text` names: ":attribute.CODE", or ":{attribute.CODE}" for a code of any signs.
std::set<std::string> codes_in(std::string_view text) {
  constexpr std::string_view word = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.";
  std::set<std::string> codes;
  for (std::size_t at = text.find(kPrefix); at != std::string_view::npos; at = text.find(kPrefix, at + 1)) {
    const auto before = text.substr(0, at);
    const auto behind = text.substr(at + kPrefix.size());
    const bool braced = before.ends_with(":{");
    if (!braced && (!before.ends_with(':') || before.ends_with("::"))) continue;
    const auto code = behind.substr(0, braced ? behind.find('}') : behind.find_first_not_of(word));
    if (!code.empty()) codes.emplace(code);
  }
  return codes;
}

bool takes_from(const config::Jurisdiction& jurisdiction, const std::string& backend) {
  return std::any_of(jurisdiction.services_from.begin(), jurisdiction.services_from.end(),
                     [&](const config::Catalog& catalog) { return catalog.backend == backend; });
}

class Notes {
 public:
  Notes(std::vector<std::string> asked, std::string who) : known_(std::move(asked)), who_(std::move(who)) {
    known_.insert(known_.end(), sent_unasked().begin(), sent_unasked().end());
  }

  void on(const config::Place& place, const std::string& where, const std::string& code) {
    if (std::find(known_.begin(), known_.end(), code) != known_.end()) return;
    const auto meant = text::nearest(code, known_);
    notes.push_back({place, where,
                     who_ + " asks for attribute." + text::clean(code) +
                         (meant ? "; did you mean attribute." + *meant + "?"
                                : ", so it is there only where clients send it unasked")});
  }

  void walk(const config::Node& node, const std::string& where) {
    if (node.kind == config::Node::Kind::scalar)
      for (const auto& code : codes_in(node.text)) on(node.place, where, code);
    for (std::size_t i = 0; i < node.members.size(); ++i) {
      const auto& [key, member] = node.members[i];
      const bool map = node.kind == config::Node::Kind::map;
      const auto inside = map ? config::member_of(where, key) : config::element_of(where, i);
      if (map && key.starts_with(kPrefix)) on(node.key_places[i], inside, key.substr(kPrefix.size()));
      walk(member, inside);
    }
  }

  std::vector<Note> notes;

 private:
  std::vector<std::string> known_;
  std::string who_;
};

}  // namespace

std::vector<Note> notes_on_options(const config::Configuration& configuration, const config::Backend& backend,
                                   const config::Node& options) {
  std::vector<std::string> asked;
  for (const auto& jurisdiction : configuration.jurisdictions) {
    if (takes_from(jurisdiction, backend.name)) return {};
    for (const auto& service : jurisdiction.services)
      if (service.backend == backend.name) add_codes(service, asked);
  }
  Notes notes(std::move(asked), "no service that goes to " + backend.name);
  notes.walk(options, "backends." + backend.name + ".options");
  return std::move(notes.notes);
}

std::vector<Note> notes_on_dedupe(const config::Configuration& configuration) {
  std::vector<Note> all;
  for (std::size_t j = 0; j < configuration.jurisdictions.size(); ++j) {
    const auto& jurisdiction = configuration.jurisdictions[j];
    if (!jurisdiction.services_from.empty()) continue;
    std::vector<std::string> asked;
    for (const auto& service : jurisdiction.services) add_codes(service, asked);
    Notes notes(std::move(asked), "no service of " + jurisdiction.id);
    const auto where = config::element_of("jurisdictions", j) + ".dedupe.by";
    for (std::size_t i = 0; i < jurisdiction.dedupe.by.size(); ++i)
      notes.on(jurisdiction.dedupe.places[i], config::element_of(where, i), jurisdiction.dedupe.by[i]);
    all.insert(all.end(), notes.notes.begin(), notes.notes.end());
  }
  return all;
}

}  // namespace r311::app
