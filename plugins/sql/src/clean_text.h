// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace sql {

// `text` as the gateway takes it: what is no UTF-8 (a legacy column in another encoding) becomes U+FFFD, CR LF and a
// lone CR become LF, and what XML 1.0 (section 2.2) can't hold goes: control characters, U+FFFE, U+FFFF. Text that it
// leaves as it is can be stored and shown everywhere.
std::string clean_text(std::string_view text);

// Without the ASCII white space at its ends, such as the blanks that fill a CHAR(n) column.
std::string_view trimmed(std::string_view text);

}  // namespace sql
