// SPDX-License-Identifier: Apache-2.0
#include "plugin/option_files.h"

#include <sys/stat.h>

#include <utility>

#include "base/digest.h"
#include "config/read_yaml.h"

namespace r311::plugin {

namespace fs = std::filesystem;

OptionFiles::OptionFiles(std::vector<config::OptionSpec> specs, config::Node options, std::string where,
                         fs::path config_file)
    : specs_(std::move(specs)),
      options_(std::move(options)),
      where_(std::move(where)),
      config_file_(std::move(config_file)) {
  // As the configuration was named, like check_options.
  const fs::path named = options_.place.file.empty() ? config_file_ : fs::path(options_.place.file);
  for (const config::OptionSpec& spec : specs_) {
    const config::Node* node = spec.kind == config::OptionKind::file ? options_.at(spec.path) : nullptr;
    if (node != nullptr && node->kind == config::Node::Kind::scalar) files_[named.parent_path() / node->text];
  }
  for (auto& [file, seen] : files_) changed(file, seen);
}

config::CheckedOptions OptionFiles::check() const {
  return config::check_options(specs_, options_, where_, config_file_);
}

std::optional<config::CheckedOptions> OptionFiles::look() {
  bool any = false;
  for (auto& [file, seen] : files_) any = changed(file, seen) || any;
  if (!any) return std::nullopt;
  return check();
}

OptionFiles::Stamp OptionFiles::stamp_of(const fs::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return {};
  return {std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec, found.st_size, found.st_ino};
}

// The stamp is taken before the content, so that what is written in between is met at the next look.
bool OptionFiles::changed(const fs::path& file, Seen& seen) const {
  const Stamp stamp = stamp_of(file);
  if (stamp == seen.stamp && !seen.digest.empty()) return false;
  seen.stamp = stamp;
  const auto content = config::read_file(file, config::kLargestFile);
  std::string digest = sha256_hex(content.text.value_or(std::string()));
  return std::exchange(seen.digest, digest) != digest;
}

}  // namespace r311::plugin
