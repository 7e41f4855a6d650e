// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

// Values in PostgreSQL's binary format, on their way in and out.
namespace r311::store::postgres {

// Marks bytes that are stored as they are (bytea).
struct Blob {
  std::string_view bytes;
};

// The parameters of one statement, from $1 on. Copies what it is given.
class Parameters {
 public:
  template <class... Values>
  explicit Parameters(const Values&... values) {
    fields_.reserve(sizeof...(values));
    (add(values), ...);
  }

  // One more, behind the others.
  template <class Value>
  void push(const Value& value) {
    add(value);
  }

  int count() const { return static_cast<int>(fields_.size()); }
  std::vector<std::uint32_t> types() const;
  std::vector<const char*> pointers() const;
  std::vector<int> lengths() const;

 private:
  struct Field {
    std::uint32_t type;
    bool null;
    std::string bytes;
  };
  void add(std::int64_t value);
  void add(int value) { add(static_cast<std::int64_t>(value)); }
  void add(bool value);
  void add(double value);
  void add(std::string_view value);
  void add(const std::string& value) { add(std::string_view(value)); }
  void add(const char* value) { add(std::string_view(value)); }
  void add(Blob value);
  void add(Time value) { add(value.time_since_epoch().count()); }
  template <class T>
  void add(const std::optional<T>& value) {
    add(value.value_or(T{}));
    fields_.back().null = !value;
  }
  void add(const std::vector<std::int64_t>& values);
  void add(const std::vector<std::optional<std::int64_t>>& values);
  void add(const std::vector<Blob>& values);
  void add(const std::vector<std::string>& values);
  void add(const std::vector<std::optional<std::string>>& values);
  void add(const std::vector<std::optional<double>>& values);
  void add(const std::vector<bool>& values);

  std::vector<Field> fields_;
};

// One column of one row as it came. The bytes belong to the result.
struct Field {
  std::string_view bytes;
  bool null = false;

  std::int64_t number() const;
  double real() const;
  bool flag() const;
};

}  // namespace r311::store::postgres
