// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <optional>

#include "support/text_source.h"
#include "town.h"

namespace r311::delivery {
namespace {

using plugin::Outcome;
using store::DeliveryState;
using testing::ElementsAre;
using testing::HasSubstr;

plugin::Submitted take_report(const open311::AcceptedReport& report, const plugin::CallTerms&) {
  return test::delivered("W-" + report.id);
}

// A council that has report R, and an app that says things of it.
class FollowUps : public testing::Test {
 protected:
  FollowUps() : adapter(std::make_shared<test::ScriptedAdapter>(take_report)) { town.accept("R"); }

  // Deliveries 2 (the update) and, where it has one, 3 (its photo); 1 is the create.
  void say(const std::string& id, bool photo = false) {
    open311::AcceptedUpdate update;
    update.jurisdiction = "springfield.example";
    update.request = "R";
    update.id = id;
    update.interface_used = "app";
    update.received = update.updated = town.clock->now();
    update.update.description = "Still there";
    if (photo) update.attachments = {{"ab01", "hole.jpg", "image/jpeg", 7}};
    ASSERT_TRUE(town.store->take_update(update, {}, {}));
  }
  std::shared_ptr<Destination> start(DestinationPlan plan) {
    auto around = town.surroundings();
    around.open_file = [this](const std::string& digest) -> Result<std::unique_ptr<plugin::MediaSource>> {
      opened.push_back(digest);
      if (file_trouble) return tl::unexpected<Error>(*file_trouble);
      return std::make_unique<test::TextSource>("a photo");
    };
    return std::make_shared<Destination>(std::move(plan), std::move(around), adapter);
  }
  void work(Destination& destination) {
    while (destination.run() == Milliseconds{0}) {
    }
  }
  std::string last_outcome(std::int64_t delivery) { return town.attempts(delivery).back().outcome; }

