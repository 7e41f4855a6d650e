// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

// data: URLs (RFC 2397), by which some apps send photos in place of a file part. Pure functions, any thread.
namespace r311::media {

// Whether it begins as one, in any case.
bool is_data_url(std::string_view text);

// The bytes of a data URL: base64 (RFC 4648, also its URL alphabet, padded or not, with line ends anywhere, and
// percent-encoded if the sender did so) or percent-encoded text. A blank stands for the "+" that a form made of it. What
// it says of its type does not count. Nothing: it is none, or is broken.
std::optional<std::string> data_url_bytes(std::string_view url);

}  // namespace r311::media
