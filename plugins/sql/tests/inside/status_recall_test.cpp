// SPDX-License-Identifier: Apache-2.0
#include "status_recall.h"

#include "change_poll.h"

namespace sql {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// A code of the clerks gets its word while the adapter runs.
class StatusRecall : public test::ChangePoll {
 protected:
  StatusRecall() {
    clerk("ALTER TABLE work_order ADD COLUMN note TEXT");
    query_.note = "note";
    query_.statement.text =
        "SELECT wo_no, status, changed_local, change_no, note FROM work_order WHERE changed_local >= ? "
        "ORDER BY changed_local, wo_no LIMIT ?";
  }
  void changed(int number, const std::string& local, const std::string& status = "C", const std::string& note = "") {
    clerk("INSERT OR REPLACE INTO work_order VALUES (" + std::to_string(number) + ", '" + status + "', '" + local +
          "', " + std::to_string(++change_no_) + ", " + (note.empty() ? "NULL" : "'" + note + "'") + ")");
  }
  void by_change_no() {
    query_.statement.text =
        "SELECT * FROM work_order WHERE change_no > COALESCE(CAST(? AS INTEGER), 0) ORDER BY change_no LIMIT ?";
    query_.cursor = "change_no";
  }
  void file_gets(const std::string& code, const std::string& word) {
    status_map_.replace({{"N", "open"}, {"C", "fixed"}, {"Z", "ignore"}, {code, word}}, UnknownStatus::keep);
  }
};

TEST_F(StatusRecall, CodeThatGetsItsWord_IsToldAgainForAllThatStandAtIt) {
  changed(1, "2026-07-01 05:00:00", "Q", "Tuesday");
  changed(2, "2026-07-01 06:00:00", "Q");
  changed(3, "2026-07-01 06:30:00", "R");
  changed(4, "2026-07-01 06:59:00", "C");
  poll();
  EXPECT_THAT(statuses_, ElementsAre("-", "-", "-", "fixed"));
  file_gets("Q", "planned");
  EXPECT_THAT(poll(), ElementsAre("4", "1", "2"));
  EXPECT_THAT(statuses_, ElementsAre("fixed", "planned", "planned"));
  EXPECT_THAT(notes_, Each("-")) << "what was told already is not told twice";
  EXPECT_THAT(times_, Contains("2026-07-01T10:00:00.000Z"));
  EXPECT_THAT(poll(), ElementsAre("4"));
  EXPECT_THAT(*cursor_, HasSubstr(" R")) << "this one still waits";
}

TEST_F(StatusRecall, RowInTheOverlap_IsToldAsItWas_AndItsStatusBehindIt) {
  changed(1, "2026-07-01 06:59:00", "Q", "Tuesday");
  poll();
  file_gets("Q", "planned");
  for (int i = 0; i < 2; ++i) {
    poll();
    ASSERT_GE(statuses_.size(), 2u);
    EXPECT_EQ(statuses_[0], "-");
    EXPECT_EQ(notes_[0], "Tuesday");
    EXPECT_EQ(statuses_[1], "planned");
    EXPECT_EQ(notes_[1], "-");
  }
  changed(2, "2026-07-01 07:05:00", "Q", "Wednesday");
  EXPECT_THAT(poll(), Contains("2"));
  EXPECT_EQ(statuses_.back(), "planned");
  EXPECT_EQ(notes_.back(), "Wednesday") << "a row that was never told without its word is told whole";
}

TEST_F(StatusRecall, ByACursorColumn_PageByPage) {
  by_change_no();
  query_.limit = 3;
  for (int i = 1; i <= 8; ++i) changed(i, "2026-07-01 06:00:00", i % 2 == 0 ? "Q" : "C");
  while (poll().size() > 2) {
  }
  file_gets("Q", "planned");
  const auto told = poll();
  for (const char* number : {"2", "4", "6", "8"}) EXPECT_THAT(told, Contains(number));
  EXPECT_EQ(std::count(statuses_.begin(), statuses_.end(), "planned"), 4);
}

TEST_F(StatusRecall, WorkOrderThatHasMovedOn_IsLeftAsItIs) {
  changed(1, "2026-07-01 05:00:00", "Q");
  poll();
  changed(1, "2026-07-01 06:59:00", "C");
  poll();
  file_gets("Q", "planned");
  poll();
  EXPECT_THAT(statuses_, Not(Contains("planned")));
}

TEST_F(StatusRecall, RemarkMadeSince_DoesNotMakeItOld) {
  clerk("CREATE TABLE remark (wo_no INTEGER, body TEXT, said_local TEXT)");
  ChangesQuery remarks = query_;
  remarks.statement.text =
      "SELECT wo_no, body, said_local FROM remark WHERE said_local >= ? ORDER BY said_local LIMIT ?";
  remarks.name = "changes 2";
  remarks.status.clear();
  remarks.note = "body";
  remarks.time = "said_local";
  more_queries_ = {remarks};
  changed(1, "2026-07-01 05:00:00", "Q");
  clerk("INSERT INTO remark VALUES (1, 'Tuesday', '2026-07-01 06:00:00')");
  poll();
  file_gets("Q", "planned");
  poll();
  ASSERT_THAT(statuses_, Contains("planned"));
  EXPECT_EQ(statuses_.back(), "planned");
  EXPECT_EQ(times_.back(), "2026-07-01T11:00:00.000Z");
}

TEST_F(StatusRecall, GatewayThatTakesNoMore_IsToldAllTheSame) {
  for (int i = 1; i <= 5; ++i) changed(i, "2026-07-01 05:0" + std::to_string(i) + ":00", "Q");
  changed(6, "2026-07-01 06:59:00");
  poll();
  file_gets("Q", "planned");
  EXPECT_THAT(poll(3), SizeIs(3));
  poll();
  EXPECT_EQ(std::count(statuses_.begin(), statuses_.end(), "planned"), 5);
}

TEST_F(StatusRecall, CodeThatIsIgnoredNow_IsNotToldAgain) {
  changed(1, "2026-07-01 05:00:00", "Q");
  changed(2, "2026-07-01 06:59:00");
  poll();
  file_gets("Q", "ignore");
  EXPECT_THAT(poll(), ElementsAre("2"));
}

TEST(UnknownCodes, AreReadBackAsTheyWere) {
  UnknownCodes codes;
  codes.note("Q", Time(std::chrono::milliseconds(1000)));
  codes.note("in Arbeit\\", Time(std::chrono::milliseconds(2000)));
  codes.note("Q", Time(std::chrono::milliseconds(500)));
  codes.set_since({relay311::Cursor("a\nb"), std::nullopt});
  codes.told_again("Q");
  const UnknownCodes read = UnknownCodes::read("places\n=x\n-" + codes.lines());
  EXPECT_EQ(read.lines(), codes.lines());
  EXPECT_EQ(read.since(), codes.since());
  EXPECT_FALSE(read.waits("Q"));
  EXPECT_TRUE(read.waits("in Arbeit\\"));
  EXPECT_EQ(read.told_until("Q"), Time(std::chrono::milliseconds(1000)));
}

TEST(UnknownCodes, AColumnOfFreeText_DoesNotFillTheCursor) {
  UnknownCodes codes;
  for (int i = 0; i < 10'000; ++i) codes.note("code " + std::to_string(i), Time(std::chrono::milliseconds(i)));
  codes.note(std::string(100, 'x'), Time());
  EXPECT_FALSE(codes.waits(std::string(100, 'x')));
  EXPECT_LT(codes.lines().size(), 2000u);
  while (codes.shrink()) {
  }
  EXPECT_EQ(codes.lines(), "");
}

TEST(UnknownCodes, OfABrokenCursor_AreNone) {
  EXPECT_EQ(UnknownCodes::read("\n?\n?x\n?5\n!\n?99999999999999999999999 Q\n\n").lines(), "");
}

}  // namespace
}  // namespace sql
