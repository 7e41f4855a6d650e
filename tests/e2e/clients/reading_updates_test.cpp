// SPDX-License-Identifier: Apache-2.0
// How FixMyStreet fetches what happened to reports.
#include <set>

#include "base/time_text.h"
#include "city.h"

namespace r311::test {
namespace {

using testing::SizeIs;

// The states that it has, in updates and in reports.
const std::set<std::string> states{"open",
                                   "closed",
                                   "fixed",
                                   "in_progress",
                                   "planned",
                                   "action_scheduled",
                                   "investigating",
                                   "duplicate",
                                   "not_councils_responsibility",
                                   "for_triage",
                                   "cancelled",
                                   "no_further_action",
                                   "internal_referral"};

class FixMyStreetReadsUpdates : public City {
 protected:
  FixMyStreetReadsUpdates() : id_(report_id()), order_(work_order(id_)["wo_no"]) {}

  // bin/fetch --updates
  std::vector<Node> in_window(const std::string& window = window_to_now(std::chrono::hours(2))) {
    return both("servicerequestupdates", "api_key=&jurisdiction_id=springfield.example&" + window)["request_update"]
        .list;
  }
  void clerk_says(const std::string& text) {
    legacy_.rows("INSERT INTO remark (wo_no, author, body) VALUES (?, 'Crew 4', ?)", {order_, text});
  }
  void clerk_sets(const std::string& code, const std::string& note = "") {
    legacy_.rows("UPDATE work_order SET status = ?, clerk_note = ? WHERE wo_no = ?", {code, note, order_});
  }
  static std::string escaped(std::string time) {
    if (const auto plus = time.find('+'); plus != time.npos) time.replace(plus, 1, "%2B");
    return time;
  }

