// SPDX-License-Identifier: Apache-2.0
// What FixMyStreet puts into reports and comments.
#include "city.h"
#include "places.h"

namespace r311::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class FixMyStreetPosts : public City {
 protected:
  std::vector<Row> orders() { return legacy_.rows("SELECT * FROM work_order WHERE ext_ref IS NOT NULL"); }
};

TEST_F(FixMyStreetPosts, ReportOfAPersonOfOneNameWithoutEmail_IsTaken) {
  auto order = work_order(report_id({{"first_name", "Lisa"}, {"last_name", ""}, {"email", ""}, {"lat", "39.79"}}));
  EXPECT_EQ(order["forename"], "Lisa");
  EXPECT_EQ(order.count("surname"), 0u);
  EXPECT_EQ(order.count("email"), 0u);
  EXPECT_EQ(order["latitude"], "39.79");
  EXPECT_EQ(work_order(report_id({{"phone", "217 555 0143"}, {"account_id", "77"}}))["phone"], "217 555 0143");
}

TEST_F(FixMyStreetPosts, ReportWithAnAddressOnly_IsTaken) {
  const FormPairs no_place{{"lat", ""}, {"long", ""}};
  auto postcode = no_place;
  postcode.emplace_back("address_string", "62701");
  const auto id = report_id(postcode);
  EXPECT_EQ(work_order(id)["address"], "62701");
  EXPECT_EQ(one(id)["address"].text, "62701");
  EXPECT_FALSE(one(id).has("lat"));
  auto not_pinned = no_place;
  not_pinned.emplace_back("address_id", "#NOTPINPOINTED#");
  EXPECT_EQ(one(report_id(not_pinned))["address_id"].text, "#NOTPINPOINTED#");
  not_pinned.emplace_back("deviceid", "0f3a");  // sic
  EXPECT_NE(report_id(not_pinned), "");
}

TEST_F(FixMyStreetPosts, DescriptionOfTitleDetailAndUrl_IsKeptWithItsLastNewline) {
  for (const std::string text :
       {"A hole\n\nIt grows.\n\nhttps://fix.example/report/1\n",
        "title: A hole\n\ndetail: It grows.\n\nurl: https://fix.example/report/1\n\nSubmitted via FixMyStreet\n"}) {
    const auto id = report_id({{"description", text}});
    EXPECT_EQ(work_order(id)["descr"], text);
    EXPECT_EQ(one(id)["description"].text, text);
  }
}

TEST_F(FixMyStreetPosts, QuestionThatWasLeftOpen_CountsAsAbsent) {
  const auto order = work_order(report_id({{"attribute[place_in_road]", ""}, {"attribute[easting]", ""}}));
  EXPECT_EQ(order.count("easting"), 0u);
  EXPECT_THAT(order, Not(testing::Contains(testing::Pair("answers", HasSubstr("place_in_road")))));
  read_error(post("requests.xml", report({{"attribute[depth]", ""}})), 400);
}

TEST_F(FixMyStreetPosts, TimeOfABrowsersField_IsTakenInTheCitysZone) {
  const FormPairs snow{{"service_code", "SNOW"}, {"attribute[depth]", ""}, {"attribute[since]", "2026-01-20T05:00"}};
  EXPECT_THAT(work_order(report_id(snow))["answers"], HasSubstr("2026-01-20T05:00:00-06:00"));
}

TEST_F(FixMyStreetPosts, AttributesThatNobodyAskedFor_ReachTheBackEnd) {
  const auto answers =
      work_order(report_id({{"attribute[uprn]", "100023336956"}, {"attribute[last_name]", "Doe"}}))["answers"];
  EXPECT_THAT(answers, HasSubstr("100023336956"));
  EXPECT_THAT(answers, HasSubstr("last_name"));
}

TEST_F(FixMyStreetPosts, WhatItFillsInByItself_IsAskedForInTheDefinitionAndKept) {
  const auto asked = each(both("services/POT")["attributes"], "code");
  for (const auto* code : {"fixmystreet_id", "easting", "northing", "closest_address"})
    EXPECT_THAT(asked, testing::Contains(code));
  auto order = work_order(report_id({{"attribute[fixmystreet_id]", "4711"},
                                     {"attribute[easting]", "274682"},
                                     {"attribute[northing]", "4405885"},
                                     {"attribute[closest_address]", "12 Elm Street"}}));
  EXPECT_EQ(order["easting"], "274682");
  EXPECT_EQ(order["northing"], "4405885");
  EXPECT_EQ(order["address"], "12 Elm Street");
  EXPECT_THAT(order["answers"], HasSubstr("4711"));
}

// One with other letters makes libwww-perl encode the whole form twice.
TEST_F(FixMyStreetPosts, AttributeCodeThatIsNotAscii_IsAMistakeOfTheConfiguration) {
  const auto config = prepare_springfield(data_.path(), folder_.path(), {{"{ code: snow_cm", "{ code: h\xC3\xB6he"}});
  const auto checked =
      run_program({std::string(RELAY311_BINARY_DIR) + "/bin/relay311", "check", "--config", config.string()});
  EXPECT_NE(checked.code, 0);
  EXPECT_THAT(checked.out + checked.err, HasSubstr("letters, digits, _ . -"));
}

