// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/values.h"

#include <bit>
#include <cstddef>

#include "store/postgres/failure.h"
#include "store/postgres/stored_text.h"

namespace r311::store::postgres {
namespace {

// Numbers of types that are the same in every PostgreSQL (pg_type.dat).
constexpr std::uint32_t kBool = 16;
constexpr std::uint32_t kBytes = 17;
constexpr std::uint32_t kInt8 = 20;
constexpr std::uint32_t kText = 25;
constexpr std::uint32_t kFloat8 = 701;
constexpr std::uint32_t kBoolArray = 1000;
constexpr std::uint32_t kBytesArray = 1001;
constexpr std::uint32_t kTextArray = 1009;
constexpr std::uint32_t kInt8Array = 1016;
constexpr std::uint32_t kFloat8Array = 1022;

template <std::size_t Size>
void append_number(std::string& bytes, std::uint64_t value) {
  for (std::size_t i = Size; i-- > 0;) bytes += static_cast<char>(value >> (8 * i) & 0xFFU);
}

void append(std::string& bytes, std::int64_t value) { append_number<8>(bytes, static_cast<std::uint64_t>(value)); }
void append(std::string& bytes, double value) { append_number<8>(bytes, std::bit_cast<std::uint64_t>(value)); }
void append(std::string& bytes, bool value) { bytes += value ? '\1' : '\0'; }
void append(std::string& bytes, const std::string& value) { append_stored(bytes, value); }
void append(std::string& bytes, Blob value) { bytes += value.bytes; }

constexpr std::uint64_t kNull = 0xFFFFFFFFU;

template <class T>
void append_element(std::string& bytes, const T& value) {
  const std::size_t at = bytes.size();
  append_number<4>(bytes, 0);
  append(bytes, value);
  std::string size;
  append_number<4>(size, bytes.size() - at - 4);
  bytes.replace(at, 4, size);
}

template <class T>
void append_element(std::string& bytes, const std::optional<T>& value) {
  if (value) {
    append_element(bytes, *value);
  } else {
    append_number<4>(bytes, kNull);
  }
}

// Dimensions, whether there are nulls, the elements' type; length and lower bound; then the elements.
template <class T>
std::string array_of(std::uint32_t element, const std::vector<T>& values) {
  std::string bytes;
  append_number<4>(bytes, values.empty() ? 0 : 1);
  append_number<4>(bytes, 1);
  append_number<4>(bytes, element);
  if (values.empty()) return bytes;
  append_number<4>(bytes, values.size());
  append_number<4>(bytes, 1);
  for (const T& value : values) append_element(bytes, value);
  return bytes;
}

}  // namespace

std::vector<std::uint32_t> Parameters::types() const {
  std::vector<std::uint32_t> all;
  for (const Field& field : fields_) all.push_back(field.type);
  return all;
}

std::vector<const char*> Parameters::pointers() const {
  std::vector<const char*> all;
  for (const Field& field : fields_) all.push_back(field.null ? nullptr : field.bytes.data());
  return all;
}

std::vector<int> Parameters::lengths() const {
  std::vector<int> all;
  for (const Field& field : fields_) all.push_back(static_cast<int>(field.bytes.size()));
  return all;
}

void Parameters::add(std::int64_t value) {
  fields_.push_back({kInt8, false, {}});
  append(fields_.back().bytes, value);
}

void Parameters::add(bool value) {
  fields_.push_back({kBool, false, {}});
  append(fields_.back().bytes, value);
}

void Parameters::add(double value) {
  fields_.push_back({kFloat8, false, {}});
  append(fields_.back().bytes, value);
}

void Parameters::add(std::string_view value) {
  fields_.push_back({kText, false, {}});
  append_stored(fields_.back().bytes, value);
}

void Parameters::add(Blob value) { fields_.push_back({kBytes, false, std::string(value.bytes)}); }

void Parameters::add(const std::vector<std::int64_t>& values) {
  fields_.push_back({kInt8Array, false, array_of(kInt8, values)});
}

void Parameters::add(const std::vector<std::optional<std::int64_t>>& values) {
  fields_.push_back({kInt8Array, false, array_of(kInt8, values)});
}

void Parameters::add(const std::vector<Blob>& values) {
  fields_.push_back({kBytesArray, false, array_of(kBytes, values)});
}

void Parameters::add(const std::vector<std::string>& values) {
  fields_.push_back({kTextArray, false, array_of(kText, values)});
}

void Parameters::add(const std::vector<std::optional<std::string>>& values) {
  fields_.push_back({kTextArray, false, array_of(kText, values)});
}

void Parameters::add(const std::vector<std::optional<double>>& values) {
  fields_.push_back({kFloat8Array, false, array_of(kFloat8, values)});
}

void Parameters::add(const std::vector<bool>& values) {
  // A vector of bool has no references to its elements.
  std::vector<std::optional<bool>> all(values.begin(), values.end());
  fields_.push_back({kBoolArray, false, array_of(kBool, all)});
}

std::int64_t Field::number() const {
  if (null || (bytes.size() != 8 && bytes.size() != 4)) {
    throw Failure{{Kind::corrupt, "the store holds no number where it should"}};
  }
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  if (bytes.size() == 4) return static_cast<std::int32_t>(value);
  return static_cast<std::int64_t>(value);
}

double Field::real() const { return std::bit_cast<double>(number()); }

bool Field::flag() const { return !null && bytes == std::string_view("\1", 1); }

}  // namespace r311::store::postgres
