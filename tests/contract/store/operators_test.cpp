// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "contract/store/store_contract.h"

namespace r311::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using store::DeliveryFilter;
using store::DeliveryState;
using store::OperatorAction;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

TEST_P(StoreContract, Destinations_TellCountsOldestAndTheLastReason) {
  EXPECT_THAT(store().destinations().value(), IsEmpty());
  const Time first = now();
  accept_plain("1");
  clock_.advance(minutes{1});
  accept_plain("2");
  ASSERT_TRUE(accept(plain_report("3", now()), "springfield.example/parks"));
  settle(due_delivery("2"), DeliveryState::parked);
  const auto standing = store().destinations().value();
  ASSERT_THAT(standing, SizeIs(2));
  EXPECT_EQ(standing[0].name, kHighways);
  EXPECT_THAT(standing[0].counts, ElementsAre(Pair(DeliveryState::waiting, 1), Pair(DeliveryState::parked, 1)));
  EXPECT_EQ(standing[0].oldest, first);
  EXPECT_EQ(standing[0].last_reason, "why");
  EXPECT_EQ(standing[0].last_failure, now());
  EXPECT_EQ(standing[1].name, "springfield.example/parks");
  EXPECT_EQ(standing[1].last_reason, "");
  settle(due_delivery("1"), DeliveryState::delivered, "W1");
  EXPECT_FALSE(store().destinations().value()[0].oldest);
  ASSERT_TRUE(store().begin(store().due("springfield.example/parks", now(), 1).value().at(0), now()));
  EXPECT_EQ(store().destinations().value()[1].oldest, now()) << "also what is in a call";
}

TEST_P(StoreContract, Story_HoldsTheReportItsDeliveriesAttemptsAndNotes) {
  ASSERT_TRUE(accept(full_report("1", now())));
  settle(due_delivery("1"), DeliveryState::parked);
  clock_.advance(minutes{1});
  ASSERT_EQ(act(OperatorAction::retry), 1);
  for (const char* by : {"1", "token-1"}) {
    const auto story = store().story(kJurisdiction, by).value();
    ASSERT_TRUE(story) << by;
    EXPECT_EQ(story->report.id, "1");
    EXPECT_EQ(story->request.status, open311::Status::open);
    ASSERT_THAT(story->deliveries, SizeIs(3)) << "the report, then its two files";
    const auto& delivery = story->deliveries[0];
    EXPECT_EQ(delivery.delivery.kind, store::DeliveryKind::create);
    EXPECT_EQ(delivery.delivery.destination, kHighways);
    EXPECT_EQ(delivery.delivery.state, DeliveryState::waiting);
    ASSERT_THAT(delivery.attempts, SizeIs(1));
    EXPECT_EQ(delivery.attempts[0].reason, "why");
    ASSERT_THAT(delivery.notes, SizeIs(1));
    EXPECT_EQ(delivery.notes[0].action, OperatorAction::retry);
    EXPECT_EQ(delivery.notes[0].reason, "because");
    EXPECT_EQ(delivery.notes[0].who, "pat");
    EXPECT_EQ(delivery.notes[0].at, now());
  }
  for (const char* unknown : {"", "2"}) EXPECT_FALSE(store().story(kJurisdiction, unknown).value()) << unknown;
  EXPECT_FALSE(store().story("nowhere.example", "1").value());
}

TEST_P(StoreContract, Story_IsFoundByAnUpdateOfTheReportToo) {
  accept_plain("1");
  accept_plain("2");
  open311::AcceptedUpdate said;
  said.jurisdiction = kJurisdiction;
  said.request = "2";
  said.id = "U1";
  said.updated = said.received = now();
  said.update.description = "Still there";
  ASSERT_TRUE(store().take_update(said, {}, {}));
  const auto story = store().story(kJurisdiction, "U1").value();
  ASSERT_TRUE(story);
  EXPECT_EQ(story->report.id, "2");
  ASSERT_THAT(story->deliveries, SizeIs(2));
  EXPECT_EQ(story->deliveries[1].delivery.kind, store::DeliveryKind::update);
  EXPECT_FALSE(store().story(kJurisdiction, "U2").value());
  EXPECT_FALSE(store().story("nowhere.example", "U1").value());
}

