// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "support/folder.h"

namespace r311::config {

// A configuration file in a folder of its own, gone with it.
class Written {
 public:
  explicit Written(std::string_view yaml) { write("relay311.yaml", yaml); }

  void write(const std::string& name, std::string_view text);
  std::filesystem::path path(const std::string& name = "relay311.yaml") const { return folder_.path() / name; }
  Loaded load() const { return config::load(path()); }

  // Every finding as "LINE:COLUMN WHERE: found FOUND, expected EXPECTED; did you mean SUGGESTION?".
  std::vector<std::string> told() const { return texts(load().findings); }
  static std::vector<std::string> texts(const Findings& findings);

 private:
  test::Folder folder_;
};

// The smallest configuration that is whole, with `more` at its top.
std::string smallest(std::string_view more = "");

// The same with `attributes` (a YAML list in one line) on its one service; they stand at 8:19.
std::string with_attributes(std::string_view attributes);

}  // namespace r311::config
