// SPDX-License-Identifier: Apache-2.0
#include "app/checked.h"

#include <algorithm>
#include <tuple>

#include "app/attribute_notes.h"
#include "app/compose.h"
#include "config/phrases.h"
#include "plugin/registry.h"
#include "store/open.h"

namespace r311::app {
namespace {

// A check leaves no trace: adapters find no state and can keep none.
class NoState final : public plugin::KvPort {
 public:
  Result<std::optional<std::string>> get_value(const std::string&, const std::string&) override {
    return std::optional<std::string>{};
  }
  Result<void> put_value(const std::string&, const std::string&, std::optional<std::string>) override {
    return fail(Kind::unavailable, "state can't be kept while a configuration is checked");
  }
};

void add(std::vector<Note>& notes, const std::vector<Note>& more) {
  notes.insert(notes.end(), more.begin(), more.end());
}

std::vector<Note> notes_on_plugins(const config::Configuration& configuration) {
  std::vector<Note> notes;
  for (std::size_t i = 0; i < configuration.plugins.size(); ++i) {
    std::error_code error;
    if (std::filesystem::is_directory(configuration.plugins[i], error)) continue;
    notes.push_back({configuration.plugin_places[i], config::element_of("plugins", i),
                     "there is no folder " + configuration.plugins[i].string() + ", so no adapter is found in it"});
  }
  return notes;
}

void check_catalogs_of(const config::Backend& backend, Checked& checked) {
  const auto& jurisdictions = checked.configuration.jurisdictions;
  for (std::size_t j = 0; j < jurisdictions.size(); ++j) {
    const auto& catalogs = jurisdictions[j].services_from;
    for (std::size_t c = 0; c < catalogs.size(); ++c) {
      if (catalogs[c].backend != backend.name) continue;
      const auto where =
          config::element_of(config::member_of(config::element_of("jurisdictions", j), "services_from"), c);
      checked.findings.push_back(
          {catalogs[c].place, where,
           "the back end " + config::in_quotes(backend.name) + ", which as it is configured tells no services",
           "one whose adapter (" + backend.adapter + " here) tells them; its README says how", ""});
    }
  }
}

void check_back_ends(Checked& checked, const Clock& clock) {
  NoState state;
  plugin::Registry registry(plugin_directories(checked.configuration), clock);
  const auto& configuration = checked.configuration;
  for (const auto& backend : configuration.backends) {
    if (backend.adapter.empty()) continue;  // told already
    config::Findings mistakes;
    const auto adapter = registry.make(backend, configuration.file, configuration.data, state, mistakes);
    checked.findings.insert(checked.findings.end(), mistakes.begin(), mistakes.end());
    if (adapter && (*adapter)->can(plugin::Ability::submit) && !(*adapter)->can(plugin::Ability::find) &&
        !backend.duplicate_safe) {
      checked.notes.push_back(
          {backend.place, "backends." + backend.name,
           "it can't be asked for a report by its key and is not duplicate_safe, so a report whose answer is lost is "
           "parked for you to look"});
    }
    if (adapter) {
      if (!(*adapter)->can(plugin::Ability::catalog)) check_catalogs_of(backend, checked);
      if (const auto options = registry.options(backend, configuration.file))
        add(checked.notes, notes_on_options(configuration, backend, *options));
    } else if (mistakes.empty()) {
      checked.troubles.push_back({backend.name, backend.adapter_place, adapter.error().text});
    }
  }
  if (!checked.findings.empty()) return;
  add(checked.notes, notes_on_dedupe(configuration));
  add(checked.notes, notes_on_plugins(configuration));
}

// An address that was refused already left the default in its place.
void check_store(Checked& checked) {
  const auto& configuration = checked.configuration;
  if (const auto usable = store::check_address(configuration.store); !usable) {
    checked.findings.push_back({configuration.store_place, "store", "an address that can't be read",
                                "one that can: " + usable.error().text, ""});
  }
}

bool stands_before(const config::Finding& a, const config::Finding& b) {
  return std::tie(a.place.file, a.place.line, a.place.column) < std::tie(b.place.file, b.place.line, b.place.column);
}

}  // namespace

std::string to_text(const Note& note) {
  const auto& [file, line, column] = note.place;
  return file + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + note.where + ": note: " + note.text;
}

Checked check_configuration(const std::string& file, const std::string& data, const Clock& clock) {
  auto loaded = config::load(file);
  Checked checked{std::move(loaded.configuration), std::move(loaded.findings), {}, {}};
  keep_state_in(checked.configuration, data);
  check_store(checked);
  check_back_ends(checked, clock);
  std::stable_sort(checked.findings.begin(), checked.findings.end(), stands_before);
  return checked;
}

}  // namespace r311::app
