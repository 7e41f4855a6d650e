// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

// PostgreSQL's text holds well-formed UTF-8 without U+0000; ours may be any bytes. What it can't hold is written as
// U+001A and two hexadecimal digits, U+001A itself too, so that different texts stay different and every text comes
// back as it was. Clean text, which is all that clients get through validation, is stored as it is. Pure functions.
namespace r311::store::postgres {

// Appends `text` to `stored` in the form that PostgreSQL takes.
void append_stored(std::string& stored, std::string_view text);

// The text behind what append_stored wrote.
std::string text_of(std::string_view stored);

}  // namespace r311::store::postgres
