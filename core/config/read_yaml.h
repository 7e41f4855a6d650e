// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <optional>
#include <string_view>

#include "config/finding.h"
#include "config/tree.h"

// YAML 1.2 text to a Node. Aliases and merge keys ("<<") are written out; tags are ignored; plain null, ~ and nothing
// are null. What no configuration needs is refused, so that a file can't exhaust the machine: see the limits.
namespace r311::config {

constexpr std::size_t kLargestFile = 8u << 20;     // bytes of one document
constexpr std::size_t kLargestSecret = 64u << 10;  // bytes of a file that ${file:} names
constexpr std::size_t kMostNodes = 200'000;        // with aliases written out
constexpr std::size_t kMostText = 32u << 20;       // bytes of scalars and keys, with aliases written out
constexpr int kDeepest = 48;                       // levels of nesting

// Reads and parses `file`, whose name the places bear. Text as it was written: ${...} is not resolved yet. Nothing if
// the file can't be read or is not YAML, which is told in `findings`; repeated keys and the like are told and left out.
std::optional<Node> read_yaml(const std::filesystem::path& file, Findings& findings);

// The same for text that is at hand; `name` is what the places bear.
std::optional<Node> parse_yaml(std::string_view text, const std::string& name, Findings& findings);

// Resolves ${env:NAME} and ${file:PATH} in all scalars below `node`; PATH is relative to `folder`. "$${" stands for
// "${". What can't be resolved is told in `findings` and marked broken.
void resolve(Node& node, const std::filesystem::path& folder, Findings& findings);

// The bytes of a regular file of at most `most`, or why not, as a phrase: "no such file".
struct FileText {
  std::optional<std::string> text;
  std::string trouble;
};
FileText read_file(const std::filesystem::path& file, std::size_t most);

}  // namespace r311::config
