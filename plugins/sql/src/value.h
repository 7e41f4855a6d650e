// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <variant>

namespace sql {

// What is bound to one placeholder: NULL, text (UTF-8 without NUL), a whole number or a number.
using Value = std::variant<std::monostate, std::string, std::int64_t, double>;

// The value as a database reads it in text form; for NULL the empty text.
std::string to_text(const Value& value);

}  // namespace sql