  Town town;
  std::shared_ptr<test::ScriptedAdapter> adapter;
  std::vector<std::string> opened;
  std::optional<Error> file_trouble;
};

TEST_F(FollowUps, UpdateAndItsPhoto_ReachTheWorkOrderInTheirOrder) {
  std::vector<std::string> seen;
  adapter->updates = [&](const open311::AcceptedUpdate& update) {
    seen.push_back(update.id + " for " + update.reference + ": " + update.update.description);
    return test::delivered("C1");
  };
  adapter->attaches = [&](const plugin::MediaItem& item, plugin::MediaSource& source) {
    char buffer[100];
    const auto count = source.read(buffer, sizeof buffer).value();
    seen.push_back(item.file.file_name + " of " + item.update + " for " + item.reference + ": " +
                   std::string(buffer, count) + " at " + std::to_string(item.position));
    return test::delivered("");
  };
  say("U1", true);
  work(*start(town.plan()));
  EXPECT_THAT(seen, ElementsAre("U1 for W-R: Still there", "hole.jpg of U1 for W-R: a photo at 1"));
  EXPECT_THAT(opened, ElementsAre("ab01"));
  EXPECT_EQ(town.count(DeliveryState::delivered), 3);
  // What the back end tells of it is known.
  open311::Change echo;
  echo.reference = "W-R";
  echo.update_id = "C1";
  echo.note = "STILL THERE";
  echo.changed = town.clock->now();
  EXPECT_EQ(town.store->apply({town.name, "c", {echo}}).value().known, 1u);
}

TEST_F(FollowUps, WhatTheAdapterDoesNotTake_IsKeptAndSaysSo) {
  say("U1", true);
  work(*start(town.plan()));
  EXPECT_EQ(town.count(DeliveryState::delivered), 3);
  EXPECT_EQ(last_outcome(2), "kept");
  EXPECT_THAT(town.attempts(2).back().reason, HasSubstr("takes no updates"));
  EXPECT_THAT(town.attempts(3).back().reason, HasSubstr("takes no files"));
}

TEST_F(FollowUps, WhatTheAdapterDoesNotTake_IsParkedWhereThatWasDecided) {
  auto plan = town.plan();
  plan.updates = WhatIsNotTaken::park;
  say("U1", true);
  work(*start(plan));
  EXPECT_EQ(town.count(DeliveryState::parked), 1);
  EXPECT_EQ(last_outcome(2), "unsupported");
  EXPECT_THAT(town.attempts(2).back().reason, HasSubstr("takes no updates"));
}

TEST_F(FollowUps, UpdateWithoutAnAnswer_IsLookedUpByItsKey) {
  int calls = 0;
  adapter->updates = [&](const open311::AcceptedUpdate&) {
    ++calls;
    return test::ended(Outcome::deadline, "no answer");
  };
  adapter->finds_update = [](const plugin::CallTerms&) { return test::delivered("C1"); };
  say("U1");
  const auto destination = start(town.plan());
  work(*destination);
  EXPECT_EQ(town.count(DeliveryState::unknown), 1);
  town.clock->advance(std::chrono::minutes{5});
  work(*destination);
  EXPECT_EQ(calls, 1);
  EXPECT_THAT(adapter->looked_up(), ElementsAre("U1"));
  EXPECT_EQ(town.count(DeliveryState::delivered), 2);
}

TEST_F(FollowUps, UpdateWithoutAnAnswerThatCantBeLookedUp_IsParkedWithItsKey) {
  adapter->updates = [&](const open311::AcceptedUpdate&) { return test::ended(Outcome::deadline, "no answer"); };
  say("U1");
  work(*start(town.plan()));
  EXPECT_EQ(town.count(DeliveryState::parked), 1);
  EXPECT_EQ(last_outcome(2), "deadline");
}

TEST_F(FollowUps, FileThatIsGone_IsParkedAndOneThatCantBeReadNowWaits) {
  adapter->attaches = [](const plugin::MediaItem&, plugin::MediaSource&) { return test::delivered(""); };
  adapter->updates = [](const open311::AcceptedUpdate&) { return test::delivered(""); };
  say("U1", true);
  file_trouble = Error{Kind::unavailable, "the disk"};
  const auto destination = start(town.plan());
  work(*destination);
  EXPECT_EQ(town.count(DeliveryState::waiting), 1);
  file_trouble = Error{Kind::not_found, "no such file"};
  town.clock->advance(std::chrono::minutes{5});
  work(*destination);
  EXPECT_EQ(town.count(DeliveryState::parked), 1);
  EXPECT_EQ(last_outcome(3), "unsupported");
}

TEST_F(FollowUps, WorkOrdersOfOtherChannels_BecomeRequestsWhereTheirServiceIsOffered) {
  adapter = std::make_shared<test::ScriptedAdapter>(take_report, [](const std::string&, const plugin::CallTerms&) {
    plugin::Polled polled;
    polled.cursor = "1";
    open311::WorkOrder order;
    order.reference = "W9";
    order.backend_code = "RD-10";
    order.description = "A tree";
    polled.work_orders = {order, order};
    polled.work_orders[1].backend_code = "ZZ-99";
    polled.work_orders[1].reference = "W10";
    return polled;
  });
  auto around = town.surroundings();
  around.request_of = [this](const open311::WorkOrder& order) -> std::optional<open311::AcceptedReport> {
    if (order.backend_code != "RD-10") return std::nullopt;
    open311::AcceptedReport report;
    report.jurisdiction = "springfield.example";
    report.service_code = "POT";
    report.reference = order.reference;
    report.requested = town.clock->now();
    report.report.description = order.description;
    return report;
  };
  Destination destination(town.plan(), std::move(around), adapter);
  work(destination);
  store::RequestQuery query;
  query.jurisdiction = "springfield.example";
  const auto requests = town.store->requests(query).value();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_THAT((std::vector{requests[0].description, requests[1].description}),
              testing::UnorderedElementsAre("A hole", "A tree"));
}

}  // namespace
}  // namespace r311::delivery
