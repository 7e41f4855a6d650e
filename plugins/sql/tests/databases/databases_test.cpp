// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "adapter_test.h"
#include "base/time_text.h"
#include "local_time.h"

namespace sql::test {
namespace {

using r311::open311::Status;
using r311::plugin::Outcome;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* find_statement =
    "find: {sql: 'SELECT wo_no FROM work_order WHERE ext_ref = :idempotency_key', reference: wo_no}\n";

// The promises, over every kind of database.
class Databases : public AdapterTest, public testing::WithParamInterface<std::string> {
 protected:
  Databases() : AdapterTest(GetParam()) {}
};

TEST_P(Databases, Report_BecomesAWorkOrderAndItsNumberComesBack) {
  use(council_.statements());
  const std::string reference = filed();
  EXPECT_EQ(reference, council_.one("SELECT wo_no FROM work_order WHERE ext_ref = 'KEY1'"));
  EXPECT_EQ(council_.stored("type_code", "KEY1"), "PH01");
  EXPECT_EQ(std::stod(council_.one("SELECT latitude FROM work_order")), 51.5);
  EXPECT_EQ(std::stod(council_.one("SELECT longitude FROM work_order")), -0.125);
  EXPECT_EQ(std::stod(council_.one("SELECT depth_cm FROM work_order")), 12);
  EXPECT_THAT(council_.one("SELECT reported_local FROM work_order"), HasSubstr("2026-03-01 06:00:00"));
}

TEST_P(Databases, SameReportAgain_IsTheSameWorkOrder) {
  use(council_.statements());
  const std::string first = filed();
  EXPECT_EQ(filed(), first);
  EXPECT_NE(filed("KEY2"), first);
  EXPECT_EQ(count(), "2");
}

TEST_P(Databases, KeyThatIsThere_IsFoundWithItsNumber_AndOneThatIsNotIsNotFound) {
  use(council_.statements() + find_statement);
  const std::string reference = filed("KEY1");
  filed("KEY2");
  const auto found = adapter_->find(bench_.terms("KEY1"));
  EXPECT_EQ(found.verdict.outcome, Outcome::ok) << found.verdict.reason;
  EXPECT_EQ(found.reference, reference);
  const auto other = adapter_->find(bench_.terms("KEY1' OR '1'='1"));
  EXPECT_EQ(other.verdict.outcome, Outcome::not_found) << other.verdict.reason;
  EXPECT_EQ(other.reference, "");
}

TEST_P(Databases, KeyThatCanNotBeLookedUp_IsNotTakenAsAbsent) {
  use(council_.statements() + "find: {sql: 'SELECT wo_no FROM no_such_table WHERE ext_ref = :id', reference: wo_no}\n");
  const auto unreadable = adapter_->find(bench_.terms("KEY1"));
  EXPECT_THAT(unreadable.verdict.outcome, Not(AnyOf(Outcome::ok, Outcome::not_found))) << unreadable.verdict.reason;
  EXPECT_THAT(unreadable.verdict.reason, HasSubstr("find: "));
  use(council_.statements() + "find: {sql: 'SELECT wo_no FROM work_order WHERE ext_ref = :id', reference: number}\n");
  filed("KEY1");
  EXPECT_EQ(adapter_->find(bench_.terms("KEY1")).verdict.outcome, Outcome::unsupported);
}

TEST_P(Databases, PollThatTookAFullPage_SaysThatThereIsMore) {
  const std::string changes = council_.changes() + "  first: 3650d\n";
  use(council_.statements() + changes + "  limit: 1\n");
  clerk_closes(filed("KEY1"), "2026-03-01 10:00:00");
  clerk_closes(filed("KEY2"), "2026-03-01 10:00:05");
  EXPECT_TRUE(adapter_->changes("", bench_.terms()).more);
  use(council_.statements() + changes);
  EXPECT_FALSE(adapter_->changes("", bench_.terms()).more);
}

TEST_P(Databases, WithoutAFindStatement_TheAdapterDoesNotOfferIt) {
  use(council_.statements());
  EXPECT_FALSE(adapter_->can(r311::plugin::Ability::find));
  use(council_.statements() + find_statement);
  EXPECT_TRUE(adapter_->can(r311::plugin::Ability::find));
}

TEST_P(Databases, EveryCharacter_ArrivesAsItWasSent) {
  use(council_.statements());
  std::vector<std::string> texts{"🕳👩‍👩‍👧‍👦 𝒳",
                                 "O'Hara \"quoted\" `tick` \\ \\' \\\\",
                                 "حفرة في الطريق",
                                 "道路上有坑洞",
                                 "żółć ŵ ŷ ÆØÅ ß",
                                 "line\nbreak\ttab",
                                 "'; DROP TABLE work_order; --",
                                 "\"; DROP TABLE work_order; #",
                                 "$1 $$ ? :id :: %s %25 ${x} {x} @@ /* -- */",
                                 "\\x00 \\0 NULL",
                                 " leading and trailing ",
                                 "e\xCC\x81 \xE2\x80\xA8 \xEF\xBB\xBF \xEF\xBF\xBD"};
  std::string emojis, arabic;
  for (int i = 0; i < 4000; ++i) emojis += "🕳";
  for (int i = 0; i < 1000; ++i) arabic += "حفرة";
  texts.push_back(emojis);
  texts.push_back(arabic);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    report_.report.description = texts[i];
    const std::string key = "TEXT" + std::to_string(i);
    filed(key);
    EXPECT_TRUE(council_.stored("descr", key) == texts[i]) << texts[i].substr(0, 80);
  }
}

TEST_P(Databases, PrivateReport_IsWrittenAsOne) {
  std::string statements = council_.statements();
  const std::string depth = ":attribute.depth";
  use(statements.replace(statements.find(depth), depth.size(), ":non_public"));
  for (const bool is_private : {true, false}) {
    report_.non_public = is_private;
    const std::string reference = filed(is_private ? "KEY1" : "KEY2");
    EXPECT_EQ(std::stod(council_.one("SELECT depth_cm FROM work_order WHERE wo_no = " + reference)), is_private);
  }
}

TEST_P(Databases, WhatWasNotSaid_IsNull) {
  use(council_.statements());
  report_.report = {};
  filed();
  for (const char* column : {"descr", "surname", "phone"})
    EXPECT_EQ(council_.stored(column, "KEY1"), std::nullopt) << column;
  for (const char* column : {"latitude", "longitude", "depth_cm"})
    EXPECT_EQ(council_.one(std::string("SELECT ") + column + " FROM work_order"), "NULL") << column;
}

TEST_P(Databases, TimesThatAreNumbers_AreComparedAndRead) {
  council_.clerk("ALTER TABLE work_order ADD COLUMN changed_at BIGINT");
  use(council_.statements() +
      "changes:\n  sql: SELECT wo_no, changed_at FROM work_order WHERE changed_at >= :since ORDER BY changed_at\n"
      "  reference: wo_no\n  changed: changed_at\n  time_format: epoch\n  first: 365000d\n");
  const std::string reference = filed();
  council_.clerk("UPDATE work_order SET changed_at = 1782907200");
  const auto polled = adapter_->changes("", bench_.terms());
  ASSERT_EQ(polled.changes.size(), 1u) << polled.verdict.reason;
  EXPECT_EQ(polled.changes[0].reference, reference);
  EXPECT_EQ(polled.changes[0].changed, read_utc("2026-07-01T12:00:00Z"));
  council_.clerk("UPDATE work_order SET changed_at = 1782900000");
  EXPECT_TRUE(adapter_->changes(polled.cursor, bench_.terms()).changes.empty());
}

TEST_P(Databases, LongText_IsCutAsConfigured) {
  use(council_.statements() + "limits:\n  last_name: 20\n  description: {bytes: 12, mark: '…'}\n  phone: 10\n");
  report_.report.last_name = "Żółkiewska-Wołłodyjowska";
  report_.report.description = "🕳🕳🕳🕳";
  report_.report.phone = "+1 217 555 0100";
  filed();
  EXPECT_EQ(council_.stored("surname", "KEY1"), "Żółkiewska-Wołłod...");
  EXPECT_EQ(council_.stored("phone", "KEY1"), "+1 217 555") << "no room for a mark";
  EXPECT_EQ(council_.stored("descr", "KEY1"), "🕳🕳…");
}

TEST_P(Databases, ValueThatDoesNotFit_IsRejectedWithoutShowingIt) {
  use(council_.statements());
  report_.report.last_name = "Abcdefghijklmnopqrstuvwxyz";
  testing::internal::CaptureStderr();
  const auto submitted = submit();
  testing::internal::GetCapturedStderr();
  EXPECT_THAT(submitted.verdict.outcome, AnyOf(Outcome::invalid, Outcome::refused)) << submitted.verdict.reason;
  EXPECT_THAT(submitted.verdict.reason, AllOf(HasSubstr("submit 1: "), Not(HasSubstr("Abcdef"))));
  EXPECT_EQ(count(), "0");
}

TEST_P(Databases, NumberThatIsNone_IsToldByItsParameter) {
  use(council_.statements() + "types: {attribute.depth: number}\n");
  report_.report.attributes = {{"depth", {"very deep"}}};
  const auto submitted = submit();
  EXPECT_EQ(submitted.verdict.outcome, Outcome::invalid);
  EXPECT_EQ(submitted.verdict.reason, "the value of :attribute.depth is not a number");
  report_.report.attributes = {{"depth", {"+12.5"}}};
  filed();
  EXPECT_EQ(std::stod(council_.one("SELECT depth_cm FROM work_order")), 12.5);
}

TEST_P(Databases, RuleOfTheDatabase_RefusesWithItsName) {
  use("submit:\n  - sql: \"INSERT INTO work_order (ext_ref, type_code) VALUES (:idempotency_key, :email)\"\n"
      "  - {sql: SELECT 1 AS wo_no, reference: wo_no}\n");
  report_.report.email.clear();
  const auto submitted = submit();
  EXPECT_EQ(submitted.verdict.outcome, Outcome::refused) << submitted.verdict.reason;
  if (GetParam() != "odbc") {
    EXPECT_THAT(submitted.verdict.reason, HasSubstr("type_code"));
  }
}

TEST_P(Databases, ReportThatIsThereAlready_IsRefusedByItsKey_AndFoundWhereItCanBeLookedUp) {
  const std::string plain =
      "submit:\n  - sql: \"INSERT INTO work_order (ext_ref, type_code) VALUES (:idempotency_key, :backend_code)\"\n"
      "  - {sql: 'SELECT wo_no FROM work_order WHERE ext_ref = :idempotency_key', reference: wo_no}\n";
  use(plain);
  const std::string reference = filed();
  EXPECT_EQ(submit().verdict.outcome, Outcome::refused);
  use(plain + find_statement);
  EXPECT_EQ(filed(), reference);
  EXPECT_EQ(count(), "1");
}

// As in a process that stood still in the call, whose report another node has taken over.
TEST_P(Databases, CallWhoseTimeIsOver_LeavesNothing) {
  use(council_.statements());
  filed("KEY2");
  auto terms = bench_.terms();
  terms.deadline -= std::chrono::seconds(60);
  const auto late = adapter_->submit(report_, terms);
  EXPECT_EQ(late.verdict.outcome, Outcome::unavailable) << late.verdict.reason;
  EXPECT_EQ(count(), "1");
}

TEST_P(Databases, LaterStatement_SeesTheReference) {
  use(council_.statements() +
      "  - sql: INSERT INTO wo_note (wo_no, body) VALUES (:reference, :attribute.kinds)\n"
      "separator: ' + '\n");
  const std::string reference = filed();
  EXPECT_EQ(council_.one("SELECT body FROM wo_note WHERE wo_no = " + reference), "a + b");
}

TEST_P(Databases, LaterStatementThatFails_LeavesNothing) {
  use(council_.statements() + "  - sql: INSERT INTO wo_note (wo_no, body) VALUES (:reference, :attribute.none)\n");
  const auto submitted = submit();
  EXPECT_EQ(submitted.verdict.outcome, Outcome::refused) << submitted.verdict.reason;
  EXPECT_THAT(submitted.verdict.reason, HasSubstr(GetParam() == "mariadb" ? "submit 3: " : "submit 2: "));
  EXPECT_EQ(count(), "0");
  use(council_.statements());
  filed();
}

TEST_P(Databases, NoReference_LeavesNothing) {
  use("submit:\n  - sql: \"INSERT INTO work_order (ext_ref, type_code) VALUES (:idempotency_key, :backend_code)\"\n"
      "  - {sql: SELECT wo_no FROM work_order WHERE 1 = 0, reference: wo_no}\n");
  const auto submitted = submit();
  EXPECT_EQ(submitted.verdict.outcome, Outcome::unsupported);
  EXPECT_THAT(submitted.verdict.reason, HasSubstr("submit 2: it gave no row"));
  EXPECT_EQ(count(), "0");
}

TEST_P(Databases, UnknownTable_KeepsTheReportUntilItIsThere) {
  use("submit:\n  - {sql: INSERT INTO no_such_table VALUES (:id), reference: wo_no}\n");
  const auto submitted = submit();
  EXPECT_EQ(submitted.verdict.outcome, Outcome::unavailable) << submitted.verdict.reason;
  EXPECT_THAT(submitted.verdict.reason, HasSubstr("submit 1: the database can't run the statement"));
}

TEST_P(Databases, NewReport_HasTheConfiguredStatus) {
  use(council_.statements() + "statuses: {to_backend: {open: A}}\n");
  filed();
  EXPECT_THAT(council_.one("SELECT status FROM work_order"), testing::StartsWith("A"));
}

TEST_P(Databases, Clerk_IsSeen) {
  use(council_.statements() + council_.changes() + "  first: 3650d\nstatuses: {from_backend: {C: fixed}}\n");
  const std::string reference = filed();
  filed("KEY2");
  clerk_closes(reference, "2026-07-01 07:30:00");
  const auto polled = adapter_->changes("", bench_.terms());
  ASSERT_EQ(polled.verdict.outcome, Outcome::ok) << polled.verdict.reason;
  ASSERT_EQ(polled.changes.size(), 1u);
  EXPECT_EQ(polled.changes[0].reference, reference);
  EXPECT_EQ(polled.changes[0].key, "KEY1");
  EXPECT_EQ(polled.changes[0].status, Status::fixed);
  EXPECT_EQ(polled.changes[0].backend_status, "C");
  EXPECT_EQ(polled.changes[0].note, "Fixed — żółć");
  EXPECT_EQ(r311::format_w3c(polled.changes[0].changed, r311::Zone::utc()), "2026-07-01T12:30:00Z");
  EXPECT_EQ(polled.cursor, "2026-07-01T12:28:00.000Z");
  clerk_closes(reference, "2026-07-01 07:00:00");
  EXPECT_TRUE(adapter_->changes(polled.cursor, bench_.terms()).changes.empty());
}

TEST_P(Databases, UnknownStatus_FollowsThePolicy) {
  use(council_.statements() + council_.changes() +
      "  first: 3650d\nstatuses: {from_backend: {N: open}, unknown: closed}\n");
  const std::string reference = filed();
  clerk_closes(reference, "2026-07-01 07:30:00", "Q");
  testing::internal::CaptureStderr();
  const auto polled = adapter_->changes("", bench_.terms());
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("the back end's status Q is not in from_backend"));
  ASSERT_EQ(polled.changes.size(), 1u);
  EXPECT_EQ(polled.changes[0].status, Status::closed);
  EXPECT_EQ(polled.changes[0].backend_status, "Q");
  EXPECT_TRUE(polled.changes[0].status_unknown);
}

