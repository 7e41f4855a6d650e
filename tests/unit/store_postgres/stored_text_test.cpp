// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/stored_text.h"

#include <gtest/gtest.h>

#include <set>

#include "base/text.h"

namespace r311::store::postgres {
namespace {

std::string stored(std::string_view text) {
  std::string bytes;
  append_stored(bytes, text);
  return bytes;
}

TEST(StoredText, CleanText_IsStoredAsItIs) {
  for (const std::string text : {"", "Pothole", "Brücke «7»\n", "深い 🕳️ العربية"})
    EXPECT_EQ(stored(text), text);
}

TEST(StoredText, AnyBytes_AreStoredAsUtf8WithoutZeroesAndComeBack) {
  const std::string texts[] = {std::string("a\0b", 3),
                               "\x1A",
                               "\x1A"
                               "00",
                               "\xFF",
                               "a\xC3",
                               "\xC3(",
                               "\xED\xA0\x80",
                               "\xF0\x9F\x95",
                               "ü\xFFü",
                               std::string("\0", 1)};
  std::set<std::string> different;
  for (const std::string& text : texts) {
    const std::string bytes = stored(text);
    EXPECT_TRUE(text::is_utf8(bytes));
    EXPECT_EQ(bytes.find('\0'), std::string::npos);
    EXPECT_EQ(text_of(bytes), text);
    different.insert(bytes);
  }
  EXPECT_EQ(different.size(), std::size(texts));
}

TEST(StoredText, EveryByte_ComesBack) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(text_of(stored(all)), all);
}

TEST(StoredText, WhatSomebodyElseWrote_IsReadWithoutHarm) {
  EXPECT_EQ(text_of("\x1A"), "\x1A");
  EXPECT_EQ(text_of("\x1A"
                    "4"),
            "\x1A"
            "4");
}

}  // namespace
}  // namespace r311::store::postgres
