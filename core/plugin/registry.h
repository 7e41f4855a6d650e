// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "config/config.h"
#include "config/finding.h"
#include "config/option_check.h"
#include "plugin/adapter.h"
#include "plugin/kv_port.h"
#include "plugin/library.h"
#include "plugin/option_files.h"

namespace r311::plugin {

// One file of `relay311 plugin list`.
struct Listed {
  std::filesystem::path path;
  std::string error;  // why it can't be used, and what to do; empty: it can, and the rest is filled in
  std::string id;
  std::string version;
  std::string abi;  // "0.1"
  std::string vendor;
  std::string summary;
  std::vector<config::OptionSpec> options;
};

// Finds the plugins of the configured directories and makes adapters of them. A library is loaded at its first use,
// once, and never unloaded. What one plugin does wrong is told with its path and hurts no other.
// Any thread may call any method. Outlives no Clock and no KvPort that it was given.
class Registry {
 public:
  // `directories` are absolute and searched in order; one that does not exist is passed over.
  Registry(std::vector<std::filesystem::path> directories, const Clock& clock)
      : directories_(std::move(directories)), clock_(clock) {}

  // Every *.so of the directories, sorted by path within each; loads them all.
  std::vector<Listed> list();

  // The adapter of `backend`, over the plugin that `backend.adapter` names, made and ready for calls.
  // Mistakes that the configuration's author can mend (an adapter that does not exist, wrong options, mistakes that the
  // plugin tells) are added to `findings`, each with its place; the result is then Kind::invalid. A plugin that can't
  // be used is Kind::corrupt, with its path, the reason and what to do next. `config_file` is the configuration's path;
  // `data` is absolute. `kv` outlives the adapter.
  Result<std::unique_ptr<Adapter>> make(const config::Backend& backend, const std::filesystem::path& config_file,
                                        const std::filesystem::path& data, KvPort& kv, config::Findings& findings);

  // Another instance of what make() made last for that back end, with its files of options as they were read then: what
  // is written into them later, or half written just now, is for whom looks for changes (r311_options.reload).
  // Kind::not_found: make() made none.
  Result<std::unique_ptr<Adapter>> make_another(const config::Backend& backend, const std::filesystem::path& data,
                                                KvPort& kv);

  // The options of `backend` as its adapter gets them, files read and defaults filled in. Nothing where make() finds
  // mistakes in them or can't use the plugin.
  std::optional<config::Node> options(const config::Backend& backend, const std::filesystem::path& config_file);

 private:
  struct Made {
    Library plugin;
    OptionFiles files;
    config::Node options;
  };

  Result<Library> load(const std::filesystem::path& path);
  Result<std::unique_ptr<Adapter>> make_of(Made made, const config::Backend& backend, const std::filesystem::path& data,
                                           KvPort& kv, config::Findings& findings) const;
  config::Finding unknown_adapter(const config::Backend& backend) const;

  const std::vector<std::filesystem::path> directories_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::filesystem::path, Result<Library>> loaded_;
  std::map<std::string, Made> made_;  // last, by back end
};

}  // namespace r311::plugin
