// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "council.h"

namespace r311::http {

// What no client means to send, for a council that has to stand it. RELAY311_SEED=N in the environment makes other
// cases than the usual ones.
class WildClient : public testing::Test {
 protected:
  WildClient() : seed_(seed()), dice_(seed_) {}

  static unsigned seed() {
    const char* const given = std::getenv("RELAY311_SEED");
    return given == nullptr ? 311U : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
  }
  std::size_t roll(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(dice_); }
  std::string bytes(std::size_t most) {
    std::string made(roll(most) + 1, '\0');
    for (char& byte : made) byte = static_cast<char>(roll(256));
    return made;
  }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[roll(all.size())];
  }
  static std::string escaped(const std::string& raw) {
    constexpr const char* digits = "0123456789abcdef";
    std::string text;
    for (const char c : raw)
      text += {'%', digits[static_cast<unsigned char>(c) >> 4U], digits[static_cast<unsigned char>(c) & 15U]};
    return text;
  }

  const unsigned seed_;
  std::mt19937 dice_;
  Council council_;
};

}  // namespace r311::http
