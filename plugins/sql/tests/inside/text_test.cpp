// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "clean_text.h"
#include "database_error.h"
#include "length_limit.h"
#include "status_map.h"
#include "value.h"

namespace sql {
namespace {

std::string cut_to(std::string text, const LengthLimit& limit) {
  cut(text, limit);
  return text;
}

TEST(LengthLimit, CharactersAreCounted_NotBytes) {
  EXPECT_EQ(cut_to("żółć", {4, {}, ""}), "żółć");
  EXPECT_EQ(cut_to("żółćw", {4, {}, ""}), "żółć");
  EXPECT_EQ(cut_to("🕳🕳🕳", {2, {}, ""}), "🕳🕳");
}

TEST(LengthLimit, Bytes_NeverEndInsideACharacter) {
  EXPECT_EQ(cut_to("aż", {{}, 2, ""}), "a");
  EXPECT_EQ(cut_to("🕳🕳", {{}, 7, ""}), "🕳");
  EXPECT_EQ(cut_to("🕳", {{}, 3, ""}), "");
}

TEST(LengthLimit, Mark_StandsWithinTheLimit) {
  EXPECT_EQ(cut_to("abcdefgh", {6, {}, "…"}), "abcde…");
  EXPECT_EQ(cut_to("abcdefgh", {{}, 6, "..."}), "abc...");
  EXPECT_EQ(cut_to("abcdef", {6, {}, "…"}), "abcdef");
  EXPECT_EQ(cut_to("abcdef", {2, {}, "[...]"}), "ab");
}

TEST(LengthLimit, CutIsMarked_UnlessThereIsNoRoom) {
  EXPECT_EQ(usual_mark({20, {}, ""}, false), "...");
  EXPECT_EQ(usual_mark({{}, 4000, ""}, true), "…");
  EXPECT_EQ(usual_mark({19, {}, ""}, true), "");
  EXPECT_EQ(usual_mark({200, 19, ""}, false), "");
  EXPECT_EQ(usual_mark({{}, {}, ""}, false), "...");
}

TEST(LengthLimit, BothLimits_Hold) { EXPECT_EQ(cut_to("żżżż", {3, 4, ""}), "żż"); }

TEST(CleanText, WhatIsNoUtf8_IsReplacedAndTheRestKept) {
  EXPECT_EQ(clean_text("caf\xE9 \xF0\x9F\x95\xB3 ok"), "caf\xEF\xBF\xBD \xF0\x9F\x95\xB3 ok");
  EXPECT_EQ(clean_text("\xC0\xAF\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(clean_text("a\r\nb\rc\n"), "a\nb\nc\n");
  EXPECT_EQ(clean_text(std::string("a\0b", 3)), "ab");
}

TEST(CleanText, WhatXmlCanNotHold_IsTakenOut) {
  EXPECT_EQ(clean_text("a\x01\x08\x0B\x0C\x0E\x1F\t\n\x7F"), "a\t\n\x7F");
  EXPECT_EQ(clean_text("a\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xBF\xBD"), "a\xEF\xBF\xBD");
}

TEST(Trimmed, WhiteSpaceAtTheEnds_IsTakenOff) {
  EXPECT_EQ(trimmed(" \t WO 7 \r\n  "), "WO 7");
  EXPECT_EQ(trimmed(" \n"), "");
  EXPECT_EQ(trimmed(""), "");
}

TEST(StatusMap, KnownCode_HasItsWord) {
  StatusMap map({{"N", "open"}, {"C", "fixed"}, {"Z", "ignore"}}, UnknownStatus::keep);
  EXPECT_EQ(map.read("C").status, "fixed");
  EXPECT_TRUE(map.read("Z").ignored);
  EXPECT_EQ(map.read("C").unknown_count, 0u);
}

TEST(StatusMap, UnknownCode_FollowsThePolicyAndIsCounted) {
  StatusMap keep({}, UnknownStatus::keep);
  EXPECT_FALSE(keep.read("Q").status.has_value());
  EXPECT_EQ(keep.read("Q").unknown_count, 2u);
  EXPECT_EQ(StatusMap({}, UnknownStatus::open).read("Q").status, "open");
  EXPECT_EQ(StatusMap({}, UnknownStatus::closed).read("Q").status, "closed");
}

TEST(StatusCodes, WordWithoutACode_IsCounted) {
  StatusCodes codes({{"open", "N"}, {"in_progress", "W"}});
  EXPECT_EQ(codes.of("in_progress").code, "W");
  EXPECT_EQ(codes.of("fixed").code, std::nullopt);
  EXPECT_EQ(codes.of("fixed").lacking_count, 2u);
  EXPECT_EQ(codes.of("closed").lacking_count, 1u);
}

TEST(StatusCodes, WordOfTheDraft_SaysMoreThanOpenAndLessThanTheOthers) {
  StatusCodes codes({{"open", "N"}, {"more_info", "I"}, {"assigned", "A"}, {"planned", "P"}});
  EXPECT_EQ(codes.of("open", "more info").code, "I");
  EXPECT_EQ(codes.of("open", "incomplete").code, "N") << "none of its own";
  EXPECT_EQ(codes.of("planned", "assigned").code, "P");
  EXPECT_EQ(codes.of("action_scheduled", "assigned").code, "A");
  EXPECT_EQ(codes.of("for_triage", "submitted").code, std::nullopt);
  EXPECT_EQ(spelled("in progress"), "in_progress");
}

TEST(Times, AreToldEverMoreSeldom) {
  for (const std::uint64_t told : {1, 10, 100, 1000}) EXPECT_TRUE(worth_telling(told)) << told;
  for (const std::uint64_t not_told : {0, 2, 9, 11, 20, 99, 110}) EXPECT_FALSE(worth_telling(not_told)) << not_told;
  EXPECT_EQ(times(1), "once");
  EXPECT_EQ(times(10), "10 times");
}

TEST(Value, Numbers_AreWrittenAsTheyAre) {
  EXPECT_EQ(to_text(51.5), "51.5");
  EXPECT_EQ(to_text(-0.1276), "-0.1276");
  EXPECT_EQ(to_text(std::int64_t{-7}), "-7");
}

TEST(DatabaseError, Secret_IsTakenOutOfTexts) {
  EXPECT_EQ(without_secret("password=hunter2 is wrong: hunter2", "hunter2"), "password=*** is wrong: ***");
  EXPECT_EQ(without_secret("nothing", ""), "nothing");
}

TEST(DatabaseError, Text_IsNotInTheSentence) {
  const DatabaseError error(Trouble::constraint, "23505", "constraint work_order_pkey", "Key (surname)=(Smith) exists");
  EXPECT_STREQ(error.what(), "a rule of the database refused it: constraint work_order_pkey (23505)");
}

TEST(DatabaseError, States_MeanWhatTheQueueDoes) {
  using relay311::Outcome;
  const std::pair<const char*, Outcome> states[] = {
      {"23505", Outcome::refused},     {"22001", Outcome::invalid},      {"40001", Outcome::unavailable},
      {"40P01", Outcome::unavailable}, {"53300", Outcome::unavailable},  {"57014", Outcome::unavailable},
      {"57P03", Outcome::unavailable}, {"28P01", Outcome::unauthorized}, {"42P01", Outcome::unavailable},
      {"08006", Outcome::unavailable}, {"XX000", Outcome::unavailable}};
  for (const auto& [state, outcome] : states) EXPECT_EQ(outcome_of(trouble_of_sqlstate(state)), outcome) << state;
}

}  // namespace
}  // namespace sql
