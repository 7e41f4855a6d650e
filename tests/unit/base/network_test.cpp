// SPDX-License-Identifier: Apache-2.0
#include "base/network.h"

#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cstring>

namespace r311 {
namespace {

TEST(PublicAddress, IsOneThatAnybodyMayBeExpectedAt) {
  for (const char* text : {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0",
                           "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
                           "2606:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888", "3ffe::1"})
    EXPECT_TRUE(is_public(IpAddress::parse(text).value())) << text;
}

TEST(PublicAddress, IsNoneOfThoseWithAMeaningOfTheirOwn) {
  for (const char* text : {
           "0.0.0.0",
           "0.1.2.3",
           "10.0.0.1",
           "10.255.255.255",
           "100.64.0.1",
           "100.127.255.255",
           "127.0.0.1",
           "127.255.255.254",
           "169.254.169.254",
           "172.16.0.1",
           "172.31.255.255",
           "192.0.0.8",
           "192.0.2.1",
           "192.88.99.1",
           "192.168.0.1",
           "198.18.0.1",
           "198.19.255.255",
           "198.51.100.7",
           "203.0.113.9",
           "224.0.0.1",
           "239.255.255.250",
           "240.0.0.1",
           "255.255.255.255",
           "::",
           "::1",
           "::127.0.0.1",
           "::ffff:127.0.0.1",
           "::ffff:8.8.8.8",
           "::ffff:0:8.8.8.8",
           "64:ff9b::a00:1",
           "64:ff9b::808:808",
           "64:ff9b:1::1",
           "100::1",
           "2001::1",
           "2001:10::1",
           "2001:20::1",
           "2001:db8::1",
           "2002:7f00:1::",
           "2002:808:808::1",
           "3fff::1",
           "5f00::1",
           "fc00::1",
           "fd12:3456::1",
           "fe80::1",
           "fec0::1",
           "ff02::1",
           "4000::1",
       })
    EXPECT_FALSE(is_public(IpAddress::parse(text).value())) << text;
}

TEST(Address, IsReadInItsOneFormOnly) {
  for (const char* text : {"", "1.2.3", "127.1", "0177.0.0.1", "0x7f.0.0.1", "2130706433", "1.2.3.4 ", "1.2.3.256",
                           ":::", "[::1]", "fe80::1%lo", "localhost"})
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  EXPECT_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0", 8)));
  EXPECT_EQ(IpAddress::parse("2001:DB8:0::1")->text(), "2001:db8::1");
}

TEST(Address, OfASocketAddress_IsTheSame) {
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_addr.s6_addr[15] = 1;
  sockaddr generic{};
  generic.sa_family = AF_UNIX;
  EXPECT_FALSE(IpAddress::of(generic));
  EXPECT_EQ(IpAddress::of(reinterpret_cast<const sockaddr&>(v6))->text(), "::1");
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_addr.s_addr = htonl(0x7F000001);
  EXPECT_EQ(IpAddress::of(reinterpret_cast<const sockaddr&>(v4))->text(), "127.0.0.1");
}

TEST(Network, HoldsWhatHasItsPrefix) {
  const auto holds = [](const char* network, const char* address) {
    return IpNetwork::parse(network).value().holds(IpAddress::parse(address).value());
  };
  EXPECT_TRUE(holds("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(holds("172.16.0.0/12", "172.31.255.255"));
  EXPECT_FALSE(holds("172.16.0.0/12", "172.32.0.0"));
  EXPECT_TRUE(holds("127.0.0.1", "127.0.0.1"));
  EXPECT_FALSE(holds("127.0.0.1", "127.0.0.2"));
  EXPECT_TRUE(holds("0.0.0.0/0", "8.8.8.8"));
  EXPECT_FALSE(holds("0.0.0.0/0", "::1")) << "another family";
  EXPECT_FALSE(holds("127.0.0.0/8", "::ffff:127.0.0.1")) << "a spelling of it that is allowed by itself only";
  EXPECT_TRUE(holds("fd00::/8", "fdff::1"));
}

TEST(Network, OfAnotherForm_IsNone) {
  for (const char* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0.1/8",
                           "fd00::/129", "fd00::1/8", "10.0.0.0/ 8", "ten/8"})
    EXPECT_FALSE(IpNetwork::parse(text)) << text;
}

}  // namespace
}  // namespace r311
