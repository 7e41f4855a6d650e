// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

// What keys are kept and compared as. Pure functions, any thread.
namespace r311 {

// SHA-256 (FIPS 180-4) of `bytes` as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

// Whether `a` and `b` are the same bytes, in a time that depends on their lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace r311
