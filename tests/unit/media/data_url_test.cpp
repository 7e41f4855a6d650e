// SPDX-License-Identifier: Apache-2.0
#include "media/data_url.h"

#include <gtest/gtest.h>

#include <string>

namespace r311::media {
namespace {

using namespace std::string_literals;

TEST(DataUrl, Base64_IsItsBytesHoweverItIsWritten) {
  const std::string bytes = "\xFF\xFE\xFD\x00 jpeg \xFB"s;
  for (const char* written : {
           "data:image/jpeg;base64,//79ACBqcGVnIPs=",  // as it should be
           "data:image/jpeg;base64,//79ACBqcGVnIPs",   // without padding
           "data:image/jpeg;base64,__79ACBqcGVnIPs=",  // the URL alphabet
           "DATA:image/jpeg;charset=x;BASE64,//79ACBqcGVnIPs=",
           "data:;base64,//79ACBq\r\ncGVn\r\nIPs=\r\n",
           "data:image/jpeg;base64,%2F%2F79ACBqcGVnIPs%3D",  // percent-encoded on top
           "data:image/jpeg;base64,//79ACBqcGVnIPs%3d%0A",
       })
    EXPECT_EQ(data_url_bytes(written), bytes) << written;
}

TEST(DataUrl, BlankThatAFormMadeOfAPlus_IsAPlus) {
  EXPECT_EQ(data_url_bytes("data:image/png;base64,+++/"), "\xFB\xEF\xBF");
  EXPECT_EQ(data_url_bytes("data:image/png;base64,   /"), "\xFB\xEF\xBF");
}

TEST(DataUrl, EveryLength_ComesBack) {
  EXPECT_EQ(data_url_bytes("data:;base64,"), "");
  EXPECT_EQ(data_url_bytes("data:;base64,YQ=="), "a");
  EXPECT_EQ(data_url_bytes("data:;base64,YWI="), "ab");
  EXPECT_EQ(data_url_bytes("data:;base64,YWJj"), "abc");
  EXPECT_EQ(data_url_bytes("data:;base64,YWJjZA"), "abcd");
}

TEST(DataUrl, WithoutBase64_IsPercentDecoded) {
  EXPECT_EQ(data_url_bytes("data:image/png,%89PNG%0d%0A"), "\x89PNG\r\n");
  EXPECT_EQ(data_url_bytes("data:,a+b"), "a+b");
}

TEST(DataUrl, Broken_IsNothing) {
  for (const char* broken : {"", "data:", "data:image/png", "data:image/png;base64", "http://example.org/,",
                             "data;base64,YQ==", "data:;base64,Y", "data:;base64,YWJjZ",
                             "data:;base64,YW\xC3\xA4=", "data:;base64,Y=Q=", "data:;base64,YQ==YQ==", "data:,%",
                             "data:,%4", "data:,%zz", "data:;base64,%4"})
    EXPECT_EQ(data_url_bytes(broken), std::nullopt) << broken;
}

}  // namespace
}  // namespace r311::media
