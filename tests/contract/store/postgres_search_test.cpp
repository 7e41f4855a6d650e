// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <future>
#include <latch>

#include "contract/store/postgres_place.h"
#include "contract/store/search_contract.h"
#include "store/postgres/connection.h"
#include "store/postgres/facet_backlog.h"
#include "store/postgres/facet_rows.h"
#include "store/postgres/migrations.h"

// The index of what requests are found by, which PostgreSQL's nodes fill behind those who store.
namespace r311::test {
namespace {

using store::postgres::Connection;
using store::postgres::index_backlog;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::int64_t kAll = 1'000'000;

// Searches where nobody indexes but the test.
class LateIndex : public Search {
 protected:
  PostgresPlace& place() { return static_cast<PostgresPlace&>(*place_); }
  std::unique_ptr<Connection> connect() {
    return std::make_unique<Connection>(store::postgres::read_address(place().url()).value(), Connection::Bounds{});
  }
  std::int64_t behind() { return store::postgres::backlog_length(*own_, kAll); }
  std::string indexed() { return place().ask("SELECT count(*) FROM relay311.request_facets"); }
  void until_somebody_waits_for_a_lock() {
    while (place().ask("SELECT count(*) FROM pg_locks WHERE NOT granted") == "0") {
    }
  }
  std::vector<std::string> with_status(open311::Status status) {
    auto query = all();
    query.statuses = {status};
    return ids(query);
  }
  store::PollEffect change(const std::string& id, open311::Status status) {
    open311::Change change;
    change.key = id;
    change.status = status;
    change.changed = now();
    return apply({change});
  }

