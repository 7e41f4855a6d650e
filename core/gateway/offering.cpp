// SPDX-License-Identifier: Apache-2.0
#include "gateway/offering.h"

#include "base/digest.h"
#include "base/text.h"

namespace r311::gateway {
namespace {

constexpr std::size_t tag_digits = 32;

std::string tag_of(std::string_view bytes) { return '"' + sha256_hex(bytes).substr(0, tag_digits) + '"'; }

// An escape in YAML can carry what XML 1.0 can't hold, and one such character would make a client see no
// service.
void clean(open311::Service& service) {
  for (std::string* shown : {&service.code, &service.name, &service.description, &service.group, &service.notice})
    *shown = text::clean(*shown);
  for (auto& keyword : service.keywords) {
    keyword = text::clean(keyword);
    // FixMyStreet knows the word in this spelling only.
    if (text::same_in_any_case(text::trim(keyword), open311::private_keyword)) keyword = open311::private_keyword;
  }
  for (auto& attribute : service.attributes) {
    for (std::string* shown : {&attribute.code, &attribute.description, &attribute.datatype_description})
      *shown = text::clean(*shown);
    for (auto& value : attribute.values) {
      value.key = text::clean(value.key);
      value.name = text::clean(value.name);
    }
  }
}

}  // namespace

Document document_of(std::string xml, std::string json) {
  Document made{std::move(xml), std::move(json), {}, {}};
  made.xml_tag = tag_of(made.xml);
  made.json_tag = tag_of(made.json);
  return made;
}

Offering::Offering(Services services, bool whole) : whole_(whole) {
  std::vector<open311::Service> listed;
  listed.reserve(services.size());
  for (auto& [service, backend] : services) {
    clean(service);
    service.non_public = service.non_public || names_private(service);
    listed.push_back(service);
    offers_.try_emplace(service.code, Offer{service, backend, document([&](open311::Format format) {
                                              return open311::render_definition(format, service);
                                            })});
  }
  services_ = document([&](open311::Format format) { return open311::render_services(format, listed); });
}

const Offer* Offering::offer(std::string_view service_code) const {
  const auto found = offers_.find(service_code);
  return found == offers_.end() ? nullptr : &found->second;
}

const Offer* Offering::offer_of(std::string_view backend, std::string_view backend_code) const {
  for (const auto& [code, offer] : offers_) {
    const std::string& own = offer.service.backend_code.empty() ? code : offer.service.backend_code;
    if (offer.backend == backend && own == backend_code) return &offer;
  }
  return nullptr;
}

}  // namespace r311::gateway
