// SPDX-License-Identifier: Apache-2.0
#include "open311/shapes.h"

#include <gtest/gtest.h>

#include <string>

namespace r311::open311 {
namespace {

TEST(Decimal, NumbersOfEveryClient_AreRead) {
  EXPECT_EQ(decimal("41.878113"), 41.878113);
  EXPECT_EQ(decimal("-87.629799"), -87.629799);
  EXPECT_EQ(decimal("0"), 0);
  EXPECT_EQ(decimal("+5"), 5);
  EXPECT_EQ(decimal("007"), 7);
  EXPECT_EQ(decimal(".5"), 0.5);
  EXPECT_EQ(decimal("5."), 5);
  EXPECT_EQ(decimal("1.5e-3"), 0.0015);
  EXPECT_EQ(decimal("1E+2"), 100);
}

TEST(Decimal, AnythingElse_IsRefused) {
  for (const char* text :
       {"",    " ",    ".",   "-",   "+",        "e5",    "1e",  "1e+", "1,5",   "1 2",   " 1",       "1 ",   "0x10",
        "inf", "-inf", "nan", "NaN", "infinity", "1e999", "--1", "+-1", "1.2.3", "12abc", "\xD9\xA1", "1_000"})
    EXPECT_FALSE(decimal(text)) << text;
  EXPECT_FALSE(decimal(std::string_view("1\0", 2)));
}

TEST(Email, LikelyAddresses_AreTaken) {
  for (const char* text : {"ana@example.org", "a@b", "o'neil+311@sub.example.co.uk", "j\xC3\xB6rg@example.org", "1@2"})
    EXPECT_TRUE(is_email(text)) << text;
}

TEST(Email, WhatCouldBeMoreThanOneAddress_IsRefused) {
  for (const char* text :
       {"", "ana", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\n", "a@b,c@d", "Ana <a@b>", "a@b;c", "a\t@b"})
    EXPECT_FALSE(is_email(text)) << text;
  EXPECT_TRUE(is_email(std::string(252, 'a') + "@b"));
  EXPECT_FALSE(is_email(std::string(253, 'a') + "@b"));
}

TEST(MediaUrl, PhotosAreTaken) {
  for (const char* text :
       {"http://example.org/1.jpg", "https://example.org", "HTTPS://Example.org:8080/a?b=c#d",
        "https://u@example.org/x", "http://[::1]/x", "data:image/png;base64,iVBORw0KGgo=", "data:image/jpeg,abc"})
    EXPECT_TRUE(is_media_url(text)) << text;
}

TEST(MediaUrl, WhatIsNoAbsoluteUrlOfAPhoto_IsRefused) {
  for (const char* text : {"",
                           "photo.jpg",
                           "/photo.jpg",
                           "//example.org/1.jpg",
                           "ftp://example.org/1.jpg",
                           "http://",
                           "http:///x",
                           "http://:80/x",
                           "https://u@/x",
                           "http://[]/x",
                           "http://[",
                           "javascript:alert(1)",
                           "file:///etc/passwd",
                           "data:text/html,<b>",
                           "data:image/",
                           "data:image/png",
                           "data:image/png,",
                           "data:image/,x",
                           "http://example.org/a b",
                           "http://example.org/\n",
                           "http://example.org/\"><script>"})
    EXPECT_FALSE(is_media_url(text)) << text;
}

TEST(MediaUrl, SizeIsBounded) {
  const std::string url = "http://example.org/";
  EXPECT_TRUE(is_media_url(url + std::string(longest_url - url.size(), 'x')));
  EXPECT_FALSE(is_media_url(url + std::string(longest_url - url.size() + 1, 'x')));
  EXPECT_TRUE(is_media_url("data:image/png;base64," + std::string(100'000, 'A')));
  EXPECT_FALSE(is_media_url("data:image/png;base64," + std::string(longest_image, 'A')));
}

TEST(Shown, IsCleanAndShort) {
  EXPECT_EQ(shown("abc"), "'abc'");
  EXPECT_EQ(shown(std::string(1000, 'x')), "'" + std::string(60, 'x') + "...'");
  EXPECT_EQ(shown(std::string("a\0b\x1B", 4)), "'ab'");
  EXPECT_EQ(shown("\xFF"), "'\xEF\xBF\xBD'");
  EXPECT_LT(shown(std::string(1 << 20, '\x01')).size(), 10u);
  EXPECT_EQ(beginning("photo\n1"), "photo\n1");
  EXPECT_EQ(beginning(std::string(1000, 'x')), std::string(60, 'x') + "...");
}

}  // namespace
}  // namespace r311::open311
