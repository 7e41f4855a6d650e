// SPDX-License-Identifier: Apache-2.0
#include "app/plugin_list.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

#include "app/compose.h"
#include "app/exit_code.h"
#include "app/report_findings.h"
#include "app/terminal.h"
#include "plugin/search.h"

namespace r311::app {
namespace {

// No back end can name a plugin whose file bears the name of another.
void refuse_other_name(plugin::Listed& listed) {
  const auto name = plugin::adapter_name(listed.path);
  if (!listed.error.empty() || name == listed.id) return;
  listed.error = "it is the adapter '" + listed.id + "', and its file is named for '" + name +
                 "': name the file relay311-" + listed.id + ".so";
}

void print_json(const std::vector<plugin::Listed>& plugins) {
  Poco::JSON::Array document;
  for (const auto& listed : plugins) {
    Poco::JSON::Object object(Poco::JSON_PRESERVE_KEY_ORDER);
    object.set("path", listed.path.string());
    object.set("usable", listed.error.empty());
    if (listed.error.empty()) {
      object.set("id", listed.id);
      object.set("version", listed.version);
      object.set("abi", listed.abi);
      object.set("vendor", listed.vendor);
      object.set("summary", listed.summary);
    } else {
      object.set("error", listed.error);
    }
    document.add(object);
  }
  document.stringify(std::cout, 2);
  std::cout << '\n';
}

void print_table(const std::vector<plugin::Listed>& plugins) {
  const bool colour = coloured(STDOUT_FILENO);
  for (const auto& listed : plugins) {
    if (!listed.error.empty()) {
      std::printf("%s %s\n    %s\n", paint(colour, "31;1", "unusable").c_str(), listed.path.c_str(),
                  listed.error.c_str());
      continue;
    }
    std::printf("%s %s (ABI %s) by %s\n    %s\n    %s\n", paint(colour, "32;1", listed.id).c_str(),
                listed.version.c_str(), listed.abi.c_str(), listed.vendor.c_str(), listed.summary.c_str(),
                listed.path.c_str());
  }
}

}  // namespace

int list_plugins(const PluginListOptions& options) {
  const auto loaded = config::load(options.config, config::Purpose::look);
  if (!loaded.findings.empty()) {
    report_findings(loaded.findings);
    return exit_mistakes;
  }
  const SystemClock clock;
  const auto directories = plugin_directories(loaded.configuration);
  plugin::Registry registry(directories, clock);
  auto plugins = registry.list();
  for (auto& listed : plugins) refuse_other_name(listed);
  if (options.json) {
    print_json(plugins);
  } else if (plugins.empty()) {
    std::puts("No plugin (*.so) in any of the directories:");
    for (const auto& directory : directories) std::printf("    %s\n", directory.c_str());
  } else {
    print_table(plugins);
  }
  const bool usable = std::all_of(plugins.begin(), plugins.end(), [](const auto& one) { return one.error.empty(); });
  return usable ? exit_ok : exit_mistakes;
}

}  // namespace r311::app
