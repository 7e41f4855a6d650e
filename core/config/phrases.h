// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "config/finding.h"
#include "config/tree.h"

// How findings put things into words.
namespace r311::config {

// `text` in quotes, cut to a length that fits a line.
std::string in_quotes(std::string_view text);

// What `node` is: a list, a map, nothing, text. Never what it says.
std::string kind_of(const Node& node);

// The text of a scalar in quotes, unless it is a secret; else its kind.
std::string shown(const Node& node);

// The path one step down: "a.b", "a[0]".
std::string member_of(std::string_view where, std::string_view key);
std::string element_of(std::string_view where, std::size_t index);

// "a, b, c".
std::string listed(const std::vector<std::string>& words);
// "one of a, b, c".
std::string one_of(const std::vector<std::string>& words);

// Orders by line and column, keeps the order of what stands at the same place, and leaves out what an alias repeated.
void in_file_order(Findings& findings);

}  // namespace r311::config
