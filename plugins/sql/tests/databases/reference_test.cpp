// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "adapter_test.h"

// The number by which a work order is known in the council's system, as old tables hold it.
namespace sql::test {
namespace {

using r311::plugin::Outcome;
using testing::HasSubstr;

class References : public AdapterTest, public testing::WithParamInterface<std::string> {
 protected:
  References() : AdapterTest(GetParam()) {
    council_.clerk("DROP TABLE IF EXISTS ledger");
    council_.clerk(
        "CREATE TABLE ledger (wo_no CHAR(12), ext_ref VARCHAR(64), status CHAR(2), changed_local VARCHAR(30))");
  }

  // A clerk's system that numbers its work orders by the report's description.
  const std::string submit_ =
      "submit:\n"
      "  - sql: INSERT INTO ledger (wo_no, ext_ref, changed_local)\n"
      "         VALUES (:description, :idempotency_key, '2026-03-01 10:00:00')\n"
      "  - {sql: 'SELECT wo_no FROM ledger WHERE ext_ref = :idempotency_key', reference: wo_no}\n";
};

TEST_P(References, OfAColumnThatIsFilledWithBlanks_AreThoseThatAPollTells) {
  use(submit_ +
      "  - sql: UPDATE ledger SET status = 'C' WHERE wo_no = :reference\n"
      "find: {sql: 'SELECT wo_no FROM ledger WHERE ext_ref = :idempotency_key', reference: wo_no}\n"
      "changes:\n"
      "  sql: SELECT wo_no, status, changed_local FROM ledger WHERE changed_local >= :since ORDER BY changed_local\n"
      "  reference: wo_no\n  status: status\n  changed: changed_local\n  first: 3650d\n"
      "statuses: {from_backend: {C: closed}}\n");
  report_.report.description = "  WO 7   ";
  EXPECT_EQ(filed("KEY1"), "WO 7");
  EXPECT_EQ(adapter_->find(bench_.terms("KEY1")).reference, "WO 7");
  const auto polled = adapter_->changes("", bench_.terms());
  ASSERT_EQ(polled.changes.size(), 1u) << polled.verdict.reason;
  EXPECT_EQ(polled.changes[0].reference, "WO 7");
  EXPECT_EQ(polled.changes[0].backend_status, "C") << "a later step finds the row by :reference";
}

TEST_P(References, ThatNobodyCouldKeep_LeaveNoWorkOrder) {
  use(submit_);
  for (const std::string bad : {"WO\x07 7", "WO\r7", "   "}) {
    report_.report.description = bad;
    const auto submitted = submit();
    EXPECT_EQ(submitted.verdict.outcome, Outcome::unsupported) << submitted.verdict.reason;
    EXPECT_THAT(submitted.verdict.reason, HasSubstr("submit 2: "));
    EXPECT_THAT(submitted.verdict.reason, HasSubstr("wo_no"));
    EXPECT_EQ(count("ledger"), "0");
  }
}

INSTANTIATE_TEST_SUITE_P(All, References, testing::Values("sqlite", "postgresql", "mariadb", "odbc"),
                         [](const auto& kind) { return kind.param; });

class References8Bit : public AdapterTest {
 protected:
  References8Bit() : AdapterTest("sqlite") {}
  const std::string select_ = "SELECT CAST(X'574FE9' AS TEXT) AS wo_no";
};

TEST_F(References8Bit, AreRefusedBeforeTheCommit) {
  use("submit:\n"
      "  - sql: INSERT INTO work_order (ext_ref, type_code) VALUES (:idempotency_key, :backend_code)\n"
      "  - {sql: \"" +
      select_ + "\", reference: wo_no}\n");
  const auto submitted = submit();
  EXPECT_EQ(submitted.verdict.outcome, Outcome::unsupported);
  EXPECT_THAT(submitted.verdict.reason, HasSubstr("the reference in wo_no is no text in UTF-8"));
  EXPECT_EQ(count(), "0");
}

TEST_F(References8Bit, AreNotFoundEither) {
  use(council_.statements() + "find: {sql: \"" + select_ + ", :idempotency_key AS k\", reference: wo_no}\n");
  EXPECT_EQ(adapter_->find(bench_.terms("KEY1")).verdict.outcome, Outcome::unsupported);
}

TEST_F(References8Bit, AreNoPlaceToPollFrom) {
  use(council_.statements() +
      "changes:\n  sql: \"SELECT 'W' AS wo_no, '2026-03-01 10:00:00' AS at, CAST(X'574FE9' AS TEXT) AS mark,"
      " :since AS s ORDER BY mark\"\n"
      "  reference: wo_no\n  changed: at\n  cursor: mark\n");
  const auto polled = adapter_->changes("before", bench_.terms());
  EXPECT_EQ(polled.verdict.outcome, Outcome::unsupported) << polled.verdict.reason;
  EXPECT_EQ(polled.cursor, "before");
}

}  // namespace
}  // namespace sql::test
