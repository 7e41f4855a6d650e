// SPDX-License-Identifier: Apache-2.0
#include "gateway/jurisdiction.h"

#include <utility>

#include "base/text.h"
#include "gateway/list_limits.h"

namespace r311::gateway {
namespace {

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

Jurisdiction::Jurisdiction(JurisdictionPlan plan)
    : plan_(std::move(plan)), services_(std::make_shared<CurrentServices>(plan_.services, plan_.catalogs)) {}

std::string Jurisdiction::agency(const Offer& offer) const {
  const auto& [of_services, of_backends] = plan_.agencies;
  if (const auto own = of_services.find(offer.service.code); own != of_services.end()) return own->second;
  const auto backends = of_backends.find(offer.backend);
  return backends == of_backends.end() ? std::string() : backends->second;
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
  discovery.max_requests = ListLimits{}.newest;
  discovery.endpoints.push_back({public_url + "/open311/v2", "production"});
  if (!test_url.empty()) discovery.endpoints.push_back({test_url + "/open311/v2", "test"});
  discovery_ = document([&](open311::Format format) { return open311::render_discovery(format, discovery); });
}

std::vector<std::string> Catalogue::ids() const {
  std::vector<std::string> all;
  for (const auto& [id, jurisdiction] : jurisdictions_) all.push_back(id);
  return all;
}

const Jurisdiction* Catalogue::find(std::string_view id) const {
  if (id.empty()) return single() ? &jurisdictions_.begin()->second : nullptr;
  const auto found = jurisdictions_.find(id);
  return found == jurisdictions_.end() ? nullptr : &found->second;
}

}  // namespace r311::gateway
