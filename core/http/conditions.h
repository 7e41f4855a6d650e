// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string_view>

// What a client has already, and what part it wants (RFC 9110, sections 13 and 14). Pure functions, any thread.
namespace r311::http {

// Whether `if_none_match` names `tag`: by weak comparison (section 13.1.2).
bool names_tag(std::string_view if_none_match, std::string_view tag);

struct ByteRange {
  enum class Kind { whole, part, not_there };
  Kind kind = Kind::whole;
  std::size_t from = 0;
  std::size_t size = 0;
};

// What the Range header asks for of `size` bytes (section 14.2): one range of bytes is a part; no header, another unit,
// several ranges and what is malformed is the whole; a range that begins behind the end is not there.
ByteRange read_range(std::string_view range, std::size_t size);

}  // namespace r311::http
