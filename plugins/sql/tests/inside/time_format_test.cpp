// SPDX-License-Identifier: Apache-2.0
#include "time_format.h"

#include <gmock/gmock.h>

namespace sql {
namespace {

using testing::HasSubstr;

std::string found(const std::string& format) {
  const auto mistake = mistake_in_time_format(format);
  return mistake ? mistake->found : "";
}

TEST(TimeFormat, ThatReadsBackWhatItWrites_IsGood) {
  for (const char* good : {"%d-%b-%Y %H:%M:%S", "%d-%b-%Y %H:%M", "%Y%m%d%H%M%S", "%FT%T", "%m/%d/%Y %I:%M:%S %p",
                           "%Y-%m-%d", "%d.%m.%y %H", "%A, %d %B %Y %R", "100%% %F %T"})
    EXPECT_EQ(found(good), "") << good;
}

TEST(TimeFormat, Epoch_IsGood_AndSorts) {
  for (const char* format : {"epoch", "epoch_ms"}) {
    EXPECT_FALSE(mistake_in_time_format(format)) << format;
    EXPECT_TRUE(sorts_as_text(format)) << format;
  }
  EXPECT_TRUE(mistake_in_time_format("epoch_us"));
}

TEST(TimeFormat, DirectiveThatIsNone_IsNamed) {
  EXPECT_THAT(found("%Y-%m-%d %Q"), HasSubstr("%Q in"));
  EXPECT_THAT(found("%Y-%m-%d %k:%M"), HasSubstr("%k in"));
  EXPECT_THAT(found("%Y-%m-%d %"), HasSubstr("% in"));
  EXPECT_THAT(found("%Ey"), HasSubstr("%E in"));
  EXPECT_THAT(found("%F %T %Z"), HasSubstr("%Z in"));
}

TEST(TimeFormat, ThatLosesAPart_IsRefusedWithWhatItWrites) {
  for (const char* bad : {"%d-%b %H:%M", "%H:%M:%S", "%Y %H:%M", "%F %I:%M", "%F %M:%S", "no time at all"})
    EXPECT_THAT(found(bad), HasSubstr("does not read that back")) << bad;
  EXPECT_THAT(found("%d-%b %H:%M"), HasSubstr("writes 06-May 19:20"));
}

TEST(TimeFormat, SortsAsText_WhereTheGreaterPartsStandFirst) {
  for (const char* sorted : {"%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S", "%FT%T", "%Y-%j %R"})
    EXPECT_TRUE(sorts_as_text(sorted)) << sorted;
  for (const char* unsorted : {"%d-%b-%Y %H:%M:%S", "%m/%d/%Y %T", "%Y-%b-%d", "%F %I:%M %p"})
    EXPECT_FALSE(sorts_as_text(unsorted)) << unsorted;
}

}  // namespace
}  // namespace sql
