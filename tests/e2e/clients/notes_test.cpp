// SPDX-License-Identifier: Apache-2.0
// What a clerk does, in the history that a request tells with extensions=true.
#include "city.h"

namespace r311::test {
namespace {

using testing::SizeIs;

class Notes : public City {
 protected:
  // The notes of a request, in "xml" or "json".
  std::vector<Node> notes(const std::string& request, const std::string& form) {
    const auto answer = get("requests/" + request + "." + form + "?extensions=true");
    EXPECT_EQ(answer.status, 200) << answer.body;
    if (form == "json") return read_json(answer.body)[0]["notes"].list;
    return read(answer)["request"][0]["notes"]["request_update"].list;
  }
  // Once there are so many of them, the one that says `text` in each form; it must stand there once.
  void expect_note(const std::string& request, std::size_t count, const std::string& text, const FormPairs& fields) {
    for (const std::string form : {"xml", "json"}) {
      std::vector<Node> found;
      ASSERT_TRUE(eventually([&] { return (found = notes(request, form)).size() >= count; })) << gateway_->log();
      EXPECT_THAT(found, SizeIs(count));
      std::erase_if(found, [&](const Node& note) { return note["description"].text != text; });
      ASSERT_THAT(found, SizeIs(1)) << text << " in " << form;
      EXPECT_THAT(found[0].hash, SizeIs(5)) << "datetime, who, type, status, description";
      for (const auto& [name, value] : fields) EXPECT_EQ(found[0][name].text, value) << name << " in " << form;
    }
  }
  // The one update that says `text`.
  Node update(const std::string& request, std::size_t count, const std::string& text) {
    auto found = updates_of(request, count);
    std::erase_if(found, [&](const Node& one) { return one["description"].text != text; });
    EXPECT_THAT(found, SizeIs(1)) << text;
    return found.empty() ? Node{} : found[0];
  }
};

TEST_F(Notes, OfAClerksChange_TellWhatUpdatesAndTheRequestTell) {
  const auto id = report_id();
  const auto order = work_order(id)["wo_no"];
  const auto set = [&](const std::string& status, const std::string& note) {
    legacy_.rows("UPDATE work_order SET status = ?, clerk_note = ? WHERE wo_no = ?", {status, note, order});
  };
  set("W", "A crew comes on Tuesday.");
  const auto begun = update(id, 1, "A crew comes on Tuesday.");
  EXPECT_EQ(one(id)["status"].text, "open");
  EXPECT_EQ(one(id)["status_notes"].text, "A crew comes on Tuesday.");
  const FormPairs first{{"datetime", begun["updated_datetime"].text},
                        {"who", "City of Springfield"},
                        {"type", "status"},
                        {"status", "in_progress"}};
  expect_note(id, 1, "A crew comes on Tuesday.", first);

  set("C", "Filled <with> asphalt & \"sand\".");
  const auto ended = update(id, 2, "Filled <with> asphalt & \"sand\".");
  EXPECT_EQ(one(id)["status"].text, "closed");
  EXPECT_EQ(one(id)["updated_datetime"].text, ended["updated_datetime"].text);
  expect_note(id, 2, "Filled <with> asphalt & \"sand\".",
              {{"datetime", ended["updated_datetime"].text},
               {"who", "City of Springfield"},
               {"type", "status"},
               {"status", "closed"}});
  expect_note(id, 2, "A crew comes on Tuesday.", first);
}

TEST_F(Notes, OfRemarks_AreCommentsOfTheAgencyOrTheApp_AndNameNoPerson) {
  const auto id = report_id({{"service_code", "TREE"}, {"attribute[tree_fault]", "dead"}});
  const auto order = work_order(id)["wo_no"];
  legacy_.rows("INSERT INTO remark (wo_no, author, body) VALUES (?, 'Crew 4', 'We saw it.')", {order});
  const auto said = update(id, 1, "We saw it.");
  expect_note(
      id, 1, "We saw it.",
      {{"datetime", said["updated_datetime"].text}, {"who", "Parks Department"}, {"type", "comment"}, {"status", ""}});
  comment_id(id, {{"description", "Thank you"}});
  const auto thanked = update(id, 2, "Thank you");
  expect_note(
      id, 2, "Thank you",
      {{"datetime", thanked["updated_datetime"].text}, {"who", "fixmystreet"}, {"type", "comment"}, {"status", ""}});
}

// Oldest first, in a list too.
TEST_F(Notes, StandInTheOrderOfTheirTimes) {
  const auto id = report_id();
  const auto order = work_order(id)["wo_no"];
  for (const std::string code : {"A", "W", "C"}) {
    legacy_.rows("UPDATE work_order SET status = ? WHERE wo_no = ?", {code, order});
    updates_of(id, notes(id, "json").size() + 1);
  }
  const auto listed = read_json(get("requests.json?extensions=true").body)[0]["notes"].list;
  ASSERT_THAT(listed, SizeIs(3));
  EXPECT_EQ(listed[0]["status"].text, "action_scheduled");
  EXPECT_EQ(listed[1]["status"].text, "in_progress");
  EXPECT_EQ(listed[2]["status"].text, "closed");
  for (std::size_t i = 0; i + 1 < listed.size(); ++i)
    EXPECT_LE(listed[i]["datetime"].text, listed[i + 1]["datetime"].text);
}

}  // namespace
}  // namespace r311::test
