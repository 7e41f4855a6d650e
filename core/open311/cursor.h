// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "open311/list_filter.h"

namespace r311::open311 {

// The `cursor` of the request or update behind which the next part of a list begins: opaque to clients; letters, digits and
// points, at most `longest_cursor` of them. It says where the list goes on and nothing of what it holds.
std::string cursor_of(const ListOrder& order, const ListPlace& place);
// Nothing if it is no such text, or one of a list in another order.
std::optional<ListPlace> place_of(const ListOrder& order, std::string_view cursor);
constexpr std::size_t longest_cursor = 40;

}  // namespace r311::open311
