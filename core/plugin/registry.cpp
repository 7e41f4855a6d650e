// SPDX-License-Identifier: Apache-2.0
#include "plugin/registry.h"

#include <set>
#include <utility>

#include "base/text.h"
#include "plugin/inline_adapter.h"
#include "plugin/option_files.h"
#include "plugin/search.h"

namespace r311::plugin {

namespace fs = std::filesystem;

namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

Result<Library> Registry::load(const fs::path& path) {
  const std::lock_guard lock(mutex_);
  auto found = loaded_.find(path);
  if (found == loaded_.end()) found = loaded_.emplace(path, load_library(path)).first;
  return found->second;
}

std::vector<Listed> Registry::list() {
  std::vector<Listed> all;
  for (const fs::path& directory : directories_) {
    for (const fs::path& path : plugin_files(directory)) {
      Listed listed;
      listed.path = path;
      if (const auto library = load(path)) {
        listed.id = library->id;
        listed.version = library->version;
        listed.abi = std::to_string(library->plugin->abi_major) + "." + std::to_string(library->plugin->abi_minor);
        listed.vendor = library->vendor;
        listed.summary = library->summary;
        listed.options = library->options;
      } else {
        listed.error = library.error().text;
      }
      all.push_back(std::move(listed));
    }
  }
  return all;
}

config::Finding Registry::unknown_adapter(const config::Backend& backend) const {
  std::set<std::string> known;
  for (const fs::path& directory : directories_)
    for (const fs::path& file : plugin_files(directory)) known.insert(adapter_name(file));
  const std::vector<std::string> names(known.begin(), known.end());
  std::vector<std::string> places;
  for (const fs::path& directory : directories_) {
    std::error_code missing;
    places.push_back(directory.string() + (fs::is_directory(directory, missing) ? "" : " (which does not exist)"));
  }
  config::Finding finding;
  finding.place = backend.adapter_place;
  finding.where = "backends." + backend.name + ".adapter";
  finding.found = "the adapter '" + backend.adapter + "', for which there is no plugin";
  finding.expected = names.empty() ? "a plugin in " + joined(places) : "one of " + joined(names);
  finding.suggestion = text::nearest(backend.adapter, names).value_or("");
  return finding;
}

Result<std::unique_ptr<Adapter>> Registry::make(const config::Backend& backend, const fs::path& config_file,
                                                const fs::path& data, KvPort& kv, config::Findings& findings) {
  const auto path = find_plugin(directories_, backend.adapter);
  if (!path) {
    findings.push_back(unknown_adapter(backend));
    return fail(Kind::invalid, "the back end " + backend.name + " names an adapter for which there is no plugin");
  }
  const auto library = load(*path);
  if (!library) return tl::unexpected(library.error());
  if (library->id != backend.adapter)
    return fail(Kind::corrupt, "the plugin " + path->string() + " can't be used: it is the adapter '" + library->id +
                                   "'; name the file relay311-" + library->id +
                                   ".so, and write adapter: " + library->id + " to use it");
  OptionFiles files(library->options, backend.options, "backends." + backend.name + ".options", config_file);
  auto checked = files.check();
  if (!checked.findings.empty()) {
    findings.insert(findings.end(), checked.findings.begin(), checked.findings.end());
    return fail(Kind::invalid, "the options of the back end " + backend.name + " have mistakes");
  }
  const Made made{*library, std::move(files), std::move(checked.options)};
  {
    const std::lock_guard lock(mutex_);
    made_.insert_or_assign(backend.name, made);
  }
  return make_of(made, backend, data, kv, findings);
}

Result<std::unique_ptr<Adapter>> Registry::make_another(const config::Backend& backend, const fs::path& data,
                                                        KvPort& kv) {
  std::optional<Made> made;
  {
    const std::lock_guard lock(mutex_);
    if (const auto last = made_.find(backend.name); last != made_.end()) made = last->second;
  }
  if (!made) return fail(Kind::not_found, "the back end " + backend.name + " has no adapter yet");
  config::Findings findings;
  return make_of(*std::move(made), backend, data, kv, findings);
}

Result<std::unique_ptr<Adapter>> Registry::make_of(Made made, const config::Backend& backend, const fs::path& data,
                                                   KvPort& kv, config::Findings& findings) const {
  const std::string where = made.files.where();
  return InlineAdapter::make(
      made.plugin,
      {backend.name, data.string(), OptionsTree(std::move(made.options), where), kv, clock_, std::move(made.files)},
      findings);
}

std::optional<config::Node> Registry::options(const config::Backend& backend, const fs::path& config_file) {
  const auto path = find_plugin(directories_, backend.adapter);
  if (!path) return std::nullopt;
  const auto library = load(*path);
  if (!library) return std::nullopt;
  auto checked = config::check_options(library->options, backend.options, "", config_file);
  if (!checked.findings.empty()) return std::nullopt;
  return std::move(checked.options);
}

}  // namespace r311::plugin
