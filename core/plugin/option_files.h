// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/option_check.h"

namespace r311::plugin {

// The options of one back end together with the files that they name, which may change while its adapter runs. One
// thread at a time.
class OptionFiles {
 public:
  // Takes note of the files as they are now. `options`, `where` and `config_file` as check_options takes them.
  OptionFiles(std::vector<config::OptionSpec> specs, config::Node options, std::string where,
              std::filesystem::path config_file);

  const std::string& where() const { return where_; }
  // All as it stands now.
  config::CheckedOptions check() const;
  // The same if the content of a file is another than when it was looked at last; nothing if none is. A file that was
  // touched only costs a reading, one that was not costs a stat.
  std::optional<config::CheckedOptions> look();

 private:
  struct Stamp {
    std::int64_t modified = 0;  // nanoseconds
    std::int64_t size = -1;
    std::uint64_t inode = 0;
    bool operator==(const Stamp&) const = default;
  };
  struct Seen {
    Stamp stamp;
    std::string digest;  // of what can't be read: of nothing
  };
  static Stamp stamp_of(const std::filesystem::path& file);
  bool changed(const std::filesystem::path& file, Seen& seen) const;

  std::vector<config::OptionSpec> specs_;
  config::Node options_;
  std::string where_;
  std::filesystem::path config_file_;
  std::map<std::filesystem::path, Seen> files_;
};

}  // namespace r311::plugin
