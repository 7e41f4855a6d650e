// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "open311/model.h"

// How links between requests are kept: by kind and by the reference of what they lead to, beside the request whose
// change told them. Children are those whose parent a request is, and are kept nowhere else. Pure functions.
namespace r311::store {

inline constexpr std::string_view duplicate_of = "duplicate_of";
inline constexpr std::string_view parent_of_it = "parent";
inline constexpr std::string_view related_to_it = "related";
inline constexpr std::string_view child_of_it = "child";  // is read, never kept

// All links of one kind, which take the place of those that a request had.
struct LinksOfKind {
  std::string_view kind;
  std::vector<std::string> references;  // each once, none empty
};

// Of the kinds that a change tells.
std::vector<LinksOfKind> kinds_told(const open311::Links& links);

}  // namespace r311::store
