// SPDX-License-Identifier: Apache-2.0
#include "plugin/change_intake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "plugin/abi_view.h"

namespace r311::plugin {
namespace {

r311_change lent(std::string_view reference) {
  r311_change change{};
  change.size = sizeof change;
  change.reference = lend(reference);
  return change;
}

TEST(ChangeOf, TextIsCleanedAndALongNoteCutBetweenCodePoints) {
  const std::string note = "a\r\n\x01" + std::string(64 * 1024 - 3, 'x') + "ö";
  r311_change change = lent("R");
  change.note = lend(note);
  const auto taken = change_of(change);
  ASSERT_TRUE(taken);
  EXPECT_LE(taken->note.size(), 64u * 1024u);
  EXPECT_EQ(taken->note.substr(0, 3), "a\nx");
  EXPECT_TRUE(text::is_utf8(taken->note));
}

TEST(ChangeOf, KeyAlone_NamesTheWorkOrder) {
  r311_change change{};
  change.size = sizeof change;
  change.idempotency_key = lend("K");
  const auto taken = change_of(change);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->key, "K");
}

TEST(ChangeOf, NamesThatCleaningWouldAlter_AreRefused) {
  const std::string long_name(1025, 'x');
  for (const std::string& name : {std::string("a\x01"), std::string("a\r"), std::string("\xff"), long_name}) {
    EXPECT_FALSE(change_of(lent(name)));
    r311_change change = lent("R");
    change.update_id = lend(name);
    EXPECT_FALSE(change_of(change));
    change = lent("R");
    change.idempotency_key = lend(name);
    EXPECT_FALSE(change_of(change));
  }
}

TEST(ChangeOf, TimesThatW3cdtfCantShow_AreRefused) {
  r311_change change = lent("R");
  change.changed = 253'402'300'799'999;
  EXPECT_TRUE(change_of(change));
  change.changed += 1;
  EXPECT_FALSE(change_of(change));
  change.changed = -2'208'988'800'001;
  EXPECT_FALSE(change_of(change));
}

TEST(IsReference, MayHoldWhatBackEndsPutIntoOne) {
  EXPECT_TRUE(is_reference("DEFECT/12:3 @ä,&"));
  EXPECT_TRUE(is_reference(std::string(1024, 'x')));
  EXPECT_FALSE(is_reference(""));
  EXPECT_FALSE(is_reference(std::string(1025, 'x')));
}

int taken_until_full(ChangeIntake& intake, const r311_change& change) {
  int taken = 0;
  while (intake.abi()->add(intake.abi()->self, &change) == 1) ++taken;
  return taken;
}

TEST(ChangeIntake, StopsAtTheBoundOfBytes) {
  ChangeIntake intake("works", "trace", {10'000, 64 * 1024});
  const std::string note(16 * 1024, 'n');
  r311_change change = lent("R");
  change.note = lend(note);
  EXPECT_EQ(taken_until_full(intake, change), 4);
  EXPECT_EQ(intake.take().size(), 4u);
}

TEST(ChangeIntake, StopsAtTheBoundOfChanges_WithThoseLeftOut) {
  ChangeIntake intake("works", "trace", {3, 64 * 1024});
  const r311_change good = lent("R");
  const r311_change bad = lent("");
  EXPECT_EQ(intake.abi()->add(intake.abi()->self, &bad), 1);
  EXPECT_EQ(taken_until_full(intake, good), 2);
  EXPECT_EQ(intake.refused(), 1u);
}

TEST(ChangeIntake, OnlyAPluginThatGoesOnAfterTheStop_Overruns) {
  ChangeIntake intake("works", "trace", {1, 64 * 1024});
  const r311_change change = lent("R");
  EXPECT_EQ(taken_until_full(intake, change), 1);
  EXPECT_FALSE(intake.overrun());
  EXPECT_EQ(intake.abi()->add(intake.abi()->self, &change), 0);
  EXPECT_TRUE(intake.overrun());
}

}  // namespace
}  // namespace r311::plugin
