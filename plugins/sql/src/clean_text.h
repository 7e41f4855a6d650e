// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace sql {

// `text` as the gateway takes it: what is no UTF-8 (a legacy column in another encoding) becomes U+FFFD, CR LF and a
// lone CR become LF, NUL goes.
std::string clean_text(std::string_view text);

}  // namespace sql
