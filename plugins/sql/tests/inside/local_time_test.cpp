// SPDX-License-Identifier: Apache-2.0
#include "local_time.h"

#include <gtest/gtest.h>

namespace sql {
namespace {

const LocalTime chicago("America/Chicago", "");

Time utc(std::string_view text) { return read_utc(text).value(); }

TEST(LocalTime, SummerAndWinter_HaveTheirOffsets) {
  EXPECT_EQ(chicago.write(utc("2026-07-01T12:00:00Z")), "2026-07-01 07:00:00");
  EXPECT_EQ(chicago.write(utc("2026-01-01T12:00:00.900Z")), "2026-01-01 06:00:00");
  EXPECT_EQ(chicago.read("2026-07-01 07:00:00"), utc("2026-07-01T12:00:00Z"));
  EXPECT_EQ(chicago.read("2026-01-01 06:00:00"), utc("2026-01-01T12:00:00Z"));
}

TEST(LocalTime, Epoch_IsReadAndWritten_InSecondsOrMilliseconds) {
  const LocalTime seconds("America/Chicago", "epoch"), milliseconds("America/Chicago", "epoch_ms");
  const Time moment = utc("2026-11-01T06:30:00.250Z");
  EXPECT_EQ(seconds.write(moment), "1793514600");
  EXPECT_EQ(seconds.number(moment), 1793514600);
  EXPECT_EQ(milliseconds.write(moment), "1793514600250");
  EXPECT_EQ(chicago.number(moment), std::nullopt);
  EXPECT_EQ(seconds.read(" 1793514600 "), utc("2026-11-01T06:30:00Z"));
  EXPECT_EQ(seconds.read("1793514600.250000"), moment);
  EXPECT_EQ(milliseconds.read("1793514600250"), moment);
  EXPECT_EQ(milliseconds.read("1793514600250.5"), moment);
  EXPECT_EQ(seconds.read("2026-11-01T06:30:00.250Z"), moment) << "and what has its zone with it";
  EXPECT_EQ(seconds.earliest_from(utc("2026-11-01T06:59:00Z")), "1793516340");
}

TEST(LocalTime, WhatIsNoEpoch_IsNoTime) {
  const LocalTime seconds("UTC", "epoch"), milliseconds("UTC", "epoch_ms");
  for (const char* text : {"", "now", "-1", "1793514600.", "1793514600.x", "1793514600 CST", "1.7e9", "0x10",
                           "99999999999999999999", "9223372036854775807"}) {
    EXPECT_EQ(seconds.read(text), std::nullopt) << text;
    EXPECT_EQ(milliseconds.read(text), std::nullopt) << text;
  }
}

TEST(LocalTime, HourThatComesTwice_MeansItsFirstMoment) {
  EXPECT_EQ(chicago.read("2026-11-01 01:30:00"), utc("2026-11-01T06:30:00Z"));
  EXPECT_EQ(chicago.read("2026-11-01 02:00:00"), utc("2026-11-01T08:00:00Z"));
}

TEST(LocalTime, HourThatNeverComes_MeansTheLeap) {
  EXPECT_EQ(chicago.read("2026-03-08 02:30:00"), utc("2026-03-08T08:00:00Z"));
  EXPECT_EQ(chicago.read("2026-03-08 03:00:00"), utc("2026-03-08T08:00:00Z"));
}

TEST(LocalTime, LaterLocalTimes_NeverBecomeEarlierMoments) {
  for (const char* day : {"2026-03-08", "2026-11-01"}) {
    Time last{};
    for (int minute = 0; minute < 5 * 60; minute += 10) {
      char text[32];
      std::snprintf(text, sizeof text, "%s %02d:%02d:00", day, minute / 60, minute % 60);
      const Time moment = chicago.read(text).value();
      EXPECT_GE(moment, last) << text;
      last = moment;
    }
  }
}

TEST(LocalTime, EarliestFrom_ReachesBackWhereClocksAreAboutToGoBack) {
  EXPECT_EQ(chicago.earliest_from(utc("2026-11-01T06:57:00Z")), "2026-11-01 01:00:00");  // 01:57, then 01:00 again
  EXPECT_EQ(chicago.earliest_from(utc("2026-11-01T05:30:00Z")), "2026-11-01 00:30:00");
  EXPECT_EQ(chicago.earliest_from(utc("2026-11-01T07:10:00Z")), "2026-11-01 01:10:00");
  EXPECT_EQ(chicago.earliest_from(utc("2026-03-08T07:59:00Z")), "2026-03-08 01:59:00");
  EXPECT_EQ(chicago.earliest_from(utc("2026-07-01T12:00:00Z")), "2026-07-01 07:00:00");
}

TEST(LocalTime, ZoneWithoutSummerTime_IsPlain) {
  const LocalTime kolkata("Asia/Kolkata", "");
  EXPECT_EQ(kolkata.earliest_from(utc("2026-07-01T12:00:00Z")), "2026-07-01 17:30:00");
  EXPECT_EQ(LocalTime("UTC", "").read("2026-07-01 12:00:00"), utc("2026-07-01T12:00:00Z"));
}

TEST(LocalTime, HalfHourLeap_IsUnderstood) {
  const LocalTime lord_howe("Australia/Lord_Howe", "");
  EXPECT_EQ(lord_howe.earliest_from(utc("2026-04-04T14:50:00Z")), "2026-04-05 01:30:00");
}

TEST(LocalTime, FormsThatDatabasesWrite_AreRead) {
  const Time noon = utc("2026-07-01T12:00:00Z");
  for (const char* text :
       {"2026-07-01T07:00:00", "2026-07-01 07:00", " 2026-07-01 07:00:00.000000 ", "2026-07-01 12:00:00Z",
        "2026-07-01 14:00:00+02", "2026-07-01 08:30:00-03:30", "2026-07-01 07:00:00.0000000 -0500"})
    EXPECT_EQ(chicago.read(text), noon) << text;
  EXPECT_EQ(chicago.read("2026-07-01 07:00:00.1239"), noon + std::chrono::milliseconds(123));
  EXPECT_EQ(chicago.read("2026-07-01"), utc("2026-07-01T05:00:00Z"));
}

TEST(LocalTime, WhatIsNoTime_IsNotRead) {
  for (const char* text :
       {"", "soon", "2026-13-01", "2026-02-30 00:00:00", "2026-07-01 25:00:00", "2026-07-01 07:00:00 x",
        "0000-00-00 00:00:00", "2026-07-01x07:00", "2026-07-01 07:60", "2026-07-01 07:00:00+99"})
    EXPECT_FALSE(chicago.read(text).has_value()) << text;
}

TEST(LocalTime, FormatOfTheBackEnd_IsWrittenAndRead) {
  const LocalTime own("America/Chicago", "%d-%b-%Y %H:%M:%S");
  EXPECT_EQ(own.write(utc("2026-04-21T12:00:00Z")), "21-Apr-2026 07:00:00");
  EXPECT_EQ(own.read("21-APR-2026 07:00:00"), utc("2026-04-21T12:00:00Z"));
  EXPECT_EQ(own.read("2026-04-21 07:00:00"), utc("2026-04-21T12:00:00Z"));
  EXPECT_FALSE(own.read("21-APR-2026 07:00:00 and more").has_value());
}

TEST(LocalTime, Cursors_ComeBackAsTheyWere) {
  const Time moment = utc("2026-07-01T12:00:00.250Z");
  EXPECT_EQ(read_utc(write_utc(moment)), moment);
  EXPECT_FALSE(read_utc("2026-07-01T12:00:00").has_value());
}

}  // namespace
}  // namespace sql
