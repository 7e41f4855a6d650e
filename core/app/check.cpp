// SPDX-License-Identifier: Apache-2.0
#include "app/check.h"

#include <cstdio>

#include "app/checked.h"
#include "app/exit_code.h"
#include "app/orphans.h"
#include "app/report_findings.h"
#include "app/terminal.h"
#include "store/open.h"

namespace r311::app {
namespace {

// To whoever checks a configuration, a plugin that can't be used is one more thing to mend.
config::Findings all_findings(const Checked& checked) {
  auto findings = checked.findings;
  for (const auto& trouble : checked.troubles) {
    findings.push_back(
        {trouble.place, "backends." + trouble.backend + ".adapter", "that " + trouble.reason, "a usable plugin", ""});
  }
  return findings;
}

// What a change of the configuration left behind. A store that is not there yet, or that another version of this
// program serves, has nothing to say.
void note_orphans(Checked& checked, const Clock& clock) {
  const auto& configuration = checked.configuration;
  const auto note = [&](std::string text) {
    checked.notes.push_back({configuration.store_place, "store", std::move(text)});
  };
  const auto store = store::open_store_for_operators(configuration.store, configuration.data, clock);
  if (!store) {
    if (store.error().kind == Kind::unavailable) note("it can't be looked into: " + store.error().text);
    return;
  }
  const auto destinations = (*store)->destinations();
  if (!destinations) return note("it can't be looked into: " + destinations.error().text);
  for (const auto& orphan : orphans(configuration, *destinations)) note(to_text(orphan));
}

std::string count(std::size_t number, const char* one, const char* many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}

void tell_success(const config::Configuration& configuration) {
  std::size_t services = 0, catalogs = 0;
  for (const auto& jurisdiction : configuration.jurisdictions) {
    services += jurisdiction.services.size();
    catalogs += jurisdiction.services_from.size();
  }
  const auto summary = count(configuration.jurisdictions.size(), "jurisdiction", "jurisdictions") + ", " +
                       count(services, "service", "services") + ", " +
                       (catalogs > 0 ? count(catalogs, "catalogue of services", "catalogues of services") + ", " : "") +
                       count(configuration.backends.size(), "back end", "back ends");
  std::printf("%s %s: %s\n", paint(coloured(STDOUT_FILENO), "32;1", "ok").c_str(), configuration.file.c_str(),
              summary.c_str());
}

}  // namespace

int check(const CheckOptions& options) {
  const SystemClock clock;
  auto checked = check_configuration(options.config, options.data, clock);
  const auto findings = all_findings(checked);
  if (findings.empty()) note_orphans(checked, clock);
  if (options.json) {
    report_findings_json(findings, checked.notes);
  } else if (findings.empty()) {
    tell_success(checked.configuration);
    for (const auto& note : checked.notes) std::printf("%s\n", to_text(note).c_str());
  } else {
    report_findings(findings);
  }
  return findings.empty() ? exit_ok : exit_mistakes;
}

}  // namespace r311::app
