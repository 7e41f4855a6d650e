// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/finding.h"

namespace r311::config {

// A YAML document as it was written: scalars stay text ("001" stays "001"), members keep their order, every node knows
// its place. A plain value; copies are independent.
struct Node {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  std::string text;                                   // of a scalar, after ${env:} and ${file:} were resolved
  bool secret = false;                                // `text` came from ${env:} or ${file:}: never print it
  bool broken = false;                                // could not be resolved, which a finding tells already
  std::vector<std::pair<std::string, Node>> members;  // of a map by key; of a list with empty keys
  std::vector<Place> key_places;                      // of a map: where each key stands
  Place place;

  // The member of that key, or null.
  const Node* find(std::string_view key) const;
  // The node at "a/0/b" below this one, or null; the empty path is this node.
  const Node* at(std::string_view path) const;
};

}  // namespace r311::config
