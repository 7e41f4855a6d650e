// SPDX-License-Identifier: Apache-2.0
#include "plugin/search.h"

#include <algorithm>
#include <system_error>

namespace r311::plugin {

namespace fs = std::filesystem;

bool is_adapter_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::optional<fs::path> find_plugin(const std::vector<fs::path>& directories, std::string_view name) {
  if (!is_adapter_name(name)) return std::nullopt;
  for (const fs::path& directory : directories) {
    for (const char* prefix : {"", "lib", "relay311-", "librelay311-"}) {
      fs::path candidate = directory / (prefix + std::string(name) + ".so");
      std::error_code missing;
      if (fs::exists(candidate, missing)) return candidate;
    }
  }
  return std::nullopt;
}

std::vector<fs::path> plugin_files(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == ".so") files.push_back(at->path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string adapter_name(const fs::path& file) {
  std::string name = file.stem().string();
  if (name.rfind("lib", 0) == 0) name.erase(0, 3);
  if (name.rfind("relay311-", 0) == 0) name.erase(0, 9);
  return name;
}

}  // namespace r311::plugin
