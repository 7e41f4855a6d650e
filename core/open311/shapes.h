// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// What single values of a client must look like. Pure functions, any thread.
namespace r311::open311 {

// A finite decimal number: sign, digits with a point, exponent; no blanks, no hexadecimal, no words, no comma. Nothing
// for anything else and for what a double can't hold.
std::optional<double> decimal(std::string_view text);

// Whether mail could be sent there: something on both sides of one "@", no blank, no control character and none of the
// signs that part one address from the next, at most 254 bytes (RFC 5321, 4.5.3.1.3).
bool is_email(std::string_view text);

// An absolute http or https URL with a host, of at most `longest_url` bytes, or a data: URL of an image of at most
// `longest_image` bytes; neither with blanks, control characters, quotes or angle brackets.
bool is_media_url(std::string_view text);
constexpr std::size_t longest_url = 2'000;
constexpr std::size_t longest_image = 6u << 20;

// What a client sent, for the sentence of a fault: clean, and cut where it is long; `shown` has single quotes around it
// as well.
std::string beginning(std::string_view sent);
std::string shown(std::string_view sent);

}  // namespace r311::open311