TEST_F(FixMyStreetPosts, EveryPartWithAFileName_IsAFileWhateverItsName) {
  const std::string picture = "\xFF\xD8\xFF\xE0" + std::string(100, 'x') + "\xFF\xD9";
  const std::string paper = "%PDF-1.4\n" + std::string(50, 'x');
  const auto id = report_id({}, {{"photo1", "4711.0.full.jpeg", "image/jpeg", picture + "1"},
                                 {"photo2", "4711.1.full.jpeg", "image/jpeg", picture + "2"},
                                 {"file_enquiry", "plan.pdf", "application/pdf", paper},
                                 {"media", "hole.jpg", "image/jpeg", picture + "3"}});
  const auto order = work_order(id)["wo_no"];
  std::vector<Row> files;
  EXPECT_TRUE(eventually([&] {
    files = legacy_.rows("SELECT name, content FROM photo WHERE wo_no = ? ORDER BY name", {order});
    return files.size() >= 4;
  })) << gateway_->log();
  ASSERT_THAT(files, SizeIs(4));
  EXPECT_EQ(files[0]["name"], "4711.0.full.jpeg");
  EXPECT_EQ(files[0]["content"], picture + "1");
  EXPECT_EQ(files[1]["content"], picture + "2");
  EXPECT_EQ(files[2]["content"], picture + "3");
  EXPECT_EQ(files[3]["content"], paper);
  EXPECT_THAT(one(id)["media_url"].text, HasSubstr("/media/"));
}

TEST_F(FixMyStreetPosts, CommentWithEveryFieldThatThereIs_ReachesTheBackEnd) {
  const auto id = report_id();
  const auto order = work_order(id)["wo_no"];
  const std::string picture = "\xFF\xD8\xFF\xE0" + std::string(100, 'x') + "\xFF\xD9";
  const auto update = comment_id(id,
                                 {{"update_id", "90210"},
                                  {"status", "INVESTIGATING"},
                                  {"last_name", "-"},
                                  {"email", "lisa@fix.example"},
                                  {"phone", "217 555 0143"},
                                  {"media_url", "https://fix.example/photo/c90210.0.full.jpeg"},
                                  {"service_code", "POT"},
                                  {"title", "Ms"},
                                  {"email_alerts_requested", "TRUE"},
                                  {"attribute[colour]", "red"}},
                                 {{"photo1", "c90210.1.full.jpeg", "image/jpeg", picture}});
  ASSERT_TRUE(eventually([&] { return !legacy_.rows("SELECT 1 FROM photo").empty(); })) << gateway_->log();
  const auto remarks = legacy_.rows("SELECT * FROM remark");
  ASSERT_THAT(remarks, SizeIs(1));
  EXPECT_EQ(remarks[0].at("ext_ref"), update);
  EXPECT_EQ(remarks[0].at("wo_no"), order);
  EXPECT_EQ(remarks[0].at("author"), "Lisa -");
  EXPECT_EQ(remarks[0].at("body"), "It has grown\ncolour: red");
}

TEST_F(FixMyStreetPosts, CommentWithoutText_IsTaken) {
  const auto id = report_id();
  const auto update = comment_id(id, {{"description", ""}, {"status", "CLOSED"}});
  const auto told = updates_of(id, 1);
  EXPECT_EQ(told[0]["update_id"].text, update);
  EXPECT_FALSE(told[0].has("description"));
}

TEST_F(FixMyStreetPosts, CommentOnAWorkOrdersNumber_IsOneOnItsRequest) {
  const auto id = report_id();
  const auto order = work_order(id)["wo_no"];
  ASSERT_TRUE(eventually([&] { return post("servicerequestupdates.xml", comment(order)).status == 200; }));
  EXPECT_EQ(updates_of(id, 1)[0]["service_request_id"].text, id);
}

TEST_F(FixMyStreetPosts, EveryStateThatItKnows_IsTakenInUpperCaseAndLeavesTheRequestsOwn) {
  const auto id = report_id();
  int number = 0;
  for (const std::string state : {"OPEN", "CLOSED", "FIXED", "IN_PROGRESS", "ACTION_SCHEDULED", "INVESTIGATING",
                                  "DUPLICATE", "NOT_COUNCILS_RESPONSIBILITY", "NO_FURTHER_ACTION", "INTERNAL_REFERRAL",
                                  "FOR_TRIAGE", "CANCELLED", "REOPEN", "PLANNED", "UNCHANGED"})
    EXPECT_NE(comment_id(id, {{"update_id", std::to_string(++number)}, {"status", state}}), "") << state;
  EXPECT_THAT(updates_of(id, 15), SizeIs(15));
  EXPECT_EQ(one(id)["status"].text, "open");
  read_error(post("servicerequestupdates.xml", comment(id, {{"status", "LOST"}})), 400);
}

TEST_F(FixMyStreetPosts, ReportThatIsSentAgain_IsTheSameReport) {
  const FormPairs numbered{{"attribute[fixmystreet_id]", "4711"}};
  const auto id = report_id(numbered);
  auto again = numbered;
  again.emplace_back("description", "It was edited meanwhile");
  EXPECT_EQ(report_id(again), id);
  EXPECT_NE(report_id({{"attribute[fixmystreet_id]", "4712"}}), id);
  ASSERT_TRUE(eventually([&] { return orders().size() >= 2; }));
  EXPECT_THAT(orders(), SizeIs(2));
}

TEST_F(FixMyStreetPosts, CommentThatIsSentAgain_IsTheSameComment) {
  const auto id = report_id();
  const auto other = report_id({{"attribute[fixmystreet_id]", "2"}});
  const auto update = comment_id(id, {{"update_id", "815"}});
  EXPECT_EQ(comment_id(id, {{"update_id", "815"}, {"updated_datetime", "2026-01-01T00:00:00+00:00"}}), update);
  EXPECT_NE(comment_id(other, {{"update_id", "815"}}), update);
  EXPECT_THAT(updates_of(id, 1), SizeIs(1));
}

}  // namespace
}  // namespace r311::test