TEST_P(StoreContract, List_TellsWhatIsNotDeliveredByNumber_InPages) {
  accept_delivered("0", "W0");
  for (const char* id : {"1", "2", "3"}) accept_plain(id);
  clock_.advance(minutes{1});
  ASSERT_TRUE(accept(plain_report("4", now()), "springfield.example/parks"));
  settle(due_delivery("2"), DeliveryState::parked);
  const auto listed = [&](const DeliveryFilter& filter) {
    std::vector<std::string> reports;
    const auto page = store().list(filter, 0, 100).value();
    for (const auto& each : page.deliveries) reports.push_back(each.report);
    return reports;
  };
  EXPECT_THAT(listed({}), ElementsAre("1", "2", "3", "4"));
  const auto of = [](auto DeliveryFilter::*field, auto value) {
    DeliveryFilter filter;
    filter.*field = value;
    return filter;
  };
  EXPECT_THAT(listed(of(&DeliveryFilter::state, DeliveryState::parked)), ElementsAre("2"));
  EXPECT_THAT(listed(of(&DeliveryFilter::state, DeliveryState::delivered)), IsEmpty());
  EXPECT_THAT(listed(of(&DeliveryFilter::destination, "springfield.example/parks")), ElementsAre("4"));
  EXPECT_THAT(listed(of(&DeliveryFilter::created_before, now())), ElementsAre("1", "2", "3"));
  EXPECT_THAT(listed(of(&DeliveryFilter::id, "3")), ElementsAre("3"));
  EXPECT_THAT(listed(of(&DeliveryFilter::jurisdiction, "nowhere.example")), IsEmpty());

  const auto first = store().list({}, 0, 2).value();
  ASSERT_THAT(first.deliveries, SizeIs(2));
  EXPECT_TRUE(first.more);
  EXPECT_EQ(first.deliveries[1].delivery.destination, kHighways);
  EXPECT_EQ(first.deliveries[1].delivery.attempts, 1);
  EXPECT_EQ(first.deliveries[1].delivery.reason, "why");
  const auto last = store().list({}, first.deliveries[1].delivery.id, 2).value();
  ASSERT_THAT(last.deliveries, SizeIs(2));
  EXPECT_EQ(last.deliveries[0].report, "3");
  EXPECT_FALSE(last.more);
}

TEST_P(StoreContract, Action_MovesOnlyWhatMayBeMovedSo) {
  struct Case {
    OperatorAction action;
    DeliveryState to;
    std::vector<DeliveryState> from;
  };
  const std::vector<Case> cases{
      {OperatorAction::retry, DeliveryState::waiting, {DeliveryState::parked, DeliveryState::rejected}},
      {OperatorAction::park, DeliveryState::parked, {DeliveryState::waiting, DeliveryState::unknown}},
      {OperatorAction::drop, DeliveryState::rejected, {DeliveryState::waiting, DeliveryState::parked}}};
  int number = 0;
  for (const Case& one : cases) {
    for (const auto state : {DeliveryState::waiting, DeliveryState::sending, DeliveryState::unknown,
                             DeliveryState::delivered, DeliveryState::parked, DeliveryState::rejected}) {
      const std::string id = std::to_string(++number);
      accept_plain(id);
      if (state == DeliveryState::sending) {
        ASSERT_TRUE(store().begin(due_delivery(id), now()));
      } else {
        settle(due_delivery(id), state, "W" + id);
      }
      DeliveryFilter filter;
      filter.id = id;
      const bool may = std::find(one.from.begin(), one.from.end(), state) != one.from.end();
      EXPECT_EQ(act(one.action, filter), may ? 1 : 0) << store::word(one.action) << " of " << store::word(state);
      EXPECT_EQ(state_of(id), may ? one.to : state);
    }
  }
}

