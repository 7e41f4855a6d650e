// SPDX-License-Identifier: Apache-2.0
#include "open311/parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

namespace r311::open311 {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Parameters form(std::string_view encoded) {
  Parameters read;
  EXPECT_TRUE(read_form(encoded, read));
  return read;
}

TEST(ReadForm, PlusIsABlankAndPercentIsAByte) {
  EXPECT_THAT(form("a+b=c+d&attribute%5Bx%5D=%C3%A9%2B%20&u='()*").items(),
              ElementsAre(Pair("a b", "c d"), Pair("attribute[x]", "\xC3\xA9+ "), Pair("u", "'()*")));
}

TEST(ReadForm, RepeatedNamesStayInTheirOrder) {
  EXPECT_THAT(form("m=1&x=&m=2&m=1").items(),
              ElementsAre(Pair("m", "1"), Pair("x", ""), Pair("m", "2"), Pair("m", "1")));
}

TEST(ReadForm, CarriageReturnsArriveAsSent) {
  EXPECT_THAT(form("description=a%0D%0Ab%0D%0A").items(), ElementsAre(Pair("description", "a\r\nb\r\n")));
}

TEST(ReadForm, PercentThatBeginsNoByte_StaysAsItIs) {
  EXPECT_THAT(form("a=100%&b=%4&c=%zz&d=%%41&e=%4g").items(),
              ElementsAre(Pair("a", "100%"), Pair("b", "%4"), Pair("c", "%zz"), Pair("d", "%A"), Pair("e", "%4g")));
}

TEST(ReadForm, OddPairs_AreTakenAsTheyStand) {
  EXPECT_THAT(form("&&a&=b&c=d=e&").items(), ElementsAre(Pair("a", ""), Pair("", "b"), Pair("c", "d=e")));
  EXPECT_THAT(form("").items(), IsEmpty());
}

TEST(ReadForm, PastTheLimit_IsRefusedAndNotKept) {
  Parameters read;
  EXPECT_TRUE(read_form("a=1&b=2", read, 2));
  Parameters cut;
  EXPECT_FALSE(read_form("a=1&b=2&c=3", cut, 2));
  EXPECT_EQ(cut.items().size(), 2u);
}

TEST(ReadForm, QueryAndBody_AddUp) {
  Parameters read;
  read_form("jurisdiction_id=a", read);
  read_form("service_code=b", read);
  EXPECT_EQ(read.get("jurisdiction_id"), "a");
  EXPECT_EQ(read.get("service_code"), "b");
}

TEST(ReadForm, GarbageBytesNeverCrash) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 200, '\0');
    for (char& c : bytes) c = random() % 3 ? static_cast<char>(random()) : "%&=+"[random() % 4];
    Parameters read;
    read_form(bytes, read);
    EXPECT_LE(read.items().size(), bytes.size());
  }
}

TEST(Parameters, EmptyValue_CountsAsAbsent) {
  EXPECT_FALSE(form("api_key=").get("api_key"));
  EXPECT_FALSE(form("api_key=+%09").get("api_key"));
  EXPECT_FALSE(form("").get("api_key"));
  EXPECT_EQ(form("api_key=&api_key=+k+").get("api_key"), "k");
}

TEST(Parameters, ListsAreTakenApartAtCommas) {
  EXPECT_THAT(form("id=a%2Cb,+c&x=1&id=,d,,").list("id"), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(form("id=").list("id"), IsEmpty());
}

}  // namespace
}  // namespace r311::open311
