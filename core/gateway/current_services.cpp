// SPDX-License-Identifier: Apache-2.0
#include "gateway/current_services.h"

#include <utility>

#include "base/log.h"
#include "base/text.h"

namespace r311::gateway {
namespace {

constexpr std::size_t most_names_told = 20;

struct SharedName {
  std::string name;
  std::string codes;
};

// Those of services of `source`, with each other and with other services; the first few.
std::vector<SharedName> shared_names(const Services& all, const std::string& source) {
  std::map<std::string_view, const Services::value_type*> first;
  std::vector<SharedName> shared;
  for (const auto& each : all) {
    const auto [owner, is_new] = first.emplace(text::trim(each.first.name), &each);
    const Services::value_type& before = *owner->second;
    if (is_new || (each.second != source && before.second != source)) continue;
    shared.push_back({std::string(owner->first), before.first.code + ", " + each.first.code});
    if (shared.size() == most_names_told) break;
  }
  return shared;
}

}  // namespace

CurrentServices::CurrentServices(Services listed, std::vector<std::string> sources)
    : listed_(std::move(listed)), sources_(std::move(sources)), offering_(Offering(listed_, sources_.empty())) {}

Result<void> CurrentServices::take(const std::string& source, std::vector<open311::Service> services,
                                   const std::function<Result<void>()>& keep) {
  const std::lock_guard lock(mutex_);
  Fetched fetched = fetched_;
  fetched[source] = std::move(services);
  auto all = merged(fetched);
  if (!all) return tl::unexpected(std::move(all.error()));
  const auto shared = shared_names(*all, source);
  Offering offering(std::move(*all), fetched.size() == sources_.size());
  if (auto kept = keep(); !kept) return kept;
  offering_.replace(std::move(offering));
  fetched_ = std::move(fetched);
  // FixMyStreet knows services by their names.
  for (const SharedName& one : shared) {
    log::warning("two services of a jurisdiction have one name, and FixMyStreet passes over both; rename one of them",
                 {{"name", one.name}, {"codes", one.codes}, {"backend", source}});
  }
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