TEST_P(StoreContract, Filter_TakesTheIdTheOwnIdAndTheToken) {
  ASSERT_TRUE(accept(full_report("1", now())));
  DeliveryFilter filter;
  filter.id = "token-1";
  EXPECT_EQ(act(OperatorAction::park, filter), 3) << "with its two files";
  filter.id = "1";
  EXPECT_EQ(act(OperatorAction::retry, filter), 3);
}

TEST_P(StoreContract, RetriedDelivery_IsDueAtOnce) {
  accept_plain("1");
  settle(due_delivery("1"), DeliveryState::parked);
  ASSERT_EQ(act(OperatorAction::retry), 1);
  EXPECT_EQ(due_delivery("1").reason, "because");
}

TEST_P(StoreContract, Filters_NarrowDownTogether) {
  for (const char* id : {"1", "2", "3"}) accept_plain(id);
  ASSERT_TRUE(accept(plain_report("4", now()), "springfield.example/parks"));
  settle(due_delivery("3"), DeliveryState::parked);
  clock_.advance(minutes{10});
  accept_plain("5");

  DeliveryFilter filter;
  filter.destination = kHighways;
  filter.state = DeliveryState::waiting;
  filter.created_before = now() - minutes{5};
  EXPECT_EQ(act(OperatorAction::drop, filter), 2);
  EXPECT_EQ(state_of("3"), DeliveryState::parked);
  EXPECT_EQ(state_of("4"), DeliveryState::waiting);
  EXPECT_EQ(state_of("5"), DeliveryState::waiting);

  filter = {};
  filter.jurisdiction = "nowhere.example";
  EXPECT_EQ(act(OperatorAction::park, filter), 0);
  filter.jurisdiction = kJurisdiction;
  EXPECT_EQ(act(OperatorAction::park, filter), 2);
}

TEST_P(StoreContract, ManyDeliveries_AreAllMoved) {
  for (int i = 0; i < 450; ++i) accept_plain(std::to_string(i));
  EXPECT_EQ(act(OperatorAction::park), 450);
  EXPECT_THAT(store().census(kHighways).value(), ElementsAre(Pair(DeliveryState::parked, 450)));
  EXPECT_EQ(act(OperatorAction::park), 0);
}

// A back end that takes nothing rejects what is retried while the rest is still being retried.
TEST_P(StoreContract, RetryOfWhatIsRejectedAgainAtOnce_MovesEachOnceAndEnds) {
  constexpr int kReports = 250;
  for (int i = 0; i < kReports; ++i) {
    const std::string id = std::to_string(i);
    accept_plain(id);
    const auto create = due_delivery(id);
    if (i % 5 == 0) follow(create.request, store::DeliveryKind::update, id + "-note");
    settle(create, DeliveryState::rejected);
  }
  std::atomic<bool> retried{false};
  std::thread back_end([&] {
    bool last = false;
    while (!last) {
      last = retried;
      const auto due = store().due(kHighways, now(), 50).value();
      for (const auto& delivery : due) settle(delivery, DeliveryState::rejected);
      last = last && due.empty();
    }
  });
  DeliveryFilter filter;
  filter.destination = kHighways;
  const auto moved = act(OperatorAction::retry, filter);
  retried = true;
  back_end.join();
  EXPECT_GE(moved, kReports);
  EXPECT_LE(moved, kReports + kReports / 5);
  EXPECT_THAT(store().census(kHighways).value(), ElementsAre(Pair(DeliveryState::rejected, kReports + kReports / 5)));
  for (int i = 0; i < kReports; ++i) {
    const auto story = store().story(kJurisdiction, std::to_string(i)).value();
    for (const auto& one : story->deliveries) EXPECT_THAT(one.notes, SizeIs(1)) << one.delivery.key;
  }
}

