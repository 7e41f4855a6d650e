// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

#include "support/plugin_bench.h"
#include "support/text_source.h"

// The example city's own database and statements, as they are shipped.
namespace sql::test {
namespace {

using r311::open311::Status;
using r311::plugin::Outcome;
using testing::HasSubstr;
using testing::SizeIs;

const std::filesystem::path city = RELAY311_SPRINGFIELD;

class Springfield : public testing::Test {
 protected:
  Springfield() : bench_({RELAY311_PLUGINS}, clock_) {}

  void run(const std::string& command) { ASSERT_EQ(std::system(command.c_str()), 0) << command; }
  void prepare() { run((city / "prepare").string() + " " + bench_.data.path().string()); }
  std::string database() const { return (bench_.data.path() / "highways.db").string(); }
  void clerk(const std::string& statement) { run("sqlite3 " + database() + " \"" + statement + "\""); }
  void add(const char* tables) { run("sqlite3 " + database() + " < " + (city / tables).string() + " >/dev/null"); }

  void open() {
    auto made = bench_.make("sql", "database: sqlite:highways.db\ntime_zone: America/Chicago\nstatements: " +
                                       (city / "highways.sql.yaml").string() + "\n");
    std::string told;
    for (const auto& finding : bench_.findings) told += to_text(finding) + "\n";
    ASSERT_TRUE(made) << made.error().text << told;
    adapter_ = std::move(*made);
  }

  std::string filed() {
    auto report = r311::test::full_report();
    report.backend_code = "RD-10";
    const auto submitted = adapter_->submit(report, bench_.terms("R1"));
    EXPECT_EQ(submitted.verdict.outcome, Outcome::ok) << submitted.verdict.reason;
    return submitted.reference;
  }

  r311::plugin::Submitted update(const std::string& reference) {
    r311::open311::AcceptedUpdate update;
    update.id = "U1";
    update.reference = reference;
    update.updated = clock_.now();
    update.update.description = "Noch tiefer";
    update.update.status = Status::fixed;
    return adapter_->update(update, bench_.terms("U1"));
  }

