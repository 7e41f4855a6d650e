// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/finding.h"
#include "config/tree.h"

// Checks the `options:` of a back end against what its adapter says it understands, before the adapter is made.
namespace r311::config {

// In the order of the plugin interface's R311_OPTION_* numbers.
enum class OptionKind { text, integer, boolean, duration, zone, choice, list, map, file };

// One option, as plain values. `path` is the place below `options:`, with "/" between steps: "database", "submit/#/sql"
// (each member of a list), "statuses/?" (each key of a map).
struct OptionSpec {
  std::string path;
  OptionKind kind = OptionKind::text;
  std::string help;
  std::optional<std::string> default_value;  // handed over, in the form of its kind, where the option is not given
  std::vector<std::string> choices;          // of OptionKind::choice
  bool required = false;                     // must be given wherever its parent is
  bool secret = false;                       // never printed
};

struct CheckedOptions {
  Node options;       // complete; usable only if there are no findings
  Findings findings;  // every mistake, in the order of the file
};

// Checks `options` and completes it: defaults filled in, durations turned into milliseconds ("30s" is "30000"), and in
// place of a file's name (relative to the folder of `config_file`) the content of that YAML file, whose members are
// checked under the file option's own path. A list or map without described members, and a file likewise, is handed
// over as it is. A file option may also be given as that content itself, and a list of maps that has no row of its own in
// the table ("changes/#/sql" without "changes") as its one member.
// `options` of Kind::null counts as an empty map that stands at its `place`. `where` leads the findings' paths, such
// as "backends.highways.options". Never throws. Any thread.
CheckedOptions check_options(const std::vector<OptionSpec>& specs, const Node& options, const std::string& where,
                             const std::filesystem::path& config_file);

// A markdown table of the options, for a reference page: path, value, default, meaning.
std::string option_reference(const std::vector<OptionSpec>& specs);

}  // namespace r311::config
