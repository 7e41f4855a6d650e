// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace r311::open311 {

// A number as XML and JSON both write it, on the stack.
class NumberText {
 public:
  explicit NumberText(std::int64_t value) { end_ = std::to_chars(begin(), limit(), value).ptr; }
  // The shortest digits that read back as `value`, without an exponent, which not every client reads. Must be finite.
  explicit NumberText(double value) {
    if (value != 0) {
      end_ = std::to_chars(begin(), limit(), value, std::chars_format::fixed).ptr;
    } else {
      // FixMyStreet takes "0" for a place that is missing, and nobody expects minus zero.
      constexpr std::string_view zero = "0.0";
      end_ = std::copy(zero.begin(), zero.end(), begin());
    }
  }
  NumberText(const NumberText&) = delete;
  NumberText& operator=(const NumberText&) = delete;

  std::string_view view() const { return {digits_.data(), static_cast<std::size_t>(end_ - digits_.data())}; }

 private:
  char* begin() { return digits_.data(); }
  char* limit() { return digits_.data() + digits_.size(); }

  std::array<char, 400> digits_;  // the smallest double has 323 zeros before its 17 digits
  const char* end_ = nullptr;
};

// A coordinate that can be written: there is no text for infinity.
inline std::optional<double> writable(std::optional<double> value) {
  return value && std::isfinite(*value) ? value : std::nullopt;
}

}  // namespace r311::open311