  const r311::SystemClock clock_;
  r311::test::PluginBench bench_;
  std::unique_ptr<r311::plugin::Adapter> adapter_;
};

TEST_F(Springfield, UpdateAndPhoto_ReachTheOrderOnce_AndComeBackAsOurs) {
  prepare();
  open();
  const std::string order = filed();
  const auto added = update(order);
  ASSERT_EQ(added.verdict.outcome, Outcome::ok) << added.verdict.reason;
  EXPECT_EQ(added.reference, "remark 1");
  EXPECT_EQ(update(order).reference, "remark 1");
  EXPECT_EQ(adapter_->find_update(bench_.terms("U1")).reference, "remark 1");
  for (int attempt = 0; attempt < 2; ++attempt) {
    r311::test::TextSource source("a photo");
    const auto attached =
        adapter_->attach({"R1", order, "U1", 1, {"d", "a.jpg", "image/jpeg", 7}}, source, bench_.terms("P1"));
    ASSERT_EQ(attached.verdict.outcome, Outcome::ok) << attached.verdict.reason;
    EXPECT_EQ(attached.reference, "1");
  }
  const auto polled = adapter_->changes("", bench_.terms());
  ASSERT_THAT(polled.changes, SizeIs(1)) << polled.verdict.reason;
  EXPECT_EQ(polled.changes[0].reference, order);
  EXPECT_EQ(polled.changes[0].update_key, "U1");
  EXPECT_EQ(polled.changes[0].update_id, "remark 1");
  EXPECT_EQ(polled.changes[0].note, "Noch tiefer");
  EXPECT_EQ(polled.changes[0].status, std::nullopt) << "how a citizen sees it is no change of the order";
  EXPECT_THAT(polled.work_orders, SizeIs(0));
}

TEST_F(Springfield, LaterDetails_StandInTheRemarkBelowItsText) {
  prepare();
  open();
  r311::open311::AcceptedUpdate update;
  update.reference = filed();
  update.updated = clock_.now();
  update.update.attributes = {{"depth", {"30"}}, {"hazard", {"pram", "blind"}}};
  for (const char* text : {"", "Measured again"}) {
    update.id += "U";
    update.update.description = text;
    const auto added = adapter_->update(update, bench_.terms(update.id));
    ASSERT_EQ(added.verdict.outcome, Outcome::ok) << added.verdict.reason;
  }
  const auto polled = adapter_->changes("", bench_.terms());
  ASSERT_THAT(polled.changes, SizeIs(2)) << polled.verdict.reason;
  EXPECT_EQ(polled.changes[0].note, "depth: 30\nhazard: pram\nhazard: blind");
  EXPECT_EQ(polled.changes[1].note, "Measured again\ndepth: 30\nhazard: pram\nhazard: blind");
}

TEST_F(Springfield, UpdateOfAnOrderThatIsNotThere_LeavesNothing) {
  prepare();
  open();
  EXPECT_EQ(update("70001").verdict.outcome, Outcome::unsupported);
  EXPECT_THAT(adapter_->changes("", bench_.terms()).changes, SizeIs(0));
}

TEST_F(Springfield, WhatClerksDo_IsToldTheSameInEveryPollOfTheOverlap) {
  prepare();
  open();
  const std::string order = filed();
  clerk("UPDATE work_order SET status = 'W', clerk_note = 'Crew is out' WHERE wo_no = " + order);
  clerk("INSERT INTO remark (wo_no, author, body) VALUES (" + order + ", 'Crew 4', 'On our way')");
  clerk(
      "INSERT INTO work_order (type_code, descr, latitude, longitude, reported_local) SELECT 'RD-20', 'Crack', 39.8,"
      " -89.65, local FROM wall_clock");
  const auto polled = adapter_->changes("", bench_.terms());
  ASSERT_THAT(polled.changes, SizeIs(2)) << polled.verdict.reason;
  EXPECT_EQ(polled.changes[0].status, Status::in_progress);
  EXPECT_EQ(polled.changes[0].note, "Crew is out");
  EXPECT_EQ(polled.changes[1].note, "On our way");
  EXPECT_EQ(polled.changes[1].update_key, "");
  EXPECT_NE(polled.changes[0].update_id, polled.changes[1].update_id);
  ASSERT_THAT(polled.work_orders, SizeIs(1));
  EXPECT_EQ(polled.work_orders[0].backend_code, "RD-20");
  EXPECT_EQ(polled.work_orders[0].description, "Crack");
  EXPECT_EQ(polled.work_orders[0].status, Status::open);
  EXPECT_EQ(polled.work_orders[0].position->longitude, -89.65);
  const auto next = adapter_->changes(polled.cursor, bench_.terms());
  ASSERT_THAT(next.changes, SizeIs(2)) << next.verdict.reason;
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(next.changes[i].update_id, polled.changes[i].update_id);
  ASSERT_THAT(next.work_orders, SizeIs(1));
  EXPECT_EQ(next.work_orders[0].reference, polled.work_orders[0].reference);
}

TEST_F(Springfield, DuplicateThatAClerkFinds_LeadsToTheOrderThatWasThereBefore) {
  prepare();
  open();
  const std::string order = filed();
  clerk("INSERT INTO work_order (type_code, descr, reported_local, duplicate_of) SELECT 'RD-10', 'Hole', local, " +
        order + " FROM wall_clock");
  clerk("UPDATE work_order SET duplicate_of = wo_no + 1 WHERE wo_no = " + order);
  const auto polled = adapter_->changes("", bench_.terms());
  ASSERT_THAT(polled.changes, SizeIs(1)) << polled.verdict.reason;
  EXPECT_EQ(polled.changes[0].reference, order);
  EXPECT_EQ(polled.changes[0].status, Status::duplicate);
  EXPECT_EQ(polled.changes[0].links.duplicate_of, std::to_string(std::stoi(order) + 1));
}

TEST_F(Springfield, DatabaseFromBeforeThereWereRemarks_TakesReports_AndTheRestOnceItIsExtended) {
  add("work_orders.sql");
  add("duplicates.sql");
  prepare();
  open();
  const std::string order = filed();
  clerk("UPDATE work_order SET status = 'C' WHERE wo_no = " + order);
  const auto before = adapter_->changes("7", bench_.terms());
  EXPECT_EQ(before.verdict.outcome, Outcome::unavailable);
  EXPECT_THAT(before.verdict.reason, HasSubstr("remark"));
  add("remarks.sql");
  add("remarks.sql");
  EXPECT_EQ(update(order).reference, "remark 1");
  const auto after = adapter_->changes("0", bench_.terms());  // as it was kept when there was one query
  ASSERT_THAT(after.changes, SizeIs(2)) << after.verdict.reason;
  EXPECT_EQ(after.changes[0].status, Status::closed);
}

}  // namespace
}  // namespace sql::test
