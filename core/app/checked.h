// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "app/note.h"
#include "base/clock.h"
#include "config/config.h"

namespace r311::app {

// A plugin that can't be used: no mistake of the configuration, so it does not stop a start.
struct PluginTrouble {
  std::string backend;
  config::Place place;
  std::string reason;  // with the plugin's path, and what to do
};

struct Checked {
  config::Configuration configuration;  // usable only if there are no findings
  config::Findings findings;
  std::vector<PluginTrouble> troubles;
  std::vector<Note> notes;
};

// Reads a configuration and checks all of it, what only a plugin can see included: makes the adapter of each back end
// and lets it go again. Contacts no back end and writes nothing. `data` replaces what the file says unless it is empty.
Checked check_configuration(const std::string& file, const std::string& data, const Clock& clock);

}  // namespace r311::app
