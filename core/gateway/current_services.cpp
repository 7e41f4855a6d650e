// SPDX-License-Identifier: Apache-2.0
#include "gateway/current_services.h"

#include <utility>

namespace r311::gateway {

CurrentServices::CurrentServices(Services listed, std::vector<std::string> sources)
    : listed_(std::move(listed)), sources_(std::move(sources)), offering_(Offering(listed_, sources_.empty())) {}

Result<void> CurrentServices::take(const std::string& source, std::vector<open311::Service> services,
                                   const std::function<Result<void>()>& keep) {
  const std::lock_guard lock(mutex_);
  Fetched fetched = fetched_;
  fetched[source] = std::move(services);
  auto all = merged(fetched);
  if (!all) return tl::unexpected(std::move(all.error()));
  Offering offering(std::move(*all), fetched.size() == sources_.size());
  if (auto kept = keep(); !kept) return kept;
  offering_.replace(std::move(offering));
  fetched_ = std::move(fetched);
  return {};
}

Result<Services> CurrentServices::merged(const Fetched& fetched) const {
  Services all = listed_;
  std::map<std::string_view, std::string_view> owners;  // of codes; empty: listed
  for (const auto& [service, backend] : listed_) owners.emplace(service.code, "");
  for (const std::string& source : sources_) {
    const auto found = fetched.find(source);
    if (found == fetched.end()) continue;
    for (const open311::Service& service : found->second) {
      const auto [owner, is_new] = owners.emplace(service.code, source);
      if (is_new) {
        all.emplace_back(service, source);
        // Nobody here has looked at its questions yet.
        for (open311::Attribute& question : all.back().first.attributes) question.answers_private = true;
      } else if (!owner->second.empty()) {
        return fail(Kind::conflict, "the back ends " + std::string(owner->second) + " and " + source +
                                        " both define the service '" + service.code +
                                        "'; rename one of them there, or list it in the configuration");
      }
    }
  }
  return all;
}

}  // namespace r311::gateway