TEST_P(Databases, Probe_TellsWhetherAllIsWell) {
  use("probe: SELECT COUNT(*) FROM work_order\n");
  EXPECT_EQ(adapter_->probe(bench_.terms()).outcome, Outcome::ok);
  council_.clerk("DROP TABLE work_order");
  EXPECT_EQ(adapter_->probe(bench_.terms()).outcome, Outcome::unavailable);
}

TEST_P(Databases, LockedRow_IsWaitedForNoLongerThanTheCallHasTime) {
  use(council_.statements());
  filed();
  const auto other = council_.connect();
  r311_call abi{};
  abi.size = sizeof abi;
  abi.deadline =
      std::chrono::duration_cast<r311::Milliseconds>((the_clock().now() + std::chrono::minutes(1)).time_since_epoch())
          .count();
  other->run({"UPDATE work_order SET status = 'W' WHERE ext_ref = 'KEY1'", {}}, {}, 0, relay311::Call(abi));
  auto terms = bench_.terms();
  terms.deadline = the_clock().now() + std::chrono::milliseconds(1500);
  const auto submitted = adapter_->submit(report_, terms);
  EXPECT_EQ(submitted.verdict.outcome, Outcome::unavailable) << submitted.verdict.reason;
  EXPECT_TRUE(other->rollback());
  filed();
}

