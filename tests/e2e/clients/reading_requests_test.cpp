// SPDX-License-Identifier: Apache-2.0
// How FixMyStreet fetches reports that it has not, and the state of those that it has.
#include "base/time_text.h"
#include "city.h"

namespace r311::test {
namespace {

using testing::ElementsAre;
using testing::SizeIs;
using testing::UnorderedElementsAreArray;

class FixMyStreetReadsRequests : public City {
 protected:
  std::string numbered(int number, const FormPairs& more = {}) {
    auto form = more;
    form.emplace_back("attribute[fixmystreet_id]", std::to_string(number));
    return report_id(form);
  }
  // bin/fetch --reports
  Node in_window(const std::string& window = window_to_now(std::chrono::hours(1))) {
    return both("requests", window + "&jurisdiction_id=springfield.example")["request"];
  }
};

TEST_F(FixMyStreetReadsRequests, ByIds_AsMuchAs100KilobytesOfThem) {
  const auto first = numbered(1);
  const auto last = numbered(2);
  const auto found = both("requests", "service_request_id=" + first + "%2C" + last)["request"];
  EXPECT_THAT(each(found, "service_request_id"), testing::UnorderedElementsAre(first, last));
  std::string ids = first;
  while (ids.size() < 100'000 - 20) ids += "%2C9ZZZZZZZZZ" + std::to_string(1000 + ids.size() % 9000);
  ids += "%2C" + last;
  const auto among_many = both("requests", "service_request_id=" + ids)["request"];
  EXPECT_THAT(each(among_many, "service_request_id"), testing::UnorderedElementsAre(first, last));
}

// It asks for no page and takes what comes for all.
TEST_F(FixMyStreetReadsRequests, EverythingOfAWindowIsInOneAnswer) {
  std::vector<std::string> ids;
  for (int number = 0; number < 130; ++number) ids.push_back(numbered(number));
  EXPECT_THAT(each(in_window(), "service_request_id"), UnorderedElementsAreArray(ids));
  const auto now = std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
  auto start = format_w3c(now - std::chrono::hours(1), Zone::find("Europe/Paris").value());
  auto end = format_w3c(now, Zone::find("Europe/Paris").value());
  for (auto* text : {&start, &end}) text->replace(text->rfind('+'), 1, "%2B");
  EXPECT_THAT(in_window("start_date=" + start + "&end_date=" + end).list, SizeIs(ids.size()));
}

TEST_F(FixMyStreetReadsRequests, WhatItNeedsOfAReport_IsThereAndTrue) {
  const auto id = report_id({{"lat", "51.477811"}, {"long", "0"}});  // on the meridian: its "0" would count as missing
  const auto request = in_window()[0];
  EXPECT_EQ(request["service_request_id"].text, id);
  for (const auto* field : {"lat", "long", "requested_datetime", "updated_datetime", "status", "service_name"}) {
    EXPECT_TRUE(request.has(field)) << field;
    EXPECT_NE(request[field].text, "0") << field;
  }
  const auto services = both("services")["service"];
  EXPECT_THAT(each(services, "service_code"), testing::Contains(request["service_code"].text));
  EXPECT_THAT(each(services, "service_name"), testing::Contains(request["service_name"].text));
  for (const auto* field : {"requested_datetime", "updated_datetime"})
    EXPECT_TRUE(parse_w3c(request[field].text, Zone::utc())) << field;
}

// It filters once more, on updated_datetime as text in UTC, and never asks again for what it drops.
TEST_F(FixMyStreetReadsRequests, ReportsOfAWindowThatEndsNow_WereUpdatedInIt_AlsoWhereTheClerksClockIsAhead) {
  const auto id = numbered(1);
  numbered(2);
  const auto order = work_order(id)["wo_no"];
  legacy_.rows("UPDATE work_order SET status = 'W' WHERE wo_no = ?", {order});
  EXPECT_THAT(updates_of(id, 1), SizeIs(1));
  legacy_.rows("DROP TRIGGER work_order_changed");
  legacy_.rows(
      "UPDATE work_order SET status = 'C', changed_local = '2099-01-01 00:00:00',"
      " change_no = (SELECT max(change_no) FROM work_order) + 1 WHERE wo_no = ?",
      {order});
  EXPECT_THAT(updates_of(id, 2), SizeIs(2));
  const auto window = window_to_now(std::chrono::hours(1));
  const auto start = window.substr(window.find('=') + 1, 20);
  const auto end = window.substr(window.rfind('=') + 1);
  const auto listed = in_window(window);
  EXPECT_THAT(listed.list, SizeIs(2));
  for (const auto& request : listed.list) {
    const auto updated = format_w3c(parse_w3c(request["updated_datetime"].text, Zone::utc()).value(), Zone::utc());
    EXPECT_LE(start, updated);
    EXPECT_LE(updated, end);
  }
}

// To it every text but "" and "0" says that a report is private, "false" too.
TEST_F(FixMyStreetReadsRequests, PublicReports_SayNothingOfBeingPrivate) {
  report_id();
  EXPECT_FALSE(in_window()[0].has("non_public"));
  EXPECT_FALSE(both("requests", "extensions=true")["request"][0].has("non_public"));
}

TEST_F(FixMyStreetReadsRequests, ReportThatItMade_IsListedUnderTheIdThatItWasAnswered) {
  const auto id = report_id();
  EXPECT_THAT(each(in_window(), "service_request_id"), ElementsAre(id));
}

// Bodies without updates: the text is status_notes, its time updated_datetime.
TEST_F(FixMyStreetReadsRequests, StateOfKnownReports_ComesWithTheClerksNote_AndUnknownIdsDoNoHarm) {
  const auto id = report_id();
  work_order(id);
  legacy_.rows("UPDATE work_order SET status = 'C', clerk_note = 'Filled.' WHERE ext_ref = ?", {id});
  Node request;
  EXPECT_TRUE(eventually([&] {
    const auto found = both("requests", "service_request_id=none%2C" + id)["request"];
    EXPECT_THAT(found.list, SizeIs(1));
    request = found[0];
    return request["status"].text == "closed";
  }));
  EXPECT_EQ(request["service_request_id"].text, id);
  EXPECT_EQ(request["status_notes"].text, "Filled.");
  EXPECT_TRUE(request.has("updated_datetime"));
}

}  // namespace
}  // namespace r311::test
