// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "adapter_test.h"

// Numbers that a sequence gives out are committed in another order.
namespace sql::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PostgreSQLCursor : public AdapterTest {
 protected:
  PostgreSQLCursor() : AdapterTest("postgresql") {
    council_.clerk("ALTER TABLE work_order ADD COLUMN change_no BIGSERIAL");
  }
  std::string changes() const {
    return "changes:\n"
           "  sql: SELECT wo_no, status, changed_local, change_no FROM work_order\n"
           "       WHERE change_no > COALESCE(CAST(:since AS BIGINT), 0) ORDER BY change_no\n"
           "  reference: wo_no\n  status: status\n  changed: changed_local\n  cursor: change_no\n";
  }
  // In a transaction that is left open.
  std::unique_ptr<Connection> opens(const std::string& number) {
    auto connection = council_.connect();
    connection->run({insert(number), {}}, {}, 1, relay311::Call(long_call_));
    return connection;
  }
  void commit(Connection& connection) { connection.commit(relay311::Call(long_call_)); }
  static std::string insert(const std::string& number) {
    return "INSERT INTO work_order (wo_no, type_code, changed_local) VALUES (" + number +
           ", 'PH01', '2026-03-01 10:00:00')";
  }
  std::vector<std::string> poll() {
    auto polled = adapter_->changes(cursor_, bench_.terms());
    EXPECT_EQ(polled.verdict.outcome, r311::plugin::Outcome::ok) << polled.verdict.reason;
    cursor_ = polled.cursor;
    std::vector<std::string> references;
    for (const auto& change : polled.changes) references.push_back(change.reference);
    return references;
  }

 private:
  static r311_call terms() {
    r311_call made{};
    made.size = sizeof made;
    const auto deadline = std::chrono::system_clock::now() + std::chrono::hours(1);
    made.deadline = std::chrono::duration_cast<std::chrono::milliseconds>(deadline.time_since_epoch()).count();
    made.cancelled = [](r311_call_handle*) { return std::int32_t{0}; };
    return made;
  }
  const r311_call long_call_ = terms();
  std::string cursor_;
};

TEST_F(PostgreSQLCursor, TransactionsThatCommitOutOfOrder_AreBothTold) {
  use(council_.statements() + changes());
  const auto first = opens("101");
  const auto second = opens("102");
  commit(*second);
  EXPECT_THAT(poll(), ElementsAre("102"));
  EXPECT_THAT(poll(), ElementsAre("102"));
  commit(*first);
  EXPECT_THAT(poll(), ElementsAre("101", "102"));
}

TEST_F(PostgreSQLCursor, WithoutOverlap_TheLateOneIsPassedOver) {
  use(council_.statements() + changes() + "  overlap_rows: 0\n");
  const auto first = opens("101");
  council_.clerk(insert("102"));
  EXPECT_THAT(poll(), ElementsAre("102"));
  commit(*first);
  EXPECT_THAT(poll(), IsEmpty());
}

TEST_F(PostgreSQLCursor, OldRows_AreLeftBehind_AndAllIsReadPageByPage) {
  use(council_.statements() + changes() + "  overlap_rows: 2\n  limit: 3\n");
  for (int i = 1; i <= 9; ++i) council_.clerk(insert("10" + std::to_string(i)));
  EXPECT_THAT(poll(), ElementsAre("101", "102", "103", "104", "105"));
  EXPECT_THAT(poll(), ElementsAre("104", "105", "106", "107", "108"));
  EXPECT_THAT(poll(), ElementsAre("107", "108", "109"));
  EXPECT_THAT(poll(), ElementsAre("108", "109"));
}

}  // namespace
}  // namespace sql::test
