// SPDX-License-Identifier: Apache-2.0
#include "base/time_text.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace r311 {
namespace {

Zone zone(const std::string& name) { return Zone::find(name).value(); }

// The moment of `text` as UTC text, or "none".
std::string utc_of(std::string_view text, const std::string& zone_name = "America/Chicago") {
  const auto moment = parse_w3c(text, zone(zone_name));
  return moment ? format_w3c(*moment, Zone::utc()) : "none";
}

TEST(Zone, UnknownName_IsRefusedWithTheName) {
  for (const char* name : {"America/Springfield", "", "../../etc/passwd", "/etc/localtime", "america/chicago"}) {
    const auto found = Zone::find(name);
    ASSERT_FALSE(found) << name;
    EXPECT_EQ(found.error().kind, Kind::invalid);
    EXPECT_NE(found.error().text.find(std::string("'") + name + "'"), std::string::npos);
  }
}

TEST(Zone, KnownName_IsKept) {
  EXPECT_EQ(zone("Europe/Berlin").name(), "Europe/Berlin");
  EXPECT_EQ(zone("UTC").name(), "UTC");
}

TEST(Zone, OffsetFollowsDaylightSaving) {
  const Zone chicago = zone("America/Chicago");
  EXPECT_EQ(chicago.offset_at(*parse_w3c("2026-01-15T12:00:00Z", chicago)), std::chrono::hours{-6});
  EXPECT_EQ(chicago.offset_at(*parse_w3c("2026-07-15T12:00:00Z", chicago)), std::chrono::hours{-5});
  EXPECT_EQ(chicago.offset_at(*parse_w3c("2026-03-08T07:59:59Z", chicago)), std::chrono::hours{-6});
  EXPECT_EQ(chicago.offset_at(*parse_w3c("2026-03-08T08:00:00Z", chicago)), std::chrono::hours{-5});
  EXPECT_EQ(Zone::utc().offset_at(Time{}), std::chrono::hours{0});
}

TEST(ParseW3c, WhatRealClientsWrite_IsRead) {
  EXPECT_EQ(utc_of("2026-03-01T12:00:00Z"), "2026-03-01T12:00:00Z");
  EXPECT_EQ(utc_of("2026-03-01T12:00:00+01:00"), "2026-03-01T11:00:00Z");
  EXPECT_EQ(utc_of("2026-03-01T12:00:00-05:30"), "2026-03-01T17:30:00Z");
  EXPECT_EQ(utc_of("2026-03-01T12:00:00+0100"), "2026-03-01T11:00:00Z");
  EXPECT_EQ(utc_of("2026-03-01T12:00:00.987654321Z"), "2026-03-01T12:00:00Z");
  EXPECT_EQ(utc_of("2026-03-01T12:00Z"), "2026-03-01T12:00:00Z");
  EXPECT_EQ(utc_of("2026-03-01T12:00+01:00"), "2026-03-01T11:00:00Z");
}

TEST(ParseW3c, WithoutZone_IsTheJurisdictionsLocalTime) {
  EXPECT_EQ(utc_of("2026-01-15T12:00"), "2026-01-15T18:00:00Z");
  EXPECT_EQ(utc_of("2026-07-15T12:00:30"), "2026-07-15T17:00:30Z");
  EXPECT_EQ(utc_of("2026-07-15"), "2026-07-15T05:00:00Z");
  EXPECT_EQ(utc_of("2026-07-15", "UTC"), "2026-07-15T00:00:00Z");
  EXPECT_EQ(utc_of("2026-07-15T12:00", "Asia/Kathmandu"), "2026-07-15T06:15:00Z");
}

TEST(ParseW3c, FractionsAreKeptToTheMillisecond) {
  const auto plain = parse_w3c("2026-03-01T12:00:00Z", Zone::utc());
  EXPECT_EQ(*parse_w3c("2026-03-01T12:00:00.5Z", Zone::utc()) - *plain, Milliseconds{500});
  EXPECT_EQ(*parse_w3c("2026-03-01T12:00:00.123999Z", Zone::utc()) - *plain, Milliseconds{123});
}

TEST(ParseW3c, TimeThatDaylightSavingSkipped_MovesForwardByTheGap) {
  EXPECT_EQ(utc_of("2026-03-08T02:30"), "2026-03-08T08:30:00Z");  // shown as 03:30-05:00
  EXPECT_EQ(format_w3c(*parse_w3c("2026-03-08T02:30", zone("America/Chicago")), zone("America/Chicago")),
            "2026-03-08T03:30:00-05:00");
  EXPECT_EQ(utc_of("2026-03-29T02:00", "Europe/Berlin"), "2026-03-29T01:00:00Z");
}

TEST(ParseW3c, TimeThatCameTwice_IsTheEarlierMoment) {
  EXPECT_EQ(utc_of("2026-11-01T01:30"), "2026-11-01T06:30:00Z");  // 01:30-05:00, not 01:30-06:00
  EXPECT_EQ(utc_of("2026-10-25T02:59:59", "Europe/Berlin"), "2026-10-25T00:59:59Z");
  EXPECT_EQ(utc_of("2026-10-25T03:00:00", "Europe/Berlin"), "2026-10-25T02:00:00Z");
}

TEST(ParseW3c, MidnightThatDaylightSavingSkipped_IsTheDaysFirstMoment) {
  EXPECT_EQ(utc_of("2026-04-24", "Africa/Cairo"), "2026-04-23T22:00:00Z");
}

TEST(ParseW3c, DatesThatDoNotExist_AreRefused) {
  for (const char* text : {"2026-02-29", "2026-02-30T10:00:00Z", "2026-13-01", "2026-00-10", "2026-01-00", "2026-04-31",
                           "2026-01-32", "1900-02-29", "2026-01-01T24:00:00Z", "2026-01-01T23:60:00Z",
                           "2026-01-01T23:59:60Z", "1899-12-31", "10000-01-01", "0000-01-01"})
    EXPECT_EQ(utc_of(text), "none") << text;
  EXPECT_EQ(utc_of("2028-02-29T00:00:00Z"), "2028-02-29T00:00:00Z");
}

TEST(ParseW3c, AnythingElse_IsRefused) {
  for (const char* text : {"",
                           " ",
                           "yesterday",
                           "2026",
                           "2026-03",
                           "2026-3-1",
                           "20260301",
                           "2026-03-01T",
                           "2026-03-01T1",
                           "2026-03-01T12",
                           "2026-03-01T12:",
                           "2026-03-01T12:0",
                           "2026-03-01T12:00:",
                           "2026-03-01T12:00:0",
                           "2026-03-01T12:00:00.",
                           "2026-03-01T12:00:00.Z",
                           "2026-03-01T12:00:00z",
                           "2026-03-01t12:00:00Z",
                           "2026-03-01 12:00:00Z",
                           " 2026-03-01T12:00:00Z",
                           "2026-03-01T12:00:00Z ",
                           "2026-03-01T12:00:00ZZ",
                           "2026-03-01T12:00:00+1",
                           "2026-03-01T12:00:00+01",
                           "2026-03-01T12:00:00+01:0",
                           "2026-03-01T12:00:00+15:00",
                           "2026-03-01T12:00:00+14:30",
                           "2026-03-01T12:00:00+01:60",
                           "2026-03-01Z",
                           "+026-03-01",
                           "-2026-03-01",
                           "2026-03-01T12.00.00",
                           "2026-03-01T12:00.5Z",
                           "2026-03-01T12:00:00+01:00:00",
                           "1772366400"})
    EXPECT_EQ(utc_of(text), "none") << text;
  EXPECT_EQ(utc_of("2026-03-01T12:00:00." + std::string(100000, '1') + "Z"), "none");
  EXPECT_EQ(utc_of(std::string_view("2026-03-01\0", 11)), "none");
}

TEST(ParseW3c, GarbageBytesNeverCrash) {
  std::mt19937 random(311);
  const std::string alphabet = "0123456789-:TZ+. \xff";
  const Zone berlin = zone("Europe/Berlin");
  for (int round = 0; round < 100000; ++round) {
    std::string text = "2026-03-01T12:00:00.5+01:00";
    text.resize(random() % text.size() + 1);
    for (auto changes = random() % 4; changes > 0; --changes)
      text[random() % text.size()] = alphabet[random() % alphabet.size()];
    const auto moment = parse_w3c(text, berlin);
    if (moment) {
      EXPECT_EQ(parse_w3c(format_w3c(*moment, berlin), berlin), std::chrono::floor<std::chrono::seconds>(*moment));
    }
  }
}

TEST(FormatW3c, UtcEndsWithZ) {
  EXPECT_EQ(format_w3c(Time{Milliseconds{0}}, Zone::utc()), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_w3c(Time{Milliseconds{1772366400999}}, Zone::utc()), "2026-03-01T12:00:00Z");
  EXPECT_EQ(format_w3c(Time{Milliseconds{-1}}, Zone::utc()), "1969-12-31T23:59:59Z");
}

TEST(FormatW3c, OtherZonesShowTheirOffset) {
  const Time moment{Milliseconds{1772366400000}};
  EXPECT_EQ(format_w3c(moment, zone("America/Chicago")), "2026-03-01T06:00:00-06:00");
  EXPECT_EQ(format_w3c(moment, zone("Asia/Kathmandu")), "2026-03-01T17:45:00+05:45");
  EXPECT_EQ(format_w3c(moment, zone("America/St_Johns")), "2026-03-01T08:30:00-03:30");
  EXPECT_EQ(format_w3c(moment, zone("Europe/London")), "2026-03-01T12:00:00+00:00");
}

TEST(FormatW3c, OffsetsWithSeconds_StillNameTheSameMoment) {
  const Zone amsterdam = zone("Europe/Amsterdam");
  const Time moment = *parse_w3c("1930-01-01T12:00:00Z", amsterdam);
  EXPECT_EQ(parse_w3c(format_w3c(moment, amsterdam), Zone::utc()), moment);
}

TEST(FormatW3c, AnyMoment_HasAFourDigitYear) {
  const Zone chicago = zone("America/Chicago");
  for (const auto ticks : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                           std::int64_t{-99999999999999}, std::int64_t{999999999999999}}) {
    EXPECT_EQ(format_w3c(Time{Milliseconds{ticks}}, Zone::utc()).size(), 20u);
    EXPECT_EQ(format_w3c(Time{Milliseconds{ticks}}, chicago).size(), 25u);
  }
}

TEST(FormatW3c, EveryHourOfAYear_ReadsBackAsItself) {
  for (const char* name : {"America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"}) {
    const Zone here = zone(name);
    Time moment = *parse_w3c("2026-01-01T00:00:00Z", here);
    for (int hour = 0; hour < 366 * 24; ++hour, moment += std::chrono::hours{1})
      ASSERT_EQ(parse_w3c(format_w3c(moment, here), Zone::utc()), moment) << name << " " << hour;
  }
}

TEST(FormatW3c, ZonesMayBeSharedByThreads) {
  const Zone berlin = zone("Europe/Berlin");
  const Zone chicago = zone("America/Chicago");
  std::vector<std::thread> threads;
  for (int n = 0; n < 4; ++n)
    threads.emplace_back([&, n] {
      for (int i = 0; i < 2000; ++i) {
        const Time moment{Milliseconds{std::int64_t{86400000} * ((i * (n + 1)) % 20000)}};
        EXPECT_EQ(parse_w3c(format_w3c(moment, i % 2 ? berlin : chicago), chicago), moment);
      }
    });
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace r311
