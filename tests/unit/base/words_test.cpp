// SPDX-License-Identifier: Apache-2.0
#include "base/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace r311::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Words, AreRunsOfLettersAndDigitsInLowerCase) {
  EXPECT_THAT(words("Deep pot-hole, No. 12b!"), ElementsAre("deep", "pot", "hole", "no", "12b"));
  EXPECT_THAT(words("ÉCOLE Straße ЯМА Οδός"), ElementsAre("école", "strasse", "яма", "οδόσ"));
  EXPECT_THAT(words(" \"*()' \t\n"), IsEmpty());
  EXPECT_THAT(words(""), IsEmpty());
}

TEST(Words, SpelledOtherwise_AreTheSame) {
  EXPECT_EQ(folded("ΟΔΌΣ"), folded("οδός"));
  EXPECT_EQ(folded("Cafe\u0301"), folded("CAFÉ"));
  EXPECT_EQ(folded("STRASSE"), folded("straße"));
  EXPECT_EQ(folded("\u1100\u1161"), folded("가"));
  EXPECT_THAT(words("Cafe\u0301s"), ElementsAre("cafés"));
  EXPECT_THAT(words("हिन्दी शब्द"), ElementsAre("हिन्दी", "शब्द"));
  EXPECT_THAT(words("か\u3099き゚ \u0301"), ElementsAre("が", "き゚"));
}

TEST(Words, Folding_IsDoneAfterOnce) {
  for (const char* const text : {"ΟΔΌΣ", "İstanbul", "ﬁne", "ǅ", "\u0345\u0301α", "ẞ", "E\u0301\u0323"}) {
    EXPECT_EQ(folded(folded(text)), folded(text)) << text;
  }
}

TEST(Words, SignsOfScriptsWithoutBlanks_StandAlone) { EXPECT_THAT(words("A路面b"), ElementsAre("a", "路", "面", "b")); }

TEST(Words, LongOnes_AreCutBetweenCharacters) {
  EXPECT_THAT(words(std::string(100, 'x')), ElementsAre(std::string(longest_searched_word, 'x')));
  std::string long_word = "x";
  for (int i = 0; i < 40; ++i) long_word += "é";
  EXPECT_EQ(words(long_word).front().size(), longest_searched_word - 1);
}

TEST(Words, IllFormedBytes_EndAWordAndHarmNothing) {
  EXPECT_THAT(words("a\xFF"
                    "b\xC3"),
              ElementsAre("a", "b"));
  EXPECT_EQ(folded("A\xFF\xE2\x82"), "a\xFF\xE2\x82");
}

TEST(Trigrams, AreRunsOfThreeCharacters) {
  EXPECT_THAT(trigrams("aéb穴"), ElementsAre("aéb", "éb穴"));
  EXPECT_THAT(trigrams("ab"), IsEmpty());
}

}  // namespace
}  // namespace r311::text
