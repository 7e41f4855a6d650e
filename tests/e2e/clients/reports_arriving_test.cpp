// SPDX-License-Identifier: Apache-2.0
// What FixMyStreet puts into reports and comments, answered in both forms.
#include <chrono>
#include <fstream>

#include "base/time_text.h"
#include "city.h"
#include "places.h"

namespace r311::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class FixMyStreetPosts : public CityInBothForms {
 protected:
  std::vector<Row> orders() { return legacy_.rows("SELECT * FROM work_order WHERE ext_ref IS NOT NULL"); }
};

TEST_P(FixMyStreetPosts, ReportOfAPersonOfOneNameWithoutEmail_IsTaken) {
  auto order = work_order(report_id({{"first_name", "Lisa"}, {"last_name", ""}, {"email", ""}, {"lat", "39.79"}}));
  EXPECT_EQ(order["forename"], "Lisa");
  EXPECT_EQ(order.count("surname"), 0u);
  EXPECT_EQ(order.count("email"), 0u);
  EXPECT_EQ(order["latitude"], "39.79");
  EXPECT_EQ(work_order(report_id({{"phone", "217 555 0143"}, {"account_id", "77"}}))["phone"], "217 555 0143");
}

TEST_P(FixMyStreetPosts, ReportWithAnAddressOnly_IsTaken) {
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

TEST_P(FixMyStreetPosts, DescriptionOfTitleDetailAndUrl_IsKeptWithItsLastNewline) {
  for (const std::string text :
       {"A hole\n\nIt grows.\n\nhttps://fix.example/report/1\n",
        "title: A hole\n\ndetail: It grows.\n\nurl: https://fix.example/report/1\n\nSubmitted via FixMyStreet\n"}) {
    const auto id = report_id({{"description", text}});
    EXPECT_EQ(work_order(id)["descr"], text);
    EXPECT_EQ(one(id)["description"].text, text);
  }
}

TEST_P(FixMyStreetPosts, QuestionThatWasLeftOpen_CountsAsAbsent) {
  const auto order = work_order(report_id({{"attribute[place_in_road]", ""}, {"attribute[easting]", ""}}));
  EXPECT_EQ(order.count("easting"), 0u);
  EXPECT_THAT(order, Not(testing::Contains(testing::Pair("answers", HasSubstr("place_in_road")))));
  read_error(post("requests." + form_, report({{"attribute[depth]", ""}})), 400);
}

TEST_P(FixMyStreetPosts, TimeOfABrowsersField_IsTakenInTheCitysZone) {
  const FormPairs snow{{"service_code", "SNOW"}, {"attribute[depth]", ""}, {"attribute[since]", "2026-01-20T05:00"}};
  EXPECT_THAT(work_order(report_id(snow))["answers"], HasSubstr("2026-01-20T05:00:00-06:00"));
}

TEST_P(FixMyStreetPosts, AttributesThatNobodyAskedFor_ReachTheBackEnd) {
  const auto answers =
      work_order(report_id({{"attribute[uprn]", "100023336956"}, {"attribute[last_name]", "Doe"}}))["answers"];
  EXPECT_THAT(answers, HasSubstr("100023336956"));
  EXPECT_THAT(answers, HasSubstr("last_name"));
}

TEST_P(FixMyStreetPosts, WhatItFillsInByItself_IsAskedForInTheDefinitionAndKept) {
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
TEST_P(FixMyStreetPosts, AttributeCodeThatIsNotAscii_IsAMistakeOfTheConfiguration) {
  const auto config = prepare_springfield(data_.path(), folder_.path(), {{"{ code: snow_cm", "{ code: h\xC3\xB6he"}});
  const auto checked =
      run_program({std::string(RELAY311_BINARY_DIR) + "/bin/relay311", "check", "--config", config.string()});
  EXPECT_NE(checked.code, 0);
  EXPECT_THAT(checked.out + checked.err, HasSubstr("letters, digits, _ . -"));
}

TEST_P(FixMyStreetPosts, EveryPartWithAFileName_IsAFileWhateverItsName) {
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
  const auto photos = one(id)["media_url"];
  ASSERT_THAT(photos.list, SizeIs(3));
  for (const auto& photo : photos.list) EXPECT_THAT(photo.text, HasSubstr("/media/"));
}

// The city's statements, and one before them that keeps all that an adapter is told of a comment.
TEST_P(FixMyStreetPosts, CommentWithEveryFieldThatThereIs_ReachesTheBackEnd) {
  legacy_.rows("CREATE TABLE told (field TEXT, value TEXT)");
  std::string fields;
  for (const auto* field :
       {"update_id", "idempotency_key", "reference", "request_id", "status", "description", "title", "email",
        "first_name", "last_name", "phone", "updated.epoch", "jurisdiction_id", "service_code", "attribute.colour",
        "attribute.email_alerts_requested", "attributes", "media_url", "media_urls"})
    fields += (fields.empty() ? "('" : ", ('") + std::string(field) + "', :" + field + ")";
  std::ifstream city(folder_.path() / "highways.sql.yaml");
  std::string statements{std::istreambuf_iterator<char>(city), {}};
  const std::string first = "\nupdate:\n";
  statements.replace(statements.find(first), first.size(),
                     first + "  - sql: \"INSERT INTO told VALUES " + fields + "\"\n");
  std::ofstream(folder_.path() / "telling.sql.yaml") << statements;
  start_with({{"statements: highways.sql.yaml", "statements: telling.sql.yaml"}});

  const auto id = report_id();
  const auto order = work_order(id)["wo_no"];
  const std::string picture = "\xFF\xD8\xFF\xE0" + std::string(100, 'x') + "\xFF\xD9";
  const auto made = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) - std::chrono::hours(3);
  const auto update = comment_id(id,
                                 {{"update_id", "90210"},
                                  {"updated_datetime", format_w3c(made, Zone::find("Europe/Paris").value())},
                                  {"status", "INVESTIGATING"},
                                  {"last_name", "-"},
                                  {"email", "lisa@fix.example"},
                                  {"phone", "217 555 0143"},
                                  {"media_url", "https://fix.example/photo/c90210.0.full.jpeg"},
                                  {"media_url", "https://fix.example/photo/c90210.1.full.jpeg"},
                                  {"service_code", "POT"},
                                  {"title", "Ms"},
                                  {"email_alerts_requested", "TRUE"},
                                  {"attribute[colour]", "red"}},
                                 {{"photo1", "c90210.2.full.jpeg", "image/jpeg", picture}});
  ASSERT_TRUE(eventually([&] { return !legacy_.rows("SELECT 1 FROM photo").empty(); })) << gateway_->log();

  Row told;
  for (auto& row : legacy_.rows("SELECT field, COALESCE(value, '') AS value FROM told"))
    told[row["field"]] = row["value"];
  const Row expected{{"update_id", update},
                     {"idempotency_key", update},
                     {"reference", order},
                     {"request_id", id},
                     {"status", "A"},
                     {"description", "It has grown"},
                     {"title", "Ms"},
                     {"email", "lisa@fix.example"},
                     {"first_name", "Lisa"},
                     {"last_name", "-"},
                     {"phone", "217 555 0143"},
                     {"updated.epoch", std::to_string(made.time_since_epoch().count())},
                     {"jurisdiction_id", "springfield.example"},
                     {"service_code", "POT"},
                     {"attribute.colour", "red"},
                     {"attribute.email_alerts_requested", "TRUE"},
                     {"attributes", "colour: red\n"},
                     {"media_url", "https://fix.example/photo/c90210.0.full.jpeg"},
                     {"media_urls",
                      "https://fix.example/photo/c90210.0.full.jpeg, "
                      "https://fix.example/photo/c90210.1.full.jpeg"}};
  EXPECT_EQ(told, expected);

  auto remarks = legacy_.rows("SELECT * FROM remark");
  ASSERT_THAT(remarks, SizeIs(1));
  EXPECT_EQ(remarks[0]["ext_ref"], update);
  EXPECT_EQ(remarks[0]["wo_no"], order);
  EXPECT_EQ(remarks[0]["author"], "Lisa -");
  EXPECT_EQ(remarks[0]["body"],
            "It has grown\ncolour: red\nhttps://fix.example/photo/c90210.0.full.jpeg, "
            "https://fix.example/photo/c90210.1.full.jpeg");
  EXPECT_EQ(remarks[0]["seen_as"], "A");
  auto photos = legacy_.rows("SELECT * FROM photo");
  ASSERT_THAT(photos, SizeIs(1));
  EXPECT_EQ(photos[0]["wo_no"], order);
  EXPECT_EQ(photos[0]["remark_ext_ref"], update);
  EXPECT_EQ(photos[0]["name"], "c90210.2.full.jpeg");
  EXPECT_EQ(photos[0]["content_type"], "image/jpeg");
  EXPECT_EQ(photos[0]["content"], picture);
}

TEST_P(FixMyStreetPosts, CommentWithoutText_IsTaken) {
  const auto id = report_id();
  const auto update = comment_id(id, {{"description", ""}, {"status", "CLOSED"}});
  const auto told = updates_of(id, 1);
  EXPECT_EQ(told[0]["update_id"].text, update);
  EXPECT_FALSE(told[0].has("description"));
}

TEST_P(FixMyStreetPosts, CommentOnAWorkOrdersNumber_IsOneOnItsRequest) {
  const auto id = report_id();
  const auto order = work_order(id)["wo_no"];
  ASSERT_TRUE(eventually([&] { return post("servicerequestupdates." + form_, comment(order)).status == 200; }));
  EXPECT_EQ(updates_of(id, 1)[0]["service_request_id"].text, id);
}

TEST_P(FixMyStreetPosts, EveryStateThatItKnows_IsTakenInUpperCaseAndLeavesTheRequestsOwn) {
  const auto id = report_id();
  int number = 0;
  for (const std::string state : {"OPEN", "CLOSED", "FIXED", "IN_PROGRESS", "ACTION_SCHEDULED", "INVESTIGATING",
                                  "DUPLICATE", "NOT_COUNCILS_RESPONSIBILITY", "NO_FURTHER_ACTION", "INTERNAL_REFERRAL",
                                  "FOR_TRIAGE", "CANCELLED", "REOPEN", "PLANNED", "UNCHANGED"})
    EXPECT_NE(comment_id(id, {{"update_id", std::to_string(++number)}, {"status", state}}), "") << state;
  EXPECT_THAT(updates_of(id, 15), SizeIs(15));
  EXPECT_EQ(one(id)["status"].text, "open");
  read_error(post("servicerequestupdates." + form_, comment(id, {{"status", "LOST"}})), 400);
}

TEST_P(FixMyStreetPosts, ReportThatIsSentAgain_IsTheSameReport) {
  const FormPairs numbered{{"attribute[fixmystreet_id]", "4711"}};
  const auto id = report_id(numbered);
  auto again = numbered;
  again.emplace_back("description", "It was edited meanwhile");
  EXPECT_EQ(report_id(again), id);
  EXPECT_NE(report_id({{"attribute[fixmystreet_id]", "4712"}}), id);
  ASSERT_TRUE(eventually([&] { return orders().size() >= 2; }));
  EXPECT_THAT(orders(), SizeIs(2));
}

TEST_P(FixMyStreetPosts, CommentThatIsSentAgain_IsTheSameComment) {
  const auto id = report_id();
  const auto other = report_id({{"attribute[fixmystreet_id]", "2"}});
  const auto update = comment_id(id, {{"update_id", "815"}});
  EXPECT_EQ(comment_id(id, {{"update_id", "815"}, {"updated_datetime", "2026-01-01T00:00:00+00:00"}}), update);
  EXPECT_NE(comment_id(other, {{"update_id", "815"}}), update);
  EXPECT_THAT(updates_of(id, 1), SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(Answered, FixMyStreetPosts, both_forms, form_of);

}  // namespace
}  // namespace r311::test
