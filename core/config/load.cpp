// SPDX-License-Identifier: Apache-2.0
#include <system_error>

#include "config/config.h"
#include "config/read_yaml.h"
#include "config/tables.h"

namespace r311::config {
namespace {

std::filesystem::path absolute_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto path = std::filesystem::absolute(file, error);
  return error ? file : path.lexically_normal();
}

bool is_only_served(const Finding& finding) {
  return finding.where.starts_with("backends.") || finding.where.starts_with("keys[");
}

}  // namespace

Loaded load(const std::filesystem::path& file, Purpose purpose) {
  Loaded loaded;
  Configuration& configuration = loaded.configuration;
  configuration.file = absolute_of(file);
  const std::filesystem::path folder = configuration.file.parent_path();
  auto root = read_yaml(file, loaded.findings);
  if (root) {
    Findings unresolved;
    resolve(*root, folder, unresolved);
    if (purpose == Purpose::look) std::erase_if(unresolved, is_only_served);
    loaded.findings.insert(loaded.findings.end(), unresolved.begin(), unresolved.end());
    configuration.store_place = {configuration.file.string(), 1, 1};
    Reading reading(folder, loaded.findings);
    static const Table<Configuration> table = configuration_table();
    table.read(reading, *root, configuration);
    check_whole(reading, *root, configuration);
  }
  if (configuration.data.empty()) configuration.data = folder / "var";
  in_file_order(loaded.findings);
  return loaded;
}

Node load_tree(const std::filesystem::path& file, Findings& findings) {
  auto root = read_yaml(file, findings);
  if (!root) {
    Node none;
    none.broken = true;
    none.place = {file.string(), 0, 0};
    return none;
  }
  resolve(*root, absolute_of(file).parent_path(), findings);
  return std::move(*root);
}

}  // namespace r311::config
