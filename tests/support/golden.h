// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "places.h"

namespace r311::test {

// Fails the test unless `text` is byte for byte what tests/golden/NAME holds. With RELAY311_WRITE_GOLDEN=1 in the
// environment it writes the file instead; git then shows what changed for clients.
inline void expect_golden(const std::string& name, const std::string& text) {
  const auto file = std::filesystem::path(RELAY311_SOURCE_DIR) / "tests" / "golden" / name;
  if (std::getenv("RELAY311_WRITE_GOLDEN") != nullptr) {
    std::ofstream(file, std::ios::binary) << text;
    return;
  }
  std::ifstream in(file, std::ios::binary);
  ASSERT_TRUE(in) << file << " is missing; RELAY311_WRITE_GOLDEN=1 writes it";
  EXPECT_EQ(text, std::string(std::istreambuf_iterator<char>(in), {})) << "tests/golden/" << name;
}

}  // namespace r311::test
