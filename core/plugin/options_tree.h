// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "config/finding.h"
#include "config/tree.h"
#include "relay311/abi/draft/options.h"

namespace r311::plugin {

// The options of one back end as r311.options shows them (abi/draft/options.h). Immutable; any thread; the views that
// it returns live as long as it does.
class OptionsTree {
 public:
  // `where` leads the paths of findings, such as "backends.highways.options".
  OptionsTree(config::Node root, std::string where);

  std::uint32_t kind(std::string_view path) const;
  r311_text_view text(std::string_view path) const;
  std::uint64_t count(std::string_view path) const;
  r311_text_view name(std::string_view path, std::uint64_t index) const;

  // A mistake that a plugin tells, at the node of `path` or its nearest ancestor that is there. A secret's value is
  // taken out of `found`; words parted by "|" in `expected` are what the suggestion is chosen from.
  config::Finding finding(std::string_view path, std::string_view found, std::string_view expected) const;

 private:
  // The node of `path`; null if it is not there or is a YAML null.
  const config::Node* walk(std::string_view path) const;

  config::Node root_;
  std::string where_;
};

}  // namespace r311::plugin
