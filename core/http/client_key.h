// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "http/exchange.h"
#include "open311/parameters.h"

namespace r311::http {

// The client's API key: of the header Authorization (RFC 6750, section 2.1) or X-API-Key, or else the parameter api_key
// of `sent`, its query or form. Empty: none.
std::string key_of(const Request& request, const open311::Parameters& sent);

// The headers that it may stand in, as Vary names them.
inline constexpr const char* key_headers = "Authorization, X-API-Key";

}  // namespace r311::http
