// SPDX-License-Identifier: Apache-2.0
#include "characters.h"

#include <gtest/gtest.h>

namespace sql {
namespace {

std::string fitted(std::string text, const CharacterRule& rule) {
  fit(text, rule);
  return text;
}
std::size_t cost(std::string text, const CharacterRule& rule) { return fit(text, rule); }

TEST(Characters, OfEachCharset_StayAsTheyAre) {
  EXPECT_EQ(fitted("Pothole\r\n\tdeep ~", {Charset::ascii}), "Pothole\r\n\tdeep ~");
  EXPECT_EQ(fitted("Schloß é ÿ £", {Charset::latin1}), "Schloß é ÿ £");
  EXPECT_EQ(fitted("“Loch” – 5 € … Œ", {Charset::windows_1252}), "“Loch” – 5 € … Œ");
  EXPECT_EQ(fitted("żółć 道路 “x”", {Charset::utf8mb3}), "żółć 道路 “x”");
  EXPECT_EQ(cost("Schloß é ÿ £", {Charset::latin1}), 0u);
}

TEST(Characters, ThatAreNotInIt_AreReplacedByTheMark_OneForEachThatPeopleSee) {
  EXPECT_EQ(fitted("hole 🕳 here", {Charset::latin1}), "hole ? here");
  EXPECT_EQ(fitted("“hole”", {Charset::latin1, Otherwise::replace, "_"}), "_hole_");
  EXPECT_EQ(fitted("👩‍👩‍👧‍👦👍🏽🇩🇪", {Charset::utf8mb3}), "???");
  EXPECT_EQ(cost("👩‍👩‍👧‍👦👍🏽🇩🇪 ok", {Charset::ascii}), 3u);
  EXPECT_EQ(fitted("道路", {Charset::windows_1252, Otherwise::replace, ""}), "");
}

TEST(Characters, ThatHaveAnAsciiForm_AreTransliterated) {
  const CharacterRule rule{Charset::ascii, Otherwise::transliterate};
  EXPECT_EQ(fitted("“It’s” – deep…", rule), "\"It's\" - deep...");
  EXPECT_EQ(fitted("Żółkiewska Łódź Straße Ærø Œuvre", rule), "Zolkiewska Lodz Strasse AEro OEuvre");
  EXPECT_EQ(fitted("5 € 1½ m² ﬁne™", rule), "5 EUR 11/2 m2 fineTM");
  EXPECT_EQ(fitted("a\xC2\xA0z", rule), "a z");
  EXPECT_EQ(fitted("🕳 道", rule), "? ?");
}

TEST(Characters, ThatTheCharsetHas_AreNotTransliterated) {
  EXPECT_EQ(fitted("é “ş” ½", {Charset::latin1, Otherwise::transliterate}), "é \"s\" ½");
  EXPECT_EQ(fitted("é “ş” ½", {Charset::windows_1252, Otherwise::transliterate}), "é “s” ½");
}

TEST(Characters, AreStripped) {
  const CharacterRule rule{Charset::latin1, Otherwise::strip};
  EXPECT_EQ(fitted("a🕳b “c”", rule), "ab c");
}

TEST(Characters, AccentsBehindTheirLetter_AreComposed) {
  EXPECT_EQ(fitted("Cafe\xCC\x81", {Charset::latin1}), "Café");
  EXPECT_EQ(cost("Cafe\xCC\x81", {Charset::latin1}), 0u);
  EXPECT_EQ(fitted("Cafe\xCC\x81", {Charset::ascii, Otherwise::transliterate}), "Cafe");
}

TEST(Characters, Controls_AreTakenOut) {
  EXPECT_EQ(fitted("a\x01\x7F\xC2\x85z\tb\n", {Charset::utf8mb3}), "az\tb\n");
  EXPECT_EQ(fitted("a\xC2\x85z", {Charset::latin1}), "az");
}

TEST(Characters, BytesThatAreNoUtf8_DoNoHarm) {
  EXPECT_EQ(fitted("a\xFF\xC3", {Charset::latin1}), "a??");
  EXPECT_EQ(fitted("\xF0\x9F", {Charset::latin1, Otherwise::strip}), "");
  EXPECT_EQ(fitted("", {Charset::ascii}), "");
}

}  // namespace
}  // namespace sql
