// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "open311/read_filter.h"
#include "open311/read_update_filter.h"

namespace r311::open311 {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const Zone& chicago() {
  static const Zone zone = Zone::find("America/Chicago").value();
  return zone;
}

Time at(std::string_view text) { return parse_w3c(text, Zone::utc()).value(); }
const Time now = at("2026-06-15T12:00:00.250Z");
constexpr std::chrono::days ninety_days{90};

ReadFilter read(std::string_view query, StatusView statuses = StatusView::plain) {
  Parameters sent;
  read_form(query, sent);
  return read_filter(sent, {&chicago(), now, statuses});
}

ListFilter filter(std::string_view query) {
  ReadFilter found = read(query);
  for (const Fault& fault : found.faults) ADD_FAILURE() << fault.description;
  return found.filter;
}

std::vector<std::string> faults(std::string_view query) {
  std::vector<std::string> told;
  for (const Fault& fault : read(query).faults) {
    EXPECT_EQ(fault.code, 400);
    told.push_back(fault.description);
  }
  return told;
}

TEST(ReadFilter, BlanksAlone_AreAsIfNotSent) {
  for (const std::string_view name : {"q", "bbox", "address_string", "service_code", "service_request_id", "status",
                                      "start_date", "updated_after", "lat", "radius", "agency_responsible",
                                      "interface_used", "has_photo", "sort", "order", "page", "page_size", "cursor"}) {
    for (const std::string_view blanks : {"", "+", "%20%09%0D%0A"}) {
      const std::string query = std::string(name) + "=" + std::string(blanks);
      EXPECT_THAT(faults(query), testing::IsEmpty()) << query;
      const ListFilter found = filter(query);
      EXPECT_EQ(found.from, now - ninety_days) << query;
      EXPECT_TRUE(found.words.empty() && found.address.empty() && !found.box && !found.circle) << query;
    }
  }
}

TEST(ReadFilter, AddressOfTwoLetters_IsTooShortHoweverTheyAreSpelled) {
  EXPECT_EQ(faults("address_string=ab").size(), 1U);
  EXPECT_EQ(faults("address_string=e%CC%81e").size(), 1U);
  EXPECT_EQ(faults("address_string=e%CC%81ee").size(), 0U);
}

TEST(ReadFilter, WithNothing_IsTheLastNinetyDays) {
  const ListFilter found = filter("");
  EXPECT_EQ(found.from, now - ninety_days);
  EXPECT_EQ(found.to, now);
  EXPECT_FALSE(found.closed);
  EXPECT_THAT(found.ids, IsEmpty());
  EXPECT_THAT(found.service_codes, IsEmpty());
}

TEST(ReadFilter, OnlyAStart_ReachesToNow) {
  const ListFilter found = filter("start_date=2020-01-01T00:00:00Z");
  EXPECT_EQ(found.from, at("2020-01-01T00:00:00Z"));
  EXPECT_EQ(found.to, now);
}

TEST(ReadFilter, OnlyAnEnd_ReachesNinetyDaysBack) {
  const ListFilter found = filter("end_date=2025-01-01T00:00:00Z");
  EXPECT_EQ(found.to, at("2025-01-01T00:00:00.999Z"));
  EXPECT_EQ(found.from, *found.to - ninety_days);
}

TEST(ReadFilter, EndCoversItsWholeSecond_BecauseTimesAreShownInSeconds) {
  const ListFilter found = filter("start_date=2026-06-15T11:00:00Z&end_date=2026-06-15T11:00:00Z");
  EXPECT_EQ(found.from, at("2026-06-15T11:00:00Z"));
  EXPECT_EQ(found.to, at("2026-06-15T11:00:00.999Z"));
}

TEST(ReadFilter, BareDates_AreWholeDaysOfTheJurisdiction) {
  const ListFilter found = filter("start_date=2026-03-08&end_date=2026-03-08");
  EXPECT_EQ(found.from, at("2026-03-08T06:00:00Z"));
  EXPECT_EQ(found.to, at("2026-03-09T04:59:59.999Z"));  // an hour of that day was skipped
}

TEST(ReadFilter, OffsetWhosePlusBecameABlank_IsRead) {
  EXPECT_EQ(filter("start_date=2026-06-01T12:00:00+02:00").from, at("2026-06-01T10:00:00Z"));
  EXPECT_EQ(filter("start_date=2026-06-01T12:00:00%2B02:00").from, at("2026-06-01T10:00:00Z"));
  EXPECT_EQ(filter("start_date=2026-06-01T12:00+0200").from, at("2026-06-01T10:00:00Z"));
  EXPECT_THAT(faults("start_date=2026-06-01+12:00:00Z"), ElementsAre(StartsWith("start_date ")));
}

TEST(ReadFilter, BadDates_AreNamed) {
  EXPECT_THAT(faults("start_date=yesterday&end_date=2026-02-30T00:00:00Z"),
              ElementsAre(AllOf(StartsWith("start_date "), HasSubstr("'yesterday'")), StartsWith("end_date ")));
}

TEST(ReadFilter, StartAfterEnd_IsTold) {
  EXPECT_THAT(faults("start_date=2026-06-02T00:00:00Z&end_date=2026-06-01T00:00:00Z"),
              ElementsAre("start_date must not be after end_date."));
}

TEST(ReadFilter, Statuses_AreOpenOrClosedOrBoth) {
  EXPECT_EQ(filter("status=open").closed, false);
  EXPECT_EQ(filter("status=Closed").closed, true);
  EXPECT_FALSE(filter("status=open,closed").closed);
  EXPECT_FALSE(filter("status=open&status=closed").closed);
  EXPECT_FALSE(filter("status=").closed);
  EXPECT_EQ(filter("status=in_progress,open").closed, false);
  EXPECT_EQ(filter("status=fixed").closed, true);
}

TEST(ReadFilter, UnknownStatus_IsNamed) {
  EXPECT_THAT(faults("status=open,done"), ElementsAre("status must be open or closed, not 'done'."));
}

TEST(ReadFilter, ServiceCodes_AreAList) {
  EXPECT_THAT(filter("service_code=POT,BULKY&service_code=POT").service_codes,
              ElementsAre("POT,BULKY", "POT", "BULKY"));
}

TEST(ReadFilter, Ids_OverrideAllElse) {
  const ListFilter found =
      filter("service_request_id=a%2Cb&service_request_id=a&status=nonsense&start_date=never&service_code=POT");
  EXPECT_THAT(found.ids, ElementsAre("a,b", "a", "b"));
  EXPECT_THAT(found.service_codes, IsEmpty());
  EXPECT_FALSE(found.closed);
  EXPECT_FALSE(found.from);
  EXPECT_FALSE(found.to);
}

TEST(ReadFilter, EmptyIds_AreNoFilter) { EXPECT_EQ(filter("service_request_id=").from, now - ninety_days); }

TEST(ReadFilter, NothingBetweenCommas_IsAMistakeAndNotEverything) {
  EXPECT_THAT(faults("service_request_id=%2C"), ElementsAre(StartsWith("service_request_id names nothing")));
  EXPECT_THAT(faults("status=%2C%2C"), ElementsAre(StartsWith("status names nothing")));
}

TEST(ReadFilter, IdsOfOtherSystems_SurviveAsTheyAre) {
  EXPECT_THAT(filter("service_request_id=A%2F1:2%26x%40y,14+b").ids,
              ElementsAre("A/1:2&x@y,14 b", "A/1:2&x@y", "14 b"));
}

TEST(ReadFilter, NamesThatHoldTheDelimiter_AreFoundWhole) {
  EXPECT_THAT(filter("service_code=a%2Cb&service_code=c").service_codes, ElementsAre("a,b", "a", "b", "c"));
  EXPECT_THAT(filter("interface_used=+x,+y+").interfaces, ElementsAre("x, y", "x", "y"));
  EXPECT_THAT(filter("agency_responsible=Roads|Parks").agencies, ElementsAre("Roads|Parks", "Roads", "Parks"));
  const auto updates = [](const std::string& query) {
    Parameters sent;
    read_form(query, sent);
    return read_update_filter(sent, Zone::utc(), now).filter.requests;
  };
  EXPECT_THAT(updates("service_request_id=WO-7%2C1"), ElementsAre("WO-7,1", "WO-7", "1"));
}

TEST(ReadFilter, AsManyCodesAsMayBe_AreNotTooManyWithTheirWhole) {
  std::string query = "service_code=0";
  for (int n = 1; n < 200; ++n) query += "," + std::to_string(n);
  EXPECT_THAT(filter(query).service_codes, testing::SizeIs(201));
  EXPECT_THAT(faults(query + ",200"), ElementsAre(StartsWith("service_code names more than 20")));
}

TEST(ReadFilter, AHundredKilobytesOfIds_AreTaken) {
  std::string query = "service_request_id=";
  for (int n = 100'000; query.size() < 100'000; ++n) query += std::to_string(n) + "%2C";
  EXPECT_GT(filter(query).ids.size(), 10'000u);
}

TEST(ReadFilter, IllFormedText_IsNamed) {
  EXPECT_THAT(faults("service_request_id=%FF"), ElementsAre(StartsWith("service_request_id ")));
  EXPECT_THAT(faults("service_code=a,%C3"), ElementsAre(StartsWith("service_code ")));
  EXPECT_THAT(filter("service_request_id=a%00b").ids, ElementsAre("ab"));
}

TEST(ReadFilter, UnknownParameters_AreIgnored) { EXPECT_EQ(filter("pages=x&query=%FF&start=%FF").to, now); }

}  // namespace
}  // namespace r311::open311
