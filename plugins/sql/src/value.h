// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace sql {

// Bytes of any kind, for a column of bytes. Borrowed: they outlive the statement.
struct Blob {
  std::string_view bytes;
};

// What is bound to one parameter: NULL, text (UTF-8 without NUL), a whole number, a number or bytes.
using Value = std::variant<std::monostate, std::string, std::int64_t, double, Blob>;

// The value as a database reads it in text form; for NULL the empty text. Of bytes, the bytes.
std::string to_text(const Value& value);

}  // namespace sql
