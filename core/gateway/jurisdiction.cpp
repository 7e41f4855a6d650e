// SPDX-License-Identifier: Apache-2.0
#include "gateway/jurisdiction.h"

#include <utility>

#include "base/digest.h"
#include "base/text.h"

namespace r311::gateway {
namespace {

constexpr std::size_t tag_digits = 32;

std::string tag_of(std::string_view bytes) { return '"' + sha256_hex(bytes).substr(0, tag_digits) + '"'; }

template <class Render>
Document document(const Render& render) {
  Document made;
  made.xml = render(open311::Format::xml);
  made.json = render(open311::Format::json);
  made.xml_tag = tag_of(made.xml);
  made.json_tag = tag_of(made.json);
  return made;
}

// An escape in YAML can carry what XML 1.0 can't hold, and one such character would make a client see no
// service.
void clean(open311::Service& service) {
  for (std::string* shown : {&service.code, &service.name, &service.description, &service.group})
    *shown = text::clean(*shown);
  for (auto& keyword : service.keywords) keyword = text::clean(keyword);
  for (auto& attribute : service.attributes) {
    for (std::string* shown : {&attribute.code, &attribute.description, &attribute.datatype_description})
      *shown = text::clean(*shown);
    for (auto& value : attribute.values) {
      value.key = text::clean(value.key);
      value.name = text::clean(value.name);
    }
  }
}

// What one document says for every council at once: its own text if there is just one that has any.
std::string joined(const std::map<std::string, Jurisdiction, std::less<>>& jurisdictions,
                   std::string JurisdictionPlan::*member) {
  std::string all;
  for (const auto& [id, jurisdiction] : jurisdictions) {
    const std::string& own = jurisdiction.plan().*member;
    if (own.empty()) continue;
    if (!all.empty()) all += "; ";
    if (jurisdictions.size() > 1) all += (jurisdiction.plan().name.empty() ? id : jurisdiction.plan().name) + ": ";
    all += own;
  }
  return text::clean(all);
}

}  // namespace

Jurisdiction::Jurisdiction(JurisdictionPlan plan) : plan_(std::move(plan)) {
  std::vector<open311::Service> listed;
  listed.reserve(plan_.services.size());
  for (auto& [service, backend] : plan_.services) {
    clean(service);
    listed.push_back(service);
    offers_.try_emplace(service.code, Offer{service, backend, document([&](open311::Format format) {
                                              return open311::render_definition(format, service);
                                            })});
  }
  services_ = document([&](open311::Format format) { return open311::render_services(format, listed); });
}

const Offer* Jurisdiction::offer(std::string_view service_code) const {
  const auto found = offers_.find(service_code);
  return found == offers_.end() ? nullptr : &found->second;
}

Catalogue::Catalogue(std::vector<JurisdictionPlan> plans, std::string public_url, Time changeset,
                     std::string test_url) {
  while (public_url.ends_with('/')) public_url.pop_back();
  for (auto& plan : plans) {
    std::string id = plan.id;
    jurisdictions_.try_emplace(std::move(id), std::move(plan));
  }
  open311::Discovery discovery;
  discovery.changeset = changeset;
  discovery.contact = joined(jurisdictions_, &JurisdictionPlan::contact);
  discovery.key_service = joined(jurisdictions_, &JurisdictionPlan::key_service);
  discovery.endpoints.push_back({public_url + "/open311/v2", "production"});
  if (!test_url.empty()) discovery.endpoints.push_back({test_url + "/open311/v2", "test"});
  discovery_ = document([&](open311::Format format) { return open311::render_discovery(format, discovery); });
}

const Jurisdiction* Catalogue::find(std::string_view id) const {
  if (id.empty()) return single() ? &jurisdictions_.begin()->second : nullptr;
  const auto found = jurisdictions_.find(id);
  return found == jurisdictions_.end() ? nullptr : &found->second;
}

}  // namespace r311::gateway