INSTANTIATE_TEST_SUITE_P(All, Databases, testing::Values("sqlite", "postgresql", "mariadb", "odbc"),
                         [](const auto& kind) { return kind.param; });

using Servers = Databases;

TEST_P(Servers, Restart_IsSurvivedByTheSameAdapter) {
  use(council_.statements());
  filed("BEFORE");
  council_.stop_server();
  EXPECT_EQ(submit("WHILE").verdict.outcome, Outcome::unavailable);
  EXPECT_EQ(adapter_->probe(bench_.terms()).outcome, Outcome::unavailable);
  council_.start_server();
  filed("AFTER");
  council_.stop_server();
  council_.start_server();
  filed("AT ONCE");
  EXPECT_EQ(count(), "3");
}

TEST_P(Servers, WrongPassword_IsAnOperatorsMatterAndNeverPrinted) {
  use(council_.url_with_wrong_password(), council_.statements());
  testing::internal::CaptureStderr();
  const auto submitted = submit();
  const auto probed = adapter_->probe(bench_.terms());
  const std::string logged = testing::internal::GetCapturedStderr();
  EXPECT_EQ(submitted.verdict.outcome, Outcome::unauthorized) << submitted.verdict.reason;
  EXPECT_EQ(probed.outcome, Outcome::unauthorized);
  EXPECT_THAT(logged + submitted.verdict.reason + probed.reason, Not(HasSubstr("wrongpassword")));
}

INSTANTIATE_TEST_SUITE_P(All, Servers, testing::Values("postgresql", "mariadb", "odbc"),
                         [](const auto& kind) { return kind.param; });

}  // namespace
}  // namespace sql::test
