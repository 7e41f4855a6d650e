// SPDX-License-Identifier: Apache-2.0
#include "gateway/keys.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace r311::gateway {
namespace {

using Answer = KeyRing::Answer;

KeyRing ring(std::vector<Right> anonymous = {}) {
  return KeyRing({{"app", sha256_hex("app-secret"), {Right::submit, Right::update}, {}},
                  {"reader", sha256_hex("reader-secret"), {}, {}},
                  {"local", sha256_hex("local-secret"), {Right::submit}, {"springfield.example"}}},
                 std::move(anonymous));
}

TEST(KeyRing, KnownKey_MayWhatItMay) {
  const auto decision = ring().decide("app-secret", Right::submit, "springfield.example");
  EXPECT_EQ(decision.answer, Answer::allowed);
  EXPECT_EQ(decision.name, "app");
}

TEST(KeyRing, KeyWithoutTheRight_IsRefusedByThatReason) {
  const auto decision = ring().decide("reader-secret", Right::submit, "springfield.example");
  EXPECT_EQ(decision.answer, Answer::not_this_right);
  EXPECT_TRUE(decision.name.empty());
}

TEST(KeyRing, KeyOfOneJurisdiction_OpensNoOther) {
  EXPECT_EQ(ring().decide("local-secret", Right::submit, "springfield.example").answer, Answer::allowed);
  EXPECT_EQ(ring().decide("local-secret", Right::submit, "shelbyville.example").answer, Answer::not_this_jurisdiction);
}

TEST(KeyRing, EmptyKey_CountsAsNone) {
  EXPECT_EQ(ring().decide("", Right::submit, "springfield.example").answer, Answer::no_key);
  const auto anonymous = ring({Right::submit}).decide("", Right::submit, "springfield.example");
  EXPECT_EQ(anonymous.answer, Answer::allowed);
  EXPECT_EQ(anonymous.name, "anonymous");
  EXPECT_EQ(ring({Right::submit}).decide("", Right::update, "springfield.example").answer, Answer::no_key);
}

TEST(KeyRing, WhatIsPrivate_NeedsAKeyWithThatRight) {
  const KeyRing keys({{"fms", sha256_hex("fms-secret"), {Right::update, Right::see_private}, {"springfield.example"}},
                      {"app", sha256_hex("app-secret"), {Right::submit, Right::update}, {}}},
                     {Right::submit, Right::see_private});
  EXPECT_EQ(keys.decide("fms-secret", Right::see_private, "springfield.example").answer, Answer::allowed);
  EXPECT_EQ(keys.decide("fms-secret", Right::see_private, "shelbyville.example").answer, Answer::not_this_jurisdiction);
  EXPECT_EQ(keys.decide("app-secret", Right::see_private, "springfield.example").answer, Answer::not_this_right);
  EXPECT_EQ(keys.decide("", Right::see_private, "springfield.example").answer, Answer::no_key);
}

TEST(KeyRing, UnknownKey_IsRefusedAlsoWhereNoneIsNeeded) {
  EXPECT_EQ(ring({Right::submit}).decide("app-secre", Right::submit, "springfield.example").answer,
            Answer::unknown_key);
}

TEST(KeyRing, DigestOfAKey_IsNotAKey) {
  EXPECT_EQ(ring().decide(sha256_hex("app-secret"), Right::submit, "springfield.example").answer, Answer::unknown_key);
}

}  // namespace
}  // namespace r311::gateway
