// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "adapter_test.h"

// What is told when a transaction goes wrong at its very end, or can't be undone: a work order must neither be lost nor
// made twice.
namespace sql::test {
namespace {

using r311::plugin::Outcome;
using testing::HasSubstr;

class PostgreSQLCommit : public AdapterTest {
 protected:
  PostgreSQLCommit() : AdapterTest("postgresql") {}
  // Runs `body` in PL/pgSQL while COMMIT is under way.
  void at_commit(const std::string& body) {
    council_.clerk("CREATE OR REPLACE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + body +
                   " RETURN NULL; END $$");
    council_.clerk(
        "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON work_order DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION at_commit()");
  }
};

TEST_F(PostgreSQLCommit, ConnectionThatBreaksInCommit_IsUnknown) {
  use(council_.statements());
  at_commit("PERFORM pg_terminate_backend(pg_backend_pid());");
  const auto submitted = submit();
  EXPECT_EQ(submitted.verdict.outcome, Outcome::internal) << submitted.verdict.reason;
  EXPECT_THAT(submitted.verdict.reason, HasSubstr("COMMIT: the connection to the database broke"));
}

TEST_F(PostgreSQLCommit, RuleThatIsCheckedInCommit_IsARefusal) {
  use(council_.statements());
  at_commit("RAISE EXCEPTION 'no more potholes' USING ERRCODE = 'check_violation';");
  const auto submitted = submit();
  EXPECT_EQ(submitted.verdict.outcome, Outcome::refused) << submitted.verdict.reason;
  EXPECT_EQ(count(), "0");
}

TEST_F(PostgreSQLCommit, ConflictThatIsFoundInCommit_IsTriedAgain) {
  use(council_.statements());
  at_commit("RAISE EXCEPTION 'conflict' USING ERRCODE = 'serialization_failure';");
  EXPECT_EQ(submit().verdict.outcome, Outcome::unavailable);
  council_.clerk("DROP TRIGGER at_commit ON work_order");
  filed();
}

TEST_F(PostgreSQLCommit, CommitThatOutlivesTheCall_IsUnknown) {
  use(council_.statements());
  at_commit("PERFORM pg_sleep(30);");
  auto terms = bench_.terms();
  terms.deadline = the_clock().now() + std::chrono::milliseconds(500);
  const auto outcome = adapter_->submit(report_, terms).verdict.outcome;
  EXPECT_THAT(outcome, testing::AnyOf(Outcome::deadline, Outcome::unavailable));
  if (outcome == Outcome::unavailable) {
    EXPECT_EQ(count(), "0");
  }
}

class MariaDBEngines : public AdapterTest {
 protected:
  MariaDBEngines() : AdapterTest("mariadb") {}
};

TEST_F(MariaDBEngines, TableWithoutTransactions_MakesAFailureUnknown) {
  council_.clerk("ALTER TABLE work_order ENGINE=MyISAM");
  use(council_.statements() + "  - sql: INSERT INTO wo_note (wo_no, body) VALUES (:reference, :attribute.none)\n");
  const auto submitted = submit();
  EXPECT_EQ(submitted.verdict.outcome, Outcome::internal) << submitted.verdict.reason;
  EXPECT_THAT(submitted.verdict.reason, HasSubstr("tables without transactions kept a part"));
}

TEST_F(MariaDBEngines, TimestampColumn_CanBeRead) {
  council_.clerk("ALTER TABLE work_order MODIFY changed_local TIMESTAMP NULL");
  use(council_.statements() + council_.changes() + "  first: 3650d\n");
  clerk_closes(filed(), "2026-07-01 07:30:00");
  EXPECT_EQ(adapter_->changes("", bench_.terms()).changes.size(), 1u);
}

}  // namespace
}  // namespace sql::test
