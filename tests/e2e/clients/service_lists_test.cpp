// SPDX-License-Identifier: Apache-2.0
// Service lists and definitions, as FixMyStreet's categories come from them.
#include <set>

#include "city.h"
#include "places.h"

namespace r311::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class FixMyStreetReadsServices : public City {
 protected:
  Ended check(const Edits& edits) {
    const auto config = prepare_springfield(data_.path(), folder_.path(), edits);
    return run_program({std::string(RELAY311_BINARY_DIR) + "/bin/relay311", "check", "--config", config.string()});
  }
};

TEST_F(FixMyStreetReadsServices, EveryServiceHasACodeAndANameThatNoOtherHas) {
  std::set<std::string> codes;
  std::set<std::string> names;
  const auto services = both("services")["service"];
  for (const auto& service : services.list) {
    EXPECT_TRUE(codes.insert(service["service_code"].text).second);
    EXPECT_TRUE(names.insert(service["service_name"].text).second);
    EXPECT_THAT(service["metadata"].text, testing::AnyOf("true", "false"));
    EXPECT_THAT(service["type"].text, testing::AnyOf("realtime", "batch", "blackbox"));
  }
  EXPECT_EQ(codes.count(""), 0u);
  EXPECT_EQ(names.count(""), 0u);
  const auto twice = check({{"name: Damaged sidewalk", "name: Pothole"}});
  EXPECT_NE(twice.code, 0);
  EXPECT_THAT(twice.out + twice.err, HasSubstr("Pothole"));
}

// A service that is missing from a list would be deleted, and an empty list is an error of its own.
TEST_F(FixMyStreetReadsServices, TheListIsAlwaysWhole_WhateverIsAskedWithIt) {
  const auto whole = get("services.xml").body;
  EXPECT_NE(read_as_fixmystreet(whole).root.kind, Node::Kind::missing);
  for (const std::string query : {"page=2&page_size=1", "service_code=POT", "status=open", "max_requests=1",
                                  "start_date=yesterday", "group=Streets"})
    EXPECT_EQ(get("services.xml?" + query).body, whole) << query;
  legacy_.rows("BEGIN IMMEDIATE");  // the back end answers nobody
  EXPECT_EQ(get("services.xml").body, whole);
  legacy_.rows("COMMIT");
}

TEST_F(FixMyStreetReadsServices, KeywordsAreAListWithCommasAndNoBlanksBetween_AndGroupsNeedNotBe) {
  start_with({{"keywords: [road, hole, carriageway, asphalt]", "keywords: [private, staff]"},
              {"        group: Lights\n", ""}});
  const auto services = both("services")["service"];
  EXPECT_EQ(services[0]["keywords"].text, "private,staff");
  EXPECT_EQ(services[0]["group"][0].text, "Streets");
  for (const auto& service : services.list) EXPECT_EQ(service.has("group"), service["service_code"].text != "LIGHT");
}

TEST_F(FixMyStreetReadsServices, ServicesStandInTheOrderOfTheConfiguration) {
  const auto codes = each(both("services")["service"], "service_code");
  ASSERT_GE(codes.size(), 4u);
  EXPECT_THAT((std::vector(codes.begin(), codes.begin() + 4)), ElementsAre("POT", "SIDEWALK", "SIGN", "SNOW"));
}

TEST_F(FixMyStreetReadsServices, DefinitionHasEveryFieldOfAQuestion) {
  const auto pothole = both("services/POT");
  EXPECT_EQ(pothole["service_code"].text, "POT");
  const auto& questions = pothole["attributes"];
  EXPECT_THAT(each(questions, "code"), ElementsAre("notice", "depth", "place_in_road", "fixmystreet_id", "easting",
                                                   "northing", "closest_address"));
  EXPECT_THAT(each(questions, "order"), ElementsAre("1", "2", "3", "4", "5", "6", "7"));
  EXPECT_EQ(questions[1]["datatype"].text, "number");
  EXPECT_EQ(questions[1]["description"].text, "How deep is it, about?");
  EXPECT_EQ(questions[1]["datatype_description"].text, "Depth in centimetres");
  EXPECT_THAT(each(questions[2]["values"], "key"), ElementsAre("lane", "cycle", "kerb", "crossing"));
  EXPECT_EQ(questions[2]["values"][0]["name"].text, "In the driving lane");
  EXPECT_FALSE(questions[1].has("values"));
}

// It fetches the definition of each service with metadata every hour, and warns of an empty one.
TEST_F(FixMyStreetReadsServices, DefinitionIsThereExactlyWhereMetadataSaysSo_AndFromMemory) {
  const auto services = both("services");
  for (const auto& service : services["service"].list) {
    const auto answer = get("services/" + service["service_code"].text + ".xml");
    EXPECT_EQ(read(answer).has("attributes"), service["metadata"].text == "true");
    const auto tag = answer.headers.at("etag");
    const auto again = exchange("GET /open311/v2/services/" + service["service_code"].text +
                                ".xml HTTP/1.1\r\nHost: a\r\nConnection: close\r\nIf-None-Match: " + tag + "\r\n\r\n");
    EXPECT_EQ(again.status, 304);
  }
}

TEST_F(FixMyStreetReadsServices, WordsThatItComparesLetterByLetter_AreWrittenExactlySo) {
  const auto services = both("services");
  for (const auto& service : services["service"].list) {
    const auto definition = both("services/" + service["service_code"].text);
    for (const auto& question : definition["attributes"].list) {
      EXPECT_THAT(question["required"].text, testing::AnyOf("true", "false"));
      EXPECT_THAT(question["variable"].text, testing::AnyOf("true", "false"));
      EXPECT_THAT(question["order"].text, testing::MatchesRegex("[0-9]+"));
      EXPECT_EQ(question["datatype"].text.ends_with("valuelist"), question.has("values"));
    }
  }
  const auto questions = both("services/POT")["attributes"];
  EXPECT_EQ(questions[0]["variable"].text, "false") << "a notice";
  EXPECT_EQ(questions[1]["required"].text, "true");
  EXPECT_EQ(questions[3]["automated"].text, "server_set");
  EXPECT_EQ(questions[6]["automated"].text, "hidden_field");
  EXPECT_FALSE(questions[1].has("automated"));
}

TEST_F(FixMyStreetReadsServices, ChoiceIsSentAsItsKey_AndANoticeKeepsItsMarkup) {
  start_with({{"If a vehicle has been damaged or someone is hurt, call 311 instead. We are open day and night.",
               "\"Someone hurt? <strong>Call 311</strong>.\""}});
  EXPECT_EQ(both("services/POT")["attributes"][0]["description"].text, "Someone hurt? <strong>Call 311</strong>.");
  EXPECT_THAT(work_order(report_id({{"attribute[place_in_road]", "kerb"}}))["answers"], HasSubstr("kerb"));
  const auto errors = read_error(post("requests.xml", report({{"attribute[place_in_road]", "At the kerb"}})), 400);
  EXPECT_THAT(errors[0]["description"].text, HasSubstr("its key is 'kerb'"));
}

}  // namespace
}  // namespace r311::test
