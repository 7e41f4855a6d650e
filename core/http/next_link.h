// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "open311/parameters.h"

namespace r311::http {

// The Link header (RFC 8288) to the next part of a list: what was asked for, with the cursor. Relative to the address
// that was asked, which a proxy may have changed. `asked` is only what that kind of list is asked for with
// (open311::list_parameters, open311::update_list_parameters): a header of an answer is no place for API keys and what
// else a client has sent. Empty where it would be longer than `longest_link`, since clients take no header of any
// length.
std::string next_link(const open311::Parameters& asked, std::string_view cursor);
constexpr std::size_t longest_link = 16'384;

}  // namespace r311::http
