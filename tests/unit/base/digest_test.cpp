// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"

#include <gtest/gtest.h>

namespace r311 {
namespace {

using namespace std::string_view_literals;

TEST(Digest, Sha256OfTheStandardsExamples) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Digest, EveryByteCounts) {
  EXPECT_NE(sha256_hex("a\0b"sv), sha256_hex("a"));
  EXPECT_NE(sha256_hex("a\0b"sv), sha256_hex("a\0c"sv));
}

TEST(Digest, OfPartsTellsWhereOneEnds) {
  const auto of = [](std::string_view one, std::string_view two) { return PartsDigest().add(one).add(two).hex(); };
  EXPECT_NE(of("ab", "c"), of("a", "bc"));
  EXPECT_NE(of("1:a", ""), of("", "1:a"));
  EXPECT_EQ(of("ab", "c"), sha256_hex("2:ab1:c"));
}

TEST(Digest, ConstantTimeComparisonIsEquality) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("same\0bytes"sv, "same\0bytes"sv));
  EXPECT_FALSE(equal_in_constant_time("same\0bytes"sv, "same\0bytez"sv));
  EXPECT_FALSE(equal_in_constant_time("demo-key", "demo-ke"));
  EXPECT_FALSE(equal_in_constant_time("demo-key", ""));
}

TEST(Digest, OfBytesInPieces_IsThatOfTheWhole) {
  Sha256 digest;
  digest.add("ab");
  Sha256 moved(std::move(digest));
  moved.add("");
  moved.add("c");
  EXPECT_EQ(moved.hex(), sha256_hex("abc"));
}

}  // namespace
}  // namespace r311
