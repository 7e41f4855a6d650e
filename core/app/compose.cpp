// SPDX-License-Identifier: Apache-2.0
#include "app/compose.h"

#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace r311::app {
namespace {

open311::Attribute attribute(const config::Attribute& from, int position) {
  open311::Attribute to;
  to.code = from.code;
  to.datatype = open311::datatype_of(from.datatype).value();
  to.required = from.required;
  to.variable = from.variable;
  to.order = from.order.value_or(position);
  to.description = from.description;
  to.datatype_description = from.datatype_description;
  to.automated = from.automated;
  to.answers_private = from.answers_private;
  for (const auto& value : from.values) to.values.push_back({value.key, value.name});
  return to;
}

open311::Service service(const config::Service& from) {
  open311::Service to;
  to.code = from.code;
  to.name = from.name;
  to.description = from.description;
  to.type = open311::service_type_of(from.type).value();
  to.keywords = from.keywords;
  to.non_public = from.non_public;
  to.group = from.group;
  to.notice = from.notice;
  to.backend_code = from.backend_code.empty() ? from.code : from.backend_code;
  for (const auto& question : from.attributes) {
    to.attributes.push_back(attribute(question, static_cast<int>(to.attributes.size()) + 1));
  }
  return to;
}

constexpr std::array<std::pair<std::string_view, gateway::Right>, 3> right_words{{
    {"submit", gateway::Right::submit},
    {"update", gateway::Right::update},
    {"private", gateway::Right::see_private},
}};

// An escape in YAML can carry what no document can.
gateway::Agencies agencies(const config::Configuration& configuration, const config::Jurisdiction& jurisdiction) {
  gateway::Agencies told;
  for (const auto& each : jurisdiction.services)
    if (!each.agency.empty()) told.of_services[text::clean(each.code)] = text::clean(each.agency);
  for (const auto& each : configuration.backends)
    if (!each.agency.empty()) told.of_backends[each.name] = text::clean(each.agency);
  return told;
}

std::vector<gateway::Right> rights(const std::vector<std::string>& words) {
  std::vector<gateway::Right> result;
  for (const auto& word : words) {
    for (const auto& [known, right] : right_words)
      if (known == word) result.push_back(right);
  }
  return result;
}

delivery::WhatIsNotTaken not_taken(const std::string& word) {
  return word == "park" ? delivery::WhatIsNotTaken::park : delivery::WhatIsNotTaken::keep;
}

delivery::DestinationPlan destination(const config::Jurisdiction& jurisdiction, const config::Backend& backend) {
  delivery::DestinationPlan plan;
  plan.name = store::destination_name(jurisdiction.id, backend.name);
  plan.jurisdiction = jurisdiction.id;
  plan.backend = backend.name;
  plan.duplicate_safe = backend.duplicate_safe;
  plan.updates = not_taken(backend.updates);
  plan.files = not_taken(backend.files);
  plan.window = backend.window;
  plan.rate = {backend.rate.count, backend.rate.per};
  plan.deadline = backend.deadline;
  plan.poll_every = backend.poll_every;
  plan.retry_first = backend.retry_first;
  plan.retry_most = backend.retry_most;
  plan.give_up_after = backend.give_up_after;
  return plan;
}

}  // namespace

void keep_state_in(config::Configuration& configuration, const std::string& data) {
  if (!data.empty()) configuration.data = std::filesystem::absolute(data);
}

std::vector<gateway::JurisdictionPlan> jurisdiction_plans(const config::Configuration& configuration) {
  std::vector<gateway::JurisdictionPlan> plans;
  for (const auto& from : configuration.jurisdictions) {
    gateway::JurisdictionPlan plan;
    plan.id = from.id;
    plan.name = from.name;
    plan.contact = from.contact;
    plan.key_service = from.key_service;
    plan.zone = Zone::find(from.time_zone).value_or(Zone::utc());
    plan.statuses = open311::status_view_of(from.statuses).value();
    plan.backend_ids = from.backend_ids;
    plan.fetch_media = configuration.media.fetch == "on";
    plan.answer_within = from.answer_within;
    plan.dedupe_by = from.dedupe.by;
    plan.dedupe_window = from.dedupe.window;
    plan.agencies = agencies(configuration, from);
    for (const auto& backend : configuration.backends) {
      if (!backend.updates_to.empty())
        plan.updates_elsewhere[store::destination_name(from.id, backend.name)] =
            store::destination_name(from.id, backend.updates_to);
    }
    for (const auto& offered : from.services) plan.services.emplace_back(service(offered), offered.backend);
    for (const auto& catalog : from.services_from) plan.catalogs.push_back(catalog.backend);
    plans.push_back(std::move(plan));
  }
  return plans;
}

gateway::KeyRing key_ring(const config::Configuration& configuration) {
  std::vector<gateway::ApiKey> keys;
  for (const auto& key : configuration.keys) {
    keys.push_back({key.name, key.sha256, rights(key.may), key.jurisdictions});
  }
  return gateway::KeyRing(std::move(keys), rights(configuration.anonymous_may));
}

std::vector<DestinationChoice> destination_choices(const config::Configuration& configuration) {
  std::vector<DestinationChoice> choices;
  for (const auto& jurisdiction : configuration.jurisdictions) {
    std::set<std::string> used;
    for (const auto& offered : jurisdiction.services) used.insert(offered.backend);
    for (const auto& catalog : jurisdiction.services_from) used.insert(catalog.backend);
    for (const auto& backend : configuration.backends) {
      if (used.contains(backend.name) && !backend.updates_to.empty()) used.insert(backend.updates_to);
    }
    for (const auto& backend : configuration.backends) {
      choices.push_back({destination(jurisdiction, backend), used.count(backend.name) > 0});
    }
  }
  return choices;
}

std::vector<CatalogChoice> catalog_choices(const config::Configuration& configuration) {
  std::vector<CatalogChoice> choices;
  for (const auto& jurisdiction : configuration.jurisdictions) {
    for (const auto& catalog : jurisdiction.services_from) {
      for (const auto& backend : configuration.backends) {
        if (backend.name != catalog.backend) continue;
        choices.push_back({{jurisdiction.id, backend.name, backend.catalog_every, backend.deadline}, backend});
      }
    }
  }
  return choices;
}

std::string host_port(const config::Server& server, int port) {
  const bool ipv6 = server.host.find(':') != std::string::npos;
  return (ipv6 ? "[" + server.host + "]" : server.host) + ":" + std::to_string(port);
}

std::vector<std::filesystem::path> plugin_directories(const config::Configuration& configuration) {
  auto directories = configuration.plugins;
  std::error_code error;
  const auto executable = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return directories;
  const auto prefix = executable.parent_path().parent_path();
  for (const auto& own : {prefix / "plugins", prefix / "lib" / "relay311" / "plugins"}) {
    if (std::filesystem::is_directory(own, error)) directories.push_back(own);
  }
  return directories;
}

}  // namespace r311::app