TEST_P(StoreContract, ActionWithoutAReason_IsInvalidAndMovesNothing) {
  accept_plain("1");
  const auto moved = store().act({}, OperatorAction::drop, "", "pat", now());
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().kind, Kind::invalid);
  EXPECT_EQ(state_of("1"), DeliveryState::waiting);
}

TEST_P(StoreContract, WhatANodeSays_TakesThePlaceOfWhatItSaidBefore) {
  store::NodeStanding one;
  one.destination = kHighways;
  one.circuit = "open";
  one.window = 3;
  one.in_flight = 2;
  one.last_reason = "down";
  one.next_try = now() + minutes{2};
  auto other = one;
  other.destination = "springfield.example/parks";
  other.circuit = "closed";
  other.next_try = std::nullopt;
  EXPECT_TRUE(store().standings().value().empty());
  ASSERT_TRUE(store().publish("a", {one, other}, now()));
  clock_.advance(minutes{1});
  ASSERT_TRUE(store().publish("b", {one}, now()));
  one.window = 4;
  ASSERT_TRUE(store().publish("a", {one}, now()));
  reopen();
  auto said = store().standings().value();
  ASSERT_EQ(said.size(), 2U);
  for (const auto& each : said) {
    EXPECT_EQ(each.destination, kHighways);
    EXPECT_EQ(each.circuit, "open");
    EXPECT_EQ(each.in_flight, 2);
    EXPECT_EQ(each.last_reason, "down");
    EXPECT_EQ(each.next_try, one.next_try);
    EXPECT_EQ(each.updated, now());
  }
  EXPECT_EQ(said.at(0).node, "a");
  EXPECT_EQ(said.at(0).window, 4);
  EXPECT_EQ(said.at(1).node, "b");
  EXPECT_EQ(said.at(1).window, 3);

  ASSERT_TRUE(store().publish("a", {}, now()));
  said = store().standings().value();
  ASSERT_EQ(said.size(), 1U);
  clock_.advance(store::kStandingsKept + minutes{1});
  ASSERT_TRUE(store().publish("a", {other}, now()));
  said = store().standings().value();
  ASSERT_EQ(said.size(), 1U) << "what died long ago is forgotten";
  EXPECT_EQ(said.at(0).node, "a");
  EXPECT_FALSE(said.at(0).next_try);
}

TEST_P(StoreContract, Snapshot_IsTheLastThatWasKept) {
  EXPECT_FALSE(store().snapshot("highways").value());
  ASSERT_TRUE(store().keep_snapshot("highways", "one"));
  ASSERT_TRUE(store().keep_snapshot("highways", "two"));
  ASSERT_TRUE(store().keep_snapshot("parks", ""));
  reopen();
  EXPECT_EQ(store().snapshot("highways").value(), "two");
  EXPECT_EQ(store().snapshot("parks").value(), "");
}

TEST_P(StoreContract, Poll_BelongsToOneNodeUntilItsLeaseRunsOut) {
  EXPECT_TRUE(store().take_poll(kHighways, "a", hours{1}).value());
  EXPECT_FALSE(store().take_poll(kHighways, "b", hours{1}).value());
  EXPECT_TRUE(store().take_poll("springfield.example/parks", "b", hours{1}).value());
  pass(minutes{59});
  EXPECT_TRUE(store().take_poll(kHighways, "a", hours{1}).value());
  pass(minutes{59});
  EXPECT_FALSE(store().take_poll(kHighways, "b", hours{1}).value());
  pass(minutes{1});
  EXPECT_TRUE(store().take_poll(kHighways, "b", hours{1}).value());
  EXPECT_FALSE(store().take_poll(kHighways, "a", hours{1}).value());
}

}  // namespace
}  // namespace r311::test
