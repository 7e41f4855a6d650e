// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>
#include <utility>

#include "plugin/adapter.h"

namespace r311::test {

// A file's content that is a text, given a few bytes at a time; with `trouble`, it fails behind them.
class TextSource final : public plugin::MediaSource {
 public:
  explicit TextSource(std::string text, std::string trouble = {})
      : text_(std::move(text)), trouble_(std::move(trouble)) {}

  Result<std::size_t> read(char* buffer, std::size_t capacity) override {
    if (at_ == text_.size() && !trouble_.empty()) return fail(Kind::unavailable, trouble_);
    const std::size_t count = std::min({capacity, text_.size() - at_, most_});
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(at_), count, buffer);
    at_ += count;
    return count;
  }

 private:
  static constexpr std::size_t most_ = 7'000;
  std::string text_;
  std::string trouble_;
  std::size_t at_ = 0;
};

}  // namespace r311::test
