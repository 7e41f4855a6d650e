// SPDX-License-Identifier: Apache-2.0
#include "change_poll.h"

namespace sql {
namespace {

using test::ChangePoll;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(ChangePoll, FirstPoll_ReadsBackAsFarAsConfigured) {
  changed(1, "2026-06-30 06:59:00");
  changed(2, "2026-06-30 07:01:00");
  EXPECT_THAT(poll(), ElementsAre("2"));
}

TEST_F(ChangePoll, NextPoll_ReadsTheOverlapAgainAndNoMore) {
  changed(1, "2026-07-01 06:50:00");
  changed(2, "2026-07-01 06:58:30");
  changed(3, "2026-07-01 06:59:00");
  EXPECT_THAT(poll(), ElementsAre("1", "2", "3"));
  EXPECT_EQ(cursor_, "2026-07-01T11:57:00.000Z");
  changed(4, "2026-07-01 06:57:30");  // committed late
  EXPECT_THAT(poll(), ElementsAre("4", "2", "3"));
}

TEST_F(ChangePoll, NothingNew_LeavesTheCursorWhereItIs) {
  changed(1, "2026-07-01 06:59:00");
  poll();
  const auto before = cursor_;
  clerk("DELETE FROM work_order");
  now_ += std::chrono::hours(48);
  EXPECT_THAT(poll(), IsEmpty());
  EXPECT_EQ(cursor_, before);
}

TEST_F(ChangePoll, GatewayDownForDaysAfterAnEmptyFirstPoll_MissesNothing) {
  EXPECT_THAT(poll(), IsEmpty());
  changed(1, "2026-07-01 07:30:00");
  now_ += std::chrono::hours(72);
  EXPECT_THAT(poll(), ElementsAre("1"));
}

TEST_F(ChangePoll, DateInTheFuture_DoesNotCarryTheCursorPastThePresent) {
  changed(1, "2099-01-01 00:00:00");
  EXPECT_THAT(poll(), ElementsAre("1"));
  changed(2, "2026-07-01 07:00:00");
  EXPECT_THAT(poll(), ElementsAre("2", "1"));
}

TEST_F(ChangePoll, ManyRows_ComePartByPartWithoutLoss) {
  query_.limit = 3;
  for (int i = 1; i <= 8; ++i) changed(i, "2026-07-01 06:0" + std::to_string(i) + ":00");
  std::vector<std::string> all;
  for (int i = 0; i < 4; ++i)
    for (const std::string& reference : poll()) all.push_back(reference);
  for (int i = 1; i <= 8; ++i) EXPECT_THAT(all, testing::Contains(std::to_string(i)));
}

TEST_F(ChangePoll, ThousandsOfOneMoment_ComeToAnEnd) {
  query_.limit = 400;
  clerk(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) "
      "INSERT INTO work_order SELECT i, 'C', '2026-07-01 06:00:00', i FROM n");
  changed(9999, "2026-07-01 06:30:00");
  std::vector<std::string> all;
  while (all.empty() || all.back() != "9999") {
    const auto part = poll(300);
    ASSERT_FALSE(part.empty());
    all.insert(all.end(), part.begin(), part.end());
  }
  EXPECT_THAT(all, SizeIs(2501));
}

TEST_F(ChangePoll, GatewayThatTakesNoMore_GetsTheRestNextTime) {
  for (int i = 1; i <= 5; ++i) changed(i, "2026-07-01 06:0" + std::to_string(i) + ":00");
  EXPECT_THAT(poll(2), ElementsAre("1", "2"));
  EXPECT_THAT(poll(), ElementsAre("3", "4", "5"));
}

TEST_F(ChangePoll, NightWhenClocksGoBack_LosesNoChange) {
  now_ = read_utc("2026-11-01T06:59:00Z").value();  // 01:59, the first time
  changed(1, "2026-11-01 01:58:00");
  EXPECT_THAT(poll(), ElementsAre("1"));
  now_ = read_utc("2026-11-01T07:11:00Z").value();  // 01:11, the second time
  changed(2, "2026-11-01 01:10:00");
  EXPECT_THAT(poll(), ElementsAre("2", "1"));
  now_ = read_utc("2026-11-01T08:05:00Z").value();  // 02:05
  changed(3, "2026-11-01 01:45:00");
  changed(4, "2026-11-01 02:04:00");
  EXPECT_THAT(poll(), testing::IsSupersetOf({"3", "4"}));
  EXPECT_EQ(cursor_, "2026-11-01T08:02:00.000Z");
}

TEST_F(ChangePoll, SameRow_HasTheSameMomentOnEveryReading) {
  now_ = read_utc("2026-11-01T09:00:00Z").value();
  EXPECT_EQ(LocalTime("America/Chicago", "").read("2026-11-01 01:30:00"),
            LocalTime("America/Chicago", "").read("2026-11-01 01:30:00.000"));
}

TEST_F(ChangePoll, UnknownStatus_KeepsTheStatusAndIsTold) {
  changed(1, "2026-07-01 06:59:00", "Q");
  changed(2, "2026-07-01 06:59:10", "C ");
  changed(3, "2026-07-01 06:59:20", "Z");
  EXPECT_THAT(poll(), ElementsAre("1", "2"));
  EXPECT_THAT(statuses_, ElementsAre("-", "fixed"));
  EXPECT_THAT(gateway_.lines, ElementsAre(HasSubstr("status Q is not in from_backend, seen once; the report keeps")));
}

TEST_F(ChangePoll, UnknownStatus_IsMarkedForTheGatewayToCount) {
  changed(1, "2026-07-01 06:59:00", "Q");
  changed(2, "2026-07-01 06:59:10", "C");
  changed(3, "2026-07-01 06:59:20", "");
  EXPECT_THAT(poll(), ElementsAre("1", "2", "3"));
  EXPECT_THAT(flags_, ElementsAre(R311_CHANGE_STATUS_UNKNOWN, 0u, 0u));
}

TEST_F(ChangePoll, Expected_IsReadInTheCouncilsTimeAndNeverHidesARow) {
  clerk("CREATE TABLE plan (wo_no INTEGER PRIMARY KEY, due TEXT)");
  clerk(
      "INSERT INTO plan VALUES (1, '2026-07-09'), (2, NULL), (3, 'soon'), (4, '0000-00-00 00:00:00'), "
      "(5, '0001-01-01'), (6, ' ')");
  query_.statement.text =
      "SELECT w.*, due FROM work_order w JOIN plan USING (wo_no) WHERE changed_local >= ? ORDER BY changed_local, "
      "wo_no "
      "LIMIT ?";
  query_.expected = "due";
  for (int number = 1; number <= 6; ++number) changed(number, "2026-07-01 06:59:00");
  EXPECT_THAT(poll(), ElementsAre("1", "2", "3", "4", "5", "6"));
  const std::int64_t midnight = read_utc("2026-07-09T05:00:00Z").value().time_since_epoch().count();
  EXPECT_THAT(expected_, ElementsAre(midnight, R311_NO_TIME, 0, R311_NO_TIME, 0, R311_NO_TIME));
  EXPECT_THAT(gateway_.lines, ElementsAre(HasSubstr("2 rows of changes have an `expected` that is no time")));
}

TEST_F(ChangePoll, RowWithoutATime_IsLeftOutAndTold) {
  changed(1, "2026-07-01 half past");
  changed(2, "2026-07-01 06:59:10");
  EXPECT_THAT(poll(), ElementsAre("2"));
  EXPECT_THAT(gateway_.lines, ElementsAre(HasSubstr("1 rows of changes have no time")));
}

TEST_F(ChangePoll, CursorThatCannotBeRead_BeginsAsTheFirstPoll) {
  cursor_ = "2026-07-01 06:00:00";
  changed(1, "2026-07-01 06:59:00");
  EXPECT_THAT(poll(), ElementsAre("1"));
}

TEST_F(ChangePoll, CursorColumn_TakesThePlaceOfTheTime) {
  query_.statement = {
      "SELECT * FROM work_order WHERE change_no > COALESCE(CAST(? AS INTEGER), 0) ORDER BY change_no LIMIT ?",
      {"since", "limit"}};
  query_.cursor = "change_no";
  query_.limit = 2;
  changed(7, "2026-07-01 06:00:00");
  changed(5, "2026-07-01 05:00:00");
  changed(6, "2026-01-01 05:00:00");
  EXPECT_THAT(poll(), ElementsAre("7", "5"));
  EXPECT_EQ(cursor_, "2");
  EXPECT_THAT(poll(), ElementsAre("6"));
  EXPECT_THAT(poll(), IsEmpty());
  EXPECT_EQ(cursor_, "3");
}

TEST_F(ChangePoll, CursorColumn_StaysTheOverlapBehind_ButNeverForEver) {
  query_.statement = {
      "SELECT * FROM work_order WHERE change_no > COALESCE(CAST(? AS INTEGER), 0) ORDER BY change_no LIMIT ?",
      {"since", "limit"}};
  query_.cursor = "change_no";
  query_.overlap_rows = 2;
  changed(1, "2026-07-01 06:00:00");
  changed(2, "2026-07-01 06:00:00");
  EXPECT_THAT(poll(), ElementsAre("1", "2"));
  EXPECT_EQ(cursor_, std::nullopt) << "there are no more rows than are read again";
  changed(3, "2026-07-01 06:00:00");
  changed(4, "2026-07-01 06:00:00");
  EXPECT_THAT(poll(), ElementsAre("1", "2", "3", "4"));
  EXPECT_EQ(cursor_, "2");
  EXPECT_THAT(poll(1), ElementsAre("3"));
  EXPECT_EQ(cursor_, "3") << "a gateway that takes less than the overlap goes on all the same";
  EXPECT_THAT(poll(), ElementsAre("4"));
}

TEST_F(ChangePoll, TimesThatAreNumbers_AreComparedAsNumbers) {
  clerk("ALTER TABLE work_order ADD COLUMN changed_at INTEGER");
  query_.statement = {"SELECT * FROM work_order WHERE +changed_at >= ? ORDER BY changed_at LIMIT ?",
                      {"since", "limit"}};
  query_.time = "changed_at";
  query_.local.emplace("America/Chicago", "epoch");
  const auto changes_at = [&](int number, const char* seconds) {
    clerk("INSERT INTO work_order (wo_no, changed_at) VALUES (" + std::to_string(number) + ", " + seconds + ")");
  };
  now_ = read_utc("2026-07-01T12:10:00Z").value();
  changes_at(1, "1782700000");
  changes_at(2, "1782907260");
  changes_at(3, "1782907320");
  EXPECT_THAT(poll(), ElementsAre("2", "3"));
  EXPECT_THAT(times_, ElementsAre("2026-07-01T12:01:00.000Z", "2026-07-01T12:02:00.000Z"));
  changes_at(4, "1782907440");
  EXPECT_THAT(poll(), ElementsAre("2", "3", "4"));
}

TEST_F(ChangePoll, StatementThatCannotBeRun_IsToldWithItsName) {
  query_.statement.text = "SELECT * FROM no_such_table WHERE ? = ? ORDER BY 1";
  try {
    poll();
    FAIL();
  } catch (const relay311::Failure& failure) {
    EXPECT_EQ(failure.outcome(), relay311::Outcome::unavailable);
    EXPECT_THAT(failure.what(), HasSubstr("changes: the database can't run the statement: no such table"));
  }
}

}  // namespace
}  // namespace sql