  const std::string id_;
  const std::string order_;
};

TEST_F(FixMyStreetReadsUpdates, WindowsThatOverlapOrTouch_HaveEachUpdateUnderTheSameId) {
  clerk_says("A crew comes on Tuesday.");
  const auto told = updates_of(id_, 1);
  const auto id = told[0]["update_id"].text;
  const auto moment = escaped(told[0]["updated_datetime"].text);
  EXPECT_THAT(in_window(), SizeIs(1));
  EXPECT_THAT(in_window(window_to_now(std::chrono::hours(24))), SizeIs(1));
  for (const std::string& window :
       {"start_date=" + moment + "&end_date=" + moment, "start_date=" + moment + "&end_date=2099-01-01T00:00:00Z",
        "start_date=2001-01-01T00:00:00Z&end_date=" + moment}) {
    const auto found = in_window(window);
    ASSERT_THAT(found, SizeIs(1)) << window;
    EXPECT_EQ(found[0]["update_id"].text, id);
  }
}

TEST_F(FixMyStreetReadsUpdates, EveryUpdateOfAWindowIsInOneAnswer) {
  for (int number = 0; number < 130; ++number)
    comment_id(id_, {{"update_id", std::to_string(number)}, {"description", "Comment " + std::to_string(number)}});
  EXPECT_THAT(in_window(), SizeIs(130));
}

TEST_F(FixMyStreetReadsUpdates, UpdateHasEveryFieldThatItTakes) {
  clerk_sets("W", "A crew comes on Tuesday.");
  const auto told = updates_of(id_, 1)[0];
  EXPECT_TRUE(told.has("update_id"));
  EXPECT_EQ(told["service_request_id"].text, id_);
  EXPECT_EQ(told["status"].text, "in_progress");
  EXPECT_EQ(told["description"].text, "A crew comes on Tuesday.");
  EXPECT_EQ(told["external_status_code"].text, "W");
  EXPECT_TRUE(told.has("updated_datetime"));
}

TEST_F(FixMyStreetReadsUpdates, UpdateIds_AreEachOnesOwnAndOutliveARestart_AndItsOwnComeBackAsAnswered) {
  const auto own = comment_id(id_);
  clerk_says("We saw it.");
  clerk_sets("W", "On Tuesday.");
  const auto before = updates_of(id_, 3);
  ASSERT_THAT(before, SizeIs(3));
  std::set<std::string> ids;
  for (const auto& update : before) ids.insert(update["update_id"].text);
  EXPECT_THAT(ids, SizeIs(3));
  EXPECT_EQ(ids.count(own), 1u);
  start_with({});
  clerk_says("Done.");
  const auto after = updates_of(id_, 4);
  EXPECT_THAT(after, SizeIs(4));
  for (const auto& update : after) ids.insert(update["update_id"].text);
  EXPECT_THAT(ids, SizeIs(4));
}

TEST_F(FixMyStreetReadsUpdates, EveryTime_IsOneOfTheFormsThatItParses) {
  clerk_says("We saw it.");
  updates_of(id_, 1);
  for (const std::string& target : {std::string("requests.xml"), std::string("servicerequestupdates.xml"),
                                    "requests/" + id_ + ".xml", std::string("discovery.xml")}) {
    const auto body = get(target).body;
    int times = 0;
    for (auto at = body.find("_datetime>"); at != body.npos; at = body.find("_datetime>", at + 1)) {
      if (body[body.rfind('<', at) + 1] == '/') continue;
      const auto value = body.substr(at + 10, body.find('<', at) - at - 10);
      EXPECT_THAT(value, testing::MatchesRegex(
                             "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})"));
      ++times;
    }
    EXPECT_EQ(times > 0, target != "discovery.xml") << target;
  }
}

TEST_F(FixMyStreetReadsUpdates, EveryState_IsAWordThatItKnows) {
  std::size_t count = 0;
  std::vector<std::string> told;
  for (const std::string code : {"A", "W", "C", "X", "N"}) {
    clerk_sets(code, "Now " + code);
    const auto updates = updates_of(id_, ++count);
    ASSERT_THAT(updates, SizeIs(count));
    for (const auto& update : updates) EXPECT_EQ(states.count(update["status"].text), 1u) << update["status"].text;
    EXPECT_THAT(one(id_)["status"].text, testing::AnyOf("open", "closed"));
  }
  for (const auto& update : updates_of(id_, count)) told.push_back(update["status"].text);
  EXPECT_THAT(told,
              testing::UnorderedElementsAre("action_scheduled", "in_progress", "closed", "no_further_action", "open"));
}

TEST_F(FixMyStreetReadsUpdates, WhereOnlyFixMyStreetReads_RequestsSayTheFinerStateToo) {
  start_with({{"    dedupe:", "    statuses: extended\n    dedupe:"}});
  clerk_sets("A");
  EXPECT_TRUE(eventually([&] { return one(id_)["status"].text == "action_scheduled"; })) << gateway_->log();
}

TEST_F(FixMyStreetReadsUpdates, UpdatesStandInTheOrderOfTheirTimes_NoneBeforeItsReport) {
  legacy_.rows(
      "INSERT INTO remark (wo_no, author, body, said_local) VALUES (?, 'Crew 4', 'Long ago', '2001-01-01 10:00:00')",
      {order_});
  comment_id(id_, {{"updated_datetime", "2001-01-01T00:00:00Z"}});
  clerk_sets("W");
  const auto told = updates_of(id_, 3);
  ASSERT_THAT(told, SizeIs(3));
  const auto sent = parse_w3c(one(id_)["requested_datetime"].text, Zone::utc()).value();
  auto last = sent;
  for (const auto& update : told) {
    const auto time = parse_w3c(update["updated_datetime"].text, Zone::utc()).value();
    EXPECT_LE(last, time);
    last = time;
  }
}

TEST_F(FixMyStreetReadsUpdates, ChangeOfTheStateAlone_IsAnUpdateWithoutText) {
  clerk_sets("A");
  const auto told = updates_of(id_, 1);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_FALSE(told[0].has("description"));
  EXPECT_EQ(told[0]["status"].text, "action_scheduled");
}

}  // namespace
}  // namespace r311::test
