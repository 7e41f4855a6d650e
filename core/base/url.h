// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace r311 {

// A stranger's URL as logs and reasons may tell it: scheme, host, port and the beginning of the path. User, password,
// query and fragment, which may hold secrets, are left out. "..." stands for what is cut off a path, for a place that
// can't be told from a password for certain, and for text that is no such URL. Pure, any thread.
std::string told_url(std::string_view url);

// Percent-encoding (RFC 3986, section 2.1). Pure, any thread.
// Whether each "%" begins a byte.
bool is_percent_encoded(std::string_view text);
// `text` with the byte that each "%XX" stands for; a "%" that begins none stays as it is. In forms a plus is a blank.
enum class Plus { itself, blank };
std::string percent_decoded(std::string_view text, Plus plus = Plus::itself);

}  // namespace r311
