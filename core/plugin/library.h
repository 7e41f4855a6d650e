// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/option_check.h"
#include "relay311/abi/plugin.h"

namespace r311::plugin {

// A plugin's library that was loaded and found to keep the rules of sdk/include/relay311/abi/plugin.h. The library
// stays loaded for the life of the process, so this is a plain value.
struct Library {
  std::filesystem::path path;
  const r311_plugin* plugin = nullptr;  // lives as long as the process; its three functions are there
  std::string id;
  std::string version;
  std::string vendor;
  std::string summary;
  std::vector<config::OptionSpec> options;
};

// Loads `path` (absolute) and checks file, symbol, entry, ABI version, id and option table. Fails with Kind::corrupt
// and a sentence that holds the path, the reason and what to do next. Nothing of a file that strangers may write to, or
// may put another in the place of, is run (plugin/file_rights.h). One thread at a time; never throws.
Result<Library> load_library(const std::filesystem::path& path);

}  // namespace r311::plugin
