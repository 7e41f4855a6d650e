// SPDX-License-Identifier: Apache-2.0
#include "http/multipart_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "support/folder.h"

namespace r311::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "HEADERS|CONTENT" of each part; "BROKEN" at the end where there is no last boundary.
std::vector<std::string> parts_of(std::shared_ptr<ByteSource> body) {
  MultipartParts parts(std::move(body), "b");
  std::vector<std::string> all;
  auto next = parts.next();
  for (; next == MultipartParts::Next::part; next = parts.next())
    all.push_back(parts.headers() + "|" + parts.content().text());
  if (next == MultipartParts::Next::broken) all.emplace_back("BROKEN");
  return all;
}

// What is asked for and not a byte more, each time from memory of its own: what is held too long is found.
class MeanBytes final : public ByteSource {
 public:
  explicit MeanBytes(std::string bytes) : bytes_(std::move(bytes)) {}
  std::size_t size() const override { return bytes_.size(); }
  std::string_view from(std::size_t at, std::size_t least) override {
    piece_ = std::make_unique<std::string>(bytes_.substr(at, least));
    return *piece_;
  }
  bool failed() const override { return false; }

 private:
  std::string bytes_;
  std::unique_ptr<std::string> piece_;
};

std::vector<std::string> parts_of(const std::string& body) {
  auto parts = parts_of(std::make_shared<HeldBytes>(body));
  EXPECT_EQ(parts_of(std::make_shared<MeanBytes>(body)), parts) << body;
  return parts;
}

TEST(MultipartParts, AreWhatStandsBetweenTheBoundaries) {
  EXPECT_THAT(parts_of("--b\r\nA: 1\r\n\r\none\r\n--b\r\nA: 2\r\n\r\ntwo\r\n\r\n--b--\r\n"),
              ElementsAre("A: 1\r\n\r\n|one", "A: 2\r\n\r\n|two\r\n"));
  EXPECT_THAT(parts_of("before\r\n--b \t\r\nA: 1\r\n\r\none\r\n--b--behind\r\n--b\r\n"),
              ElementsAre("A: 1\r\n\r\n|one"));
  EXPECT_THAT(parts_of("--b\nA: 1\n\none\n--b--"), ElementsAre("A: 1\n\n|one"));
  EXPECT_THAT(parts_of("--b--"), IsEmpty());
}

TEST(MultipartParts, MayBeEmpty) {
  EXPECT_THAT(parts_of("--b\r\nA: 1\r\n\r\n\r\n--b--"), ElementsAre("A: 1\r\n\r\n|"));
  EXPECT_THAT(parts_of("--b\r\nA: 1\r\n\r\n--b--"), ElementsAre("A: 1\r\n\r\n|"));
  EXPECT_THAT(parts_of("--b\r\n\r\nno headers\r\n--b--"), ElementsAre("\r\n|no headers"));
  EXPECT_THAT(parts_of("--b\r\n--b--"), ElementsAre("|"));
}

TEST(MultipartParts, WhatOnlyLooksLikeABoundary_IsContent) {
  EXPECT_THAT(parts_of("--b\r\n\r\nx--b\r\n--bb\r\n--b-\r\n-- b\r\n --b\r\nb\r\n--b--"),
              ElementsAre("\r\n|x--b\r\n--bb\r\n--b-\r\n-- b\r\n --b\r\nb"));
}

TEST(MultipartParts, WithoutTheLastBoundary_AreBroken) {
  for (const char* body :
       {"", "b", "--", "--b", "--b\r", "--b\r\nA: 1\r\n\r\none", "--b\r\nA: 1\r\n\r\none\r\n--b\r\n", "x--b--", "--b-"})
    EXPECT_EQ(parts_of(body).back(), "BROKEN") << body;
}

TEST(MultipartParts, HeadersWithoutAnEnd_AreNone) {
  EXPECT_THAT(parts_of("--b\r\nA: 1\r\n--b\r\n\r\n\r\n--b--"), ElementsAre("|", "\r\n|"));
  EXPECT_THAT(parts_of("--b\r\n" + std::string(20'000, 'x') + "\r\n\r\n\r\n--b--").front().substr(0, 1), "|");
}

TEST(MultipartParts, OnDisk_AreFoundWhereverTheWindowEnds) {
  const test::Folder folder;
  const auto meter = std::make_shared<MemoryMeter>(100u << 20);
  for (std::size_t less = 0; less < 300; less += 3) {
    const std::string one(SpooledBytes::window - less, 'x');
    const std::string two = std::string(less, '-') + "--b" + one;
    auto spool = Spool::begin(folder.path(), meter).value();
    ASSERT_TRUE(spool->add("--b\r\nA: 1\r\n\r\n" + one + "\r\n--b\r\nA: 2\r\n\r\n" + two + "\r\n--b--"));
    EXPECT_THAT(parts_of(std::make_shared<SpooledBytes>(*spool)),
                ElementsAre("A: 1\r\n\r\n|" + one, "A: 2\r\n\r\n|" + two));
  }
}

TEST(MultipartParts, FullOfAlmostBoundaries_TakeNoLongerThanOthers) {
  const test::Folder folder;
  auto spool = Spool::begin(folder.path(), std::make_shared<MemoryMeter>(100u << 20)).value();
  std::string almost;
  while (almost.size() < (20u << 20)) almost += "\n--bx";
  ASSERT_TRUE(spool->add("--b\r\n\r\n" + almost + "\r\n--b--"));
  EXPECT_EQ(parts_of(std::make_shared<SpooledBytes>(*spool)).front().size(), almost.size() + 3);
}

}  // namespace
}  // namespace r311::http
