// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace r311::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::string_view_literals;

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

TEST(Text, WellFormedUtf8OfEveryLengthIsAccepted) {
  for (const std::string_view good :
       {""sv, "plain"sv, "\0"sv, "\x7F"sv, "\xC2\x80"sv, "\xDF\xBF"sv, "\xE0\xA0\x80"sv, "\xED\x9F\xBF"sv,
        "\xEE\x80\x80"sv, "\xEF\xBF\xBF"sv, "\xF0\x90\x80\x80"sv, "\xF4\x8F\xBF\xBF"sv, "Łódź 🚧 شارع 街"sv})
    EXPECT_TRUE(is_utf8(good)) << testing::PrintToString(good);
}

TEST(Text, OverlongFormsSurrogatesAndCutSequencesAreNotUtf8) {
  for (const std::string_view bad : {"\x80"sv, "\xC0\x80"sv, "\xC1\xBF"sv, "\xE0\x9F\xBF"sv, "\xED\xA0\x80"sv,
                                     "\xED\xBF\xBF"sv, "\xF0\x8F\xBF\xBF"sv, "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv,
                                     "\xFF"sv, "\xC3"sv, "\xE2\x82"sv, "\xF0\x9F\x9A"sv, "a\xE9t\xE9"sv})
    EXPECT_FALSE(is_utf8(bad)) << testing::PrintToString(bad);
}

TEST(Text, CleanTurnsEveryLineEndIntoLf) { EXPECT_EQ(clean("a\r\nb\rc\nd\r\r\ne\r"), "a\nb\nc\nd\n\ne\n"); }

TEST(Text, OneLine_CanNeitherEndALineNorDriveATerminal) {
  EXPECT_EQ(one_line("a\r\nb\tc\x1b[31md\x7f\u009be\u2028f\u202eg\u2066h"), "a b c[31md  e f g h");
  EXPECT_EQ(one_line("Schlagloch \"\u00fc\u200b\" \xff"), "Schlagloch \"\u00fc\u200b\" \ufffd");
  EXPECT_EQ(one_line(""), "");
}

TEST(Text, CleanTakesOutWhatXmlCannotHold) {
  EXPECT_EQ(clean("a\0b\x01\x08\x0B\x0C\x1F\tc\x7F"sv), "ab\tc\x7F");
  EXPECT_EQ(clean("x\xEF\xBF\xBEy\xEF\xBF\xBFz"), "xyz");
}

TEST(Text, CleanReplacesEachIllFormedSequenceOnce) {
  EXPECT_EQ(clean("caf\xE9!"), "caf" + std::string(kReplacement) + "!");
  EXPECT_EQ(clean("\xF0\x9F\x9A!"), std::string(kReplacement) + "!");
  EXPECT_EQ(clean("\xE2\x82"), kReplacement);
  EXPECT_EQ(clean("\xC0\x80"), std::string(kReplacement) + std::string(kReplacement));
}

TEST(Text, CleanTwiceIsCleanOnceAndAlwaysUtf8) {
  // Every pair of bytes, so that each transition of the decoder is walked.
  for (int a = 0; a < 256; ++a)
    for (int b = 0; b < 256; ++b) {
      const std::string bytes = {static_cast<char>(a), static_cast<char>(b), '\x80', 'z'};
      const std::string once = clean(bytes);
      ASSERT_TRUE(is_utf8(once)) << a << ' ' << b;
      ASSERT_EQ(clean(once), once) << a << ' ' << b;
    }
}

TEST(Text, LengthCountsCodePoints) {
  EXPECT_EQ(length(""), 0u);
  EXPECT_EQ(length("Łódź"), 4u);
  EXPECT_EQ(length("🚧街"), 2u);
}

TEST(Text, FirstNeverCutsACodePointInTwo) {
  EXPECT_EQ(first("Łódź", 3), "Łód");
  EXPECT_EQ(first("🚧街", 1), "🚧");
  EXPECT_EQ(first("ab", 5), "ab");
  EXPECT_EQ(first("ab", 0), "");
}

TEST(Text, TrimTakesAsciiWhiteSpaceOnly) {
  EXPECT_EQ(trim(" \t\r\n\v\fa b\n "), "a b");
  EXPECT_EQ(trim("  "), "");
  EXPECT_EQ(trim("\xC2\xA0x"), "\xC2\xA0x");
}

TEST(Text, LowerLeavesBytesBeyondAsciiAlone) { EXPECT_EQ(lower("ABC-Ä-z"), "abc-Ä-z"); }

TEST(Text, SplitTrimsAndLeavesOutEmptyPieces) {
  EXPECT_THAT(split(" a, b ,,c,", ','), ElementsAre("a", "b", "c"));
  EXPECT_THAT(split(" , ", ','), IsEmpty());
  EXPECT_THAT(split("", ','), IsEmpty());
}

TEST(Text, NearestFindsMisspeltSwappedAndMiscasedWords) {
  const std::vector<std::string> known = {"description", "datatype", "service_code", "id"};
  EXPECT_EQ(nearest("descripton", known), "description");
  EXPECT_EQ(nearest("dattaype", known), "datatype");
  EXPECT_EQ(nearest("Service-Code", known), "service_code");
  EXPECT_EQ(nearest("ID", known), "id");
}

TEST(Text, NearestSuggestsNothingFarFetched) {
  const std::vector<std::string> known = {"description", "id"};
  EXPECT_EQ(nearest("banana", known), std::nullopt);
  EXPECT_EQ(nearest("xy", known), std::nullopt);
  EXPECT_EQ(nearest("", known), std::nullopt);
  EXPECT_EQ(nearest(std::string(100'000, 'd'), known), std::nullopt);
  EXPECT_EQ(nearest("id", {}), std::nullopt);
}

TEST(Text, NearestTakesTheFirstOfEquallyNearWords) { EXPECT_EQ(nearest("bat", {"cat", "hat"}), "cat"); }

TEST(Text, BlankIsNothingButAsciiWhiteSpace) {
  for (const std::string_view blank : {""sv, " "sv, " \t\r\n"sv}) EXPECT_TRUE(is_blank(blank));
  for (const std::string_view text : {"a"sv, " a "sv, "\0"sv, "\xC2\xA0"sv}) EXPECT_FALSE(is_blank(text));
}

TEST(Text, SameInAnyCaseLooksAtAsciiLettersOnly) {
  EXPECT_TRUE(same_in_any_case("Content-TYPE", "content-type"));
  EXPECT_TRUE(same_in_any_case("", ""));
  for (const auto& [a, b] :
       {std::pair{"a"sv, "ab"sv}, {"ab"sv, "ac"sv}, {"Ä"sv, "ä"sv}, {"@"sv, "`"sv}, {"["sv, "{"sv}})
    EXPECT_FALSE(same_in_any_case(a, b)) << a;
}

}  // namespace
}  // namespace r311::text