  std::unique_ptr<Connection> own_ = connect();
};

StoreKind unindexed() {
  return {"unindexed", [] { return std::make_unique<PostgresPlace>(false); }, true};
}
INSTANTIATE_TEST_SUITE_P(Postgres, LateIndex, testing::Values(unindexed()),
                         [](const auto& kind) { return kind.param.name; });
INSTANTIATE_TEST_SUITE_P(PostgresUnindexed, Search, testing::Values(unindexed()),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(LateIndex, AtAnyDistance_SearchesAnswerWhatAPlainScanWould) {
  populate(200);
  EXPECT_EQ(behind(), 200);
  while (behind() > 0) {
    EXPECT_EQ(index_backlog(*own_, 50), 50);
    change_some();
    expect_right_answers(100);
  }
  EXPECT_EQ(indexed(), "200");
}

TEST_P(LateIndex, OfReportsThatNobodyMayRead_HasNothing) {
  auto hidden = plain_report("hidden", now());
  hidden.type = open311::ServiceType::blackbox;
  ASSERT_TRUE(accept(hidden));
  EXPECT_EQ(behind(), 0);
}

TEST_P(LateIndex, SeveralNodesThatFillIt_TakeEachRequestOnce) {
  constexpr int kReports = 300;
  for (int i = 0; i < kReports; ++i) accept_text(std::to_string(i), "", "hole");
  std::latch ready(3);
  const auto fill = [&] {
    const auto connection = connect();
    ready.arrive_and_wait();
    std::int64_t all = 0;
    while (store::postgres::backlog_length(*connection, 1) > 0) all += index_backlog(*connection, 7);
    return all;
  };
  auto first = std::async(std::launch::async, fill);
  auto second = std::async(std::launch::async, fill);
  const auto third = fill();
  EXPECT_EQ(first.get() + second.get() + third, kReports);
  EXPECT_EQ(indexed(), std::to_string(kReports));
  EXPECT_EQ(found_by("hole").size(), static_cast<std::size_t>(kReports));
}

TEST_P(LateIndex, NodeThatDiesWhileItFillsIt_LeavesItToOthers) {
  accept_text("1", "", "hole");
  accept_text("2", "", "hole");
  auto dying = connect();
  dying->begin();
  dying->script("DELETE FROM facet_backlog WHERE seq = 1");
  EXPECT_THAT(found_by("hole"), UnorderedElementsAre("1", "2"));
  EXPECT_EQ(index_backlog(*own_, kAll), 1) << "the other one is being indexed";
  EXPECT_THAT(found_by("hole"), UnorderedElementsAre("1", "2"));
  dying.reset();
  while (index_backlog(*own_, kAll) == 0) {  // the server takes a moment to see it
  }
  EXPECT_EQ(behind(), 0);
  EXPECT_THAT(found_by("hole"), UnorderedElementsAre("1", "2"));
}

TEST_P(LateIndex, StatusThatChangesWhileItIsFilled_IsFound) {
  accept_text("1", "", "hole");
  const auto indexing = connect();
  indexing->begin();
  indexing->script("DELETE FROM facet_backlog");
  store::postgres::add_facets(*indexing, {1});
  auto changed = std::async(std::launch::async, [&] { return change("1", open311::Status::fixed); });
  until_somebody_waits_for_a_lock();
  indexing->commit();
  EXPECT_EQ(changed.get().applied, 1U);
  EXPECT_THAT(with_status(open311::Status::fixed), ElementsAre("1"));
  EXPECT_THAT(with_status(open311::Status::open), IsEmpty());
}

TEST_P(LateIndex, StatusThatIsAboutToChange_KeepsItsRequestOutUntilItHas) {
  accept_text("1", "", "hole");
  const auto changing = connect();
  changing->begin();
  changing->script("UPDATE requests SET status = 'fixed', closed = true");
  EXPECT_EQ(index_backlog(*own_, kAll), 0);
  changing->commit();
  EXPECT_EQ(index_backlog(*own_, kAll), 1);
  EXPECT_THAT(with_status(open311::Status::fixed), ElementsAre("1"));
  EXPECT_THAT(with_status(open311::Status::open), IsEmpty());
}

// Its words tell who may read a request, so that no row of it is looked at.
TEST_P(LateIndex, RequestThatIsIndexed_IsFoundByThoseWhoMayReadItThen) {
  auto report = plain_report("1", now());
  report.report.description = "hole";
  report.type = open311::ServiceType::batch;
  report.token = "T1";
  ASSERT_TRUE(accept(report));
  ASSERT_EQ(index_backlog(*own_, kAll), 1);
  EXPECT_THAT(found_by("hole"), IsEmpty()) << "its token has not resolved";
  settle(due_delivery("1"), store::DeliveryState::delivered, "WO-1");
  EXPECT_THAT(found_by("hole"), ElementsAre("1"));

  auto for_clerks = all();
  for_clerks.words = {"hole"};
  for_clerks.privates = true;
  for (const bool hidden : {true, false}) {
    pass(std::chrono::minutes{1});
    open311::Change change;
    change.reference = "WO-1";
    change.changed = now();
    change.non_public = hidden;
    ASSERT_EQ(apply({change}).applied, 1U);
    EXPECT_EQ(found_by("hole").size(), hidden ? 0U : 1U);
    EXPECT_THAT(ids(for_clerks), ElementsAre("1"));
  }
}

TEST_P(LateIndex, WhatNodesLeftThatAreGone_IsIndexedByOneThatStarts) {
  accept_text("1", "", "hole");
  PostgresPlace& shared = place();
  const auto opened = store::open_postgres(shared.url(), clock_);
  ASSERT_TRUE(opened) << opened.error().text;
  while (behind() > 0) {
  }
  EXPECT_EQ(indexed(), "1");
  EXPECT_THAT(found_by("hole"), ElementsAre("1"));
}

// Of the versions since, each indexes what it stores.
TEST_P(LateIndex, StoreOfAnEarlierVersion_IsSearchedByAllOfIt) {
  const auto steps = store::postgres::migrations();
  const auto anew = std::find_if(steps.rbegin(), steps.rend(), [](const auto& step) { return step.words; });
  ASSERT_NE(anew, steps.rend());
  for (int from = 1; from < anew->number; ++from) {
    const PostgresPlace old;
    const auto address = store::postgres::read_address(old.url()).value();
    ASSERT_TRUE(store::postgres::migrate(address, from)) << from;
    old.ask("INSERT INTO relay311.jurisdictions (name) VALUES ('springfield.example')");
    old.ask(
        "INSERT INTO relay311.requests (seq, jurisdiction, destination, id, token, type, backend_id, visible, status,"
        " requested, updated, service_code, service_name, service_group, backend_code, interface_used, address_string,"
        " address_id, media_url, email, device_id, account_id, first_name, last_name, phone, description)"
        " VALUES (1, 1, 1, 'old', '', 'realtime', false, true, 'open', 0, 0, 'POT', '', '', '', '', '1 Elm Street', '',"
        " '', '', '', '', '', '', '', 'a hole')");
    const auto opened = store::open_postgres(old.url(), clock_);
    ASSERT_TRUE(opened) << "from " << from << ": " << opened.error().text;
    auto query = all();
    query.words = {"hole"};
    query.address = "elm";
    const auto found = (*opened)->requests(query);
    ASSERT_TRUE(found) << found.error().text;
    ASSERT_EQ(found->size(), 1U) << "from " << from;
    EXPECT_EQ(found->front().id, "old");
  }
}

}  // namespace
}  // namespace r311::test
