// SPDX-License-Identifier: Apache-2.0
#include "store/link_rules.h"

#include <algorithm>

namespace r311::store {
namespace {

std::vector<std::string> tidy(std::vector<std::string> references) {
  std::erase(references, "");
  std::sort(references.begin(), references.end());
  references.erase(std::unique(references.begin(), references.end()), references.end());
  return references;
}

}  // namespace

std::vector<LinksOfKind> kinds_told(const open311::Links& links) {
  std::vector<LinksOfKind> told;
  if (links.duplicate_of) told.push_back({duplicate_of, tidy({*links.duplicate_of})});
  if (links.parent) told.push_back({parent_of_it, tidy({*links.parent})});
  if (links.related) told.push_back({related_to_it, tidy(*links.related)});
  return told;
}

}  // namespace r311::store
