// SPDX-License-Identifier: Apache-2.0
#include "base/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace r311 {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ToldUrl, HasSchemeHostPortAndPath) {
  for (const char* url :
       {"https://photos.example/a/1.jpg", "http://photos.example:8080/", "http://photos.example",
        "http://[2001:db8::1]/1.jpg", "http://[2001:db8::1]:81/1.jpg", "https://photos.example/@ana/1"})
    EXPECT_EQ(told_url(url), url);
}

TEST(ToldUrl, UserPasswordQueryAndFragment_AreLeftOut) {
  EXPECT_EQ(told_url("http://ana:secret@photos.example/1.jpg?token=secret#secret"), "http://photos.example/1.jpg");
  EXPECT_EQ(told_url("http://secret@photos.example:81?secret"), "http://photos.example:81");
  EXPECT_EQ(told_url("http://photos.example#secret"), "http://photos.example");
  EXPECT_EQ(told_url("http://a:secret@b:secret@photos.example/"), "http://photos.example/");
}

TEST(ToldUrl, PasswordThatIsNotEscaped_IsNotTakenForAPlace) {
  for (const char* url : {"http://ana:sec/ret@photos.example/", "http://ana:sec?ret@photos.example/",
                          "http://ana:sec#ret@photos.example/", "http://ana:12/sec@photos.example/",
                          "http://ana:sec\\ret@photos.example/", "http://:secret/", "secret", "", "mailto:secret"})
    EXPECT_THAT(told_url(url), Not(HasSubstr("sec"))) << url;
}

TEST(ToldUrl, LongPath_IsCutAndSteersNoTerminal) {
  EXPECT_EQ(told_url("http://a/" + std::string(5000, 'x')), "http://a/" + std::string(119, 'x') + "...");
  EXPECT_EQ(told_url("http://a/\x1B[2J\n1"), "http://a/[2J 1");
}

TEST(PercentDecoded, Escapes_AreTheirBytesAndOnlyInFormsAPlusIsABlank) {
  EXPECT_EQ(percent_decoded("a%20b%C3%a9+%00"), std::string("a b\xC3\xA9+\0", 7));
  EXPECT_EQ(percent_decoded("a+b%2Fc%20%"), "a+b/c %");
  EXPECT_EQ(percent_decoded("a+b%2B", Plus::blank), "a b+");
  EXPECT_EQ(percent_decoded(""), "");
}

TEST(PercentDecoded, PercentThatBeginsNoByte_StaysAndIsTold) {
  for (const auto& [text, decoded] :
       {std::pair{"%", "%"}, {"100%", "100%"}, {"%4", "%4"}, {"%zz", "%zz"}, {"%%41", "%A"}, {"%4g%41", "%4gA"}}) {
    EXPECT_EQ(percent_decoded(text), decoded);
    EXPECT_FALSE(is_percent_encoded(text)) << text;
  }
  for (const char* whole : {"", "abc", "%41", "a%41%4a"}) EXPECT_TRUE(is_percent_encoded(whole)) << whole;
}

}  // namespace
}  // namespace r311
