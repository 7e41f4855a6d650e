// SPDX-License-Identifier: Apache-2.0
#include "http/conditions.h"

#include <gtest/gtest.h>

#include <string>

namespace r311::http {
namespace {

std::string read(const char* header, std::size_t size = 100) {
  const ByteRange range = read_range(header, size);
  if (range.kind == ByteRange::Kind::whole) return "whole";
  if (range.kind == ByteRange::Kind::not_there) return "not there";
  return std::to_string(range.from) + "+" + std::to_string(range.size);
}

TEST(Range, OfBytes_IsAPart) {
  EXPECT_EQ(read("bytes=0-0"), "0+1");
  EXPECT_EQ(read("bytes=0-99"), "0+100");
  EXPECT_EQ(read("bytes=10-"), "10+90");
  EXPECT_EQ(read("bytes=90-1000"), "90+10");
  EXPECT_EQ(read("bytes=-10"), "90+10");
  EXPECT_EQ(read("bytes=-1000"), "0+100");
  EXPECT_EQ(read(" BYTES=5-6 "), "5+2");
  EXPECT_EQ(read("bytes=0-99999999999999999999999999"), "0+100");
}

TEST(Range, BehindTheEnd_IsNotThere) {
  for (const char* header : {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999999999-"})
    EXPECT_EQ(read(header), "not there") << header;
  EXPECT_EQ(read("bytes=0-", 0), "not there");
  EXPECT_EQ(read("bytes=-5", 0), "not there");
}

TEST(Range, OfAnotherForm_IsTheWhole) {
  for (const char* header : {"", "bytes", "bytes=", "bytes=-", "bytes=5", "items=0-1", "bytes=2-1", "bytes=0-1,5-6",
                             "bytes=a-b", "bytes=0x1-2", "bytes=-5-6", "bytes=1--2", "bytes=+1-2", "bytes= 1 - 2"})
    EXPECT_EQ(read(header), "whole") << header;
}

TEST(Tag, IsNamedByWeakComparison) {
  EXPECT_TRUE(names_tag("\"a\"", "\"a\""));
  EXPECT_TRUE(names_tag("\"x\", W/\"a\"", "\"a\""));
  EXPECT_TRUE(names_tag(" * ", "\"a\""));
  EXPECT_FALSE(names_tag("", "\"a\""));
  EXPECT_FALSE(names_tag("\"b\"", "\"a\""));
  EXPECT_FALSE(names_tag("a", "\"a\""));
}

}  // namespace
}  // namespace r311::http
