// SPDX-License-Identifier: Apache-2.0
#include "delivery/poller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/log.h"
#include "town.h"

namespace r311::delivery {
namespace {

using plugin::Outcome;
using store::DeliveryState;
using test::delivered;
using test::ended;
using test::ScriptedAdapter;
using testing::ElementsAre;

ScriptedAdapter::Submit always_delivered() {
  return [](const auto& report, const auto&) { return delivered("WO-" + report.id); };
}

plugin::Polled closes(const std::string& reference, std::string cursor, Time changed) {
  open311::Change change;
  change.reference = reference;
  change.status = open311::Status::closed;
  change.note = "Filled.";
  change.changed = changed;
  return {{Outcome::ok, {}}, {change}, std::move(cursor)};
}

TEST(Poll, ChangedWorkOrder_IsSeenInTheRequest) {
  Town town;
  town.accept("A1");
  const auto adapter = std::make_shared<ScriptedAdapter>(always_delivered(),
                                                         [&](const std::string& cursor, const auto&) -> plugin::Polled {
                                                           if (cursor.empty()) return {{Outcome::ok, {}}, {}, "1"};
                                                           return closes("WO-A1", "2", town.clock->now());
                                                         });
  const auto destination = town.destination(adapter);
  destination->run();
  town.clock->advance(town.plan().poll_every);
  destination->run();
  const auto request = town.store->request("springfield.example", "A1").value().value();
  EXPECT_EQ(request.status, open311::Status::closed);
  EXPECT_EQ(request.status_notes, "Filled.");
}

TEST(Poll, WorkOrdersThatAreNoReports_AreToldOnceAndNotAsTrouble) {
  Town town;
  int polls = 0;
  const auto own = [&](const std::string&, const auto&) {
    return closes("the council's own", std::to_string(++polls), town.clock->now());
  };
  const auto destination = town.destination(std::make_shared<ScriptedAdapter>(always_delivered(), own));
  testing::internal::CaptureStderr();
  log::start(log::Level::info, true);
  for (int poll = 0; poll < 3; ++poll) {
    destination->run();
    town.clock->advance(town.plan().poll_every);
  }
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_EQ(polls, 3);
  const auto told = said.find("changes polled");
  EXPECT_NE(told, said.npos) << said;
  EXPECT_EQ(said.find("changes polled", told + 1), said.npos) << said;
  EXPECT_THAT(said, testing::Not(testing::HasSubstr("\"warning\""))) << said;
}

TEST(Poll, NextPoll_GoesOnWhereTheLastOneEnded_AlsoAfterARestart) {
  Town town;
  int polls = 0;
  const auto counting = [&](const std::string&, const auto&) -> plugin::Polled {
    return {{Outcome::ok, {}}, {}, "cursor " + std::to_string(++polls)};
  };
  const auto first = std::make_shared<ScriptedAdapter>(always_delivered(), counting);
  {
    const auto destination = town.destination(first);
    destination->run();
    town.clock->advance(town.plan().poll_every);
    destination->run();
  }
  EXPECT_THAT(first->cursors(), ElementsAre("", "cursor 1"));
  town.restart();
  const auto second = std::make_shared<ScriptedAdapter>(always_delivered(), counting);
  town.destination(second)->run();
  EXPECT_THAT(second->cursors(), ElementsAre("cursor 2"));
}

TEST(Poll, Polls_KeepTheirInterval) {
  Town town;
  const auto adapter =
      std::make_shared<ScriptedAdapter>(always_delivered(), [](const std::string&, const auto&) -> plugin::Polled {
        return {{}, {}, "c"};
      });
  const auto destination = town.destination(adapter);
  destination->run();
  town.clock->advance(town.plan().poll_every - Milliseconds{1});
  EXPECT_EQ(destination->run(), Milliseconds{1});
  EXPECT_EQ(adapter->cursors().size(), 1u);
  town.clock->advance(Milliseconds{1});
  destination->run();
  EXPECT_EQ(adapter->cursors().size(), 2u);
}

TEST(Poll, FailedPoll_KeepsTheCursorAndStopsNoSubmit) {
  Town town;
  const auto adapter =
      std::make_shared<ScriptedAdapter>(always_delivered(), [](const std::string&, const auto&) -> plugin::Polled {
        return {{Outcome::unavailable, "no route"}, {}, "not to be kept"};
      });
  const auto destination = town.destination(adapter);
  town.accept("A1");
  destination->run();
  town.accept("A2");
  destination->run();
  EXPECT_EQ(town.count(DeliveryState::delivered), 2);
  EXPECT_EQ(adapter->cursors().size(), 1u) << "the poll waits its own back-off";
  town.clock->advance(town.plan().retry_first);
  destination->run();
  EXPECT_THAT(adapter->cursors(), ElementsAre("", ""));
}

TEST(Poll, FailedSubmits_StopNoPoll) {
  Town town;
  town.accept("A1");
  const auto adapter =
      std::make_shared<ScriptedAdapter>([](const auto&, const auto&) { return ended(Outcome::unavailable, "down"); },
                                        [](const std::string&, const auto&) -> plugin::Polled {
                                          return {{}, {}, "c"};
                                        });
  const auto destination = town.destination(adapter);
  for (int i = 0; i < 60; ++i) {
    destination->run();
    town.clock->advance(town.plan().poll_every);
  }
  EXPECT_EQ(adapter->cursors().size(), 60u);
  EXPECT_LT(adapter->calls().size(), 20u);
}

TEST(Poll, LongQueue_DoesNotStarvePolls) {
  Town town;
  for (int i = 0; i < 20; ++i) town.accept("A" + std::to_string(i));
  const auto adapter = std::make_shared<ScriptedAdapter>(
      [&](const auto& report, const auto&) {
        town.clock->advance(std::chrono::seconds{20});  // a slow back end
        return delivered("WO-" + report.id);
      },
      [](const std::string&, const auto&) -> plugin::Polled {
        return {{}, {}, "c"};
      });
  const auto destination = town.destination(adapter);
  while (destination->run() == Milliseconds{0}) continue;
  EXPECT_EQ(town.count(DeliveryState::delivered), 20);
  EXPECT_GE(adapter->cursors().size(), 6u);
}

TEST(Poll, AdapterThatTellsNoChanges_IsNotAsked) {
  Town town;
  const auto adapter = std::make_shared<ScriptedAdapter>(always_delivered());
  const auto destination = town.destination(adapter);
  destination->run();
  town.clock->advance(town.plan().poll_every);
  destination->run();
  EXPECT_TRUE(adapter->cursors().empty());
}

TEST(Poll, ChangeThatNamesNoRequestOfOurs_HurtsNothing) {
  Town town;
  town.accept("A1");
  const auto adapter = std::make_shared<ScriptedAdapter>(always_delivered(), [&](const std::string&, const auto&) {
    return closes("SOMEONE-ELSES", "1", town.clock->now());
  });
  town.destination(adapter)->run();
  EXPECT_EQ(town.count(DeliveryState::delivered), 1);
  EXPECT_EQ(town.store->cursor(town.name).value(), "1");
}

TEST(Poll, PollThatWasCutShort_IsFollowedByTheNextAtOnce) {
  Town town;
  int polls = 0;
  const auto adapter =
      std::make_shared<ScriptedAdapter>(always_delivered(), [&](const std::string&, const auto&) -> plugin::Polled {
        return {{}, {}, std::to_string(++polls), polls < 5};
      });
  const auto destination = town.destination(adapter);
  while (destination->run() == Milliseconds{0}) continue;
  EXPECT_THAT(adapter->cursors(), ElementsAre("", "1", "2", "3", "4"));
}

TEST(Poll, PollThatIsCutShortAndDoesNotMove_WaitsItsInterval) {
  Town town;
  const auto adapter =
      std::make_shared<ScriptedAdapter>(always_delivered(), [](const std::string&, const auto&) -> plugin::Polled {
        return {{}, {}, "", true};
      });
  const auto destination = town.destination(adapter);
  EXPECT_EQ(destination->run(), town.plan().poll_every);
  EXPECT_EQ(adapter->cursors().size(), 1u);
}

TEST(Poll, Changes_AreStoredBeforeTheBackEndMayForgetThem) {
  Town town;
  town.accept("A1");
  std::vector<std::string> acknowledged;
  const auto adapter = std::make_shared<ScriptedAdapter>(
      always_delivered(), [&](const std::string& cursor, const auto&) -> plugin::Polled {
        return cursor.empty() ? closes("WO-A1", "1", town.clock->now()) : plugin::Polled{{}, {}, "1"};
      });
  adapter->acknowledged = [&](const std::string& cursor) -> plugin::Verdict {
    EXPECT_EQ(town.store->cursor(town.name).value(), cursor);
    acknowledged.push_back(cursor);
    return {};
  };
  const auto destination = town.destination(adapter);
  destination->run();
  EXPECT_THAT(acknowledged, ElementsAre("1"));
  town.clock->advance(town.plan().poll_every);
  destination->run();
  EXPECT_THAT(acknowledged, ElementsAre("1")) << "a poll that brought nothing needs none";
}

TEST(Poll, AcknowledgementThatFails_LosesNothing) {
  Town town;
  town.accept("A1");
  const Time closed = town.clock->now();
  const auto adapter = std::make_shared<ScriptedAdapter>(
      always_delivered(), [&](const std::string&, const auto&) { return closes("WO-A1", "1", closed); });
  adapter->acknowledged = [](const std::string&) -> plugin::Verdict { return {Outcome::unavailable, "gone"}; };
  const auto destination = town.destination(adapter);
  for (int poll = 0; poll < 3; ++poll) {
    destination->run();
    town.clock->advance(town.plan().poll_every);
  }
  EXPECT_EQ(adapter->cursors().size(), 3u);
  EXPECT_EQ(town.store->request("springfield.example", "A1").value()->status, open311::Status::closed);
}

TEST(Poll, BackEndClockThatIsMinutesOff_ChangesNothingForTheCitizen) {
  for (const auto off : {std::chrono::minutes{-17}, std::chrono::minutes{17}}) {
    Town town;
    town.accept("A1");
    const Time requested = town.clock->now();
    const auto adapter = std::make_shared<ScriptedAdapter>(
        always_delivered(), [&](const std::string&, const auto&) { return closes("WO-A1", "1", requested + off); });
    const auto destination = town.destination(adapter);
    destination->run();
    town.clock->advance(town.plan().poll_every);
    destination->run();
    const auto request = town.store->request("springfield.example", "A1").value().value();
    EXPECT_EQ(request.status, open311::Status::closed);
    EXPECT_GE(request.updated, requested) << "never updated before it was requested";
  }
}

TEST(Poll, ChangeThatGoesBackInTime_DoesNotOpenWhatIsClosed) {
  Town town;
  town.accept("A1");
  const Time then = town.clock->now();
  const auto adapter = std::make_shared<ScriptedAdapter>(
      always_delivered(), [&](const std::string& cursor, const auto&) -> plugin::Polled {
        if (cursor == "1") {
          auto late = closes("WO-A1", "2", then - std::chrono::minutes{5});
          late.changes[0].status = open311::Status::open;
          late.changes[0].note = "We will look.";
          return late;
        }
        return closes("WO-A1", "1", then);
      });
  const auto destination = town.destination(adapter);
  for (int poll = 0; poll < 3; ++poll) {
    destination->run();
    town.clock->advance(town.plan().poll_every);
  }
  const auto request = town.store->request("springfield.example", "A1").value().value();
  EXPECT_EQ(request.status, open311::Status::closed);
  EXPECT_EQ(request.status_notes, "Filled.");
}

TEST(Poll, OtherNodeOfTheSameStore_PollsOnlyWhenTheFirstHasGone) {
  Town town;
  const auto counting = [] {
    return std::make_shared<ScriptedAdapter>(always_delivered(), [](const std::string&, const auto&) -> plugin::Polled {
      return {{}, {}, "c"};
    });
  };
  const auto first = counting(), second = counting();
  auto around = town.surroundings();
  around.node = "one";
  Destination one(town.plan(), around, first);
  around.node = "two";
  Destination two(town.plan(), around, second);
  for (int poll = 0; poll < 3; ++poll) {
    one.run();
    two.run();
    town.clock->advance(town.plan().poll_every);
  }
  EXPECT_EQ(first->cursors().size(), 3u);
  EXPECT_TRUE(second->cursors().empty());
  for (int poll = 0; poll < 5; ++poll) {
    two.run();
    town.clock->advance(town.plan().poll_every);
  }
  EXPECT_FALSE(second->cursors().empty());
}

}  // namespace
}  // namespace r311::delivery
