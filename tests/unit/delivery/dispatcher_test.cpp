// SPDX-License-Identifier: Apache-2.0
#include "delivery/dispatcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "town.h"

namespace r311::delivery {
namespace {

using store::DeliveryState;
using test::delivered;
using test::Gate;
using test::ScriptedAdapter;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Milliseconds plenty{60'000};

TEST(Dispatcher, StoredReport_WakesItsDestination) {
  Town town;
  const auto adapter = std::make_shared<ScriptedAdapter>([](const auto&, const auto&) { return delivered("WO"); });
  Dispatcher dispatcher({town.destination(adapter)});
  dispatcher.start();
  town.accept("A1");
  dispatcher.wake(town.name);
  adapter->wait_for_calls(1);
  EXPECT_THAT(dispatcher.stop(plenty), IsEmpty());
  EXPECT_EQ(town.count(DeliveryState::delivered), 1);
}

TEST(Dispatcher, UnknownDestination_WakesNothing) {
  Town town;
  Dispatcher dispatcher({town.destination(nullptr)});
  dispatcher.start();
  dispatcher.wake("nowhere.example/none");
  EXPECT_THAT(dispatcher.stop(plenty), IsEmpty());
}

TEST(Dispatcher, SlowDestination_HoldsUpNoOther) {
  Town slow_town("springfield.example/highways"), quick_town("springfield.example/parks");
  slow_town.accept("A1");
  quick_town.accept("B1");
  Gate gate;
  const auto slow = std::make_shared<ScriptedAdapter>([&](const auto&, const auto&) {
    gate.wait();
    return delivered("WO");
  });
  const auto quick = std::make_shared<ScriptedAdapter>([](const auto&, const auto&) { return delivered("WO"); });
  Dispatcher dispatcher({slow_town.destination(slow), quick_town.destination(quick)});
  dispatcher.start();
  slow->wait_for_calls(1);
  quick->wait_for_calls(1);
  gate.open();
  EXPECT_THAT(dispatcher.stop(plenty), IsEmpty());
}

TEST(Dispatcher, ManyWakes_NeverSendOneDeliveryTwice) {
  Town town;
  const auto adapter = std::make_shared<ScriptedAdapter>([](const auto&, const auto&) {
    std::this_thread::yield();
    return delivered("WO");
  });
  Dispatcher dispatcher({town.destination(adapter)});
  dispatcher.start();
  std::vector<std::thread> senders;
  for (int sender = 0; sender < 4; ++sender) {
    senders.emplace_back([&, sender] {
      for (int i = 0; i < 25; ++i) {
        town.accept("S" + std::to_string(sender) + "-" + std::to_string(i));
        dispatcher.wake(town.name);
      }
    });
  }
  for (auto& sender : senders) sender.join();
  adapter->wait_for_calls(100);
  EXPECT_THAT(dispatcher.stop(plenty), IsEmpty());
  EXPECT_FALSE(adapter->overlapped());
  EXPECT_EQ(adapter->calls().size(), 100u);
  EXPECT_EQ(town.count(DeliveryState::delivered), 100);
}

TEST(Dispatcher, CallInProgress_IsToldToGiveUpWhenTheGatewayStops) {
  Town town;
  town.accept("A1");
  Gate inside;
  const auto adapter = std::make_shared<ScriptedAdapter>([&](const auto&, const plugin::CallTerms& terms) {
    inside.open();
    while (!terms.cancelled->load()) std::this_thread::yield();
    return test::ended(plugin::Outcome::cancelled, "the gateway stops");
  });
  Dispatcher dispatcher({town.destination(adapter)});
  dispatcher.start();
  inside.wait();
  EXPECT_THAT(dispatcher.stop(plenty), IsEmpty());
  EXPECT_EQ(town.count(DeliveryState::sending), 0) << "its end is written";
}

TEST(Dispatcher, HungAdapter_DoesNotStopShutdown_AndStillWritesItsOutcomeIfItComesBack) {
  Gate inside, gate, gone;
  struct Goodbye {
    Gate& gate;
    ~Goodbye() { gate.open(); }
  };
  Town town;
  town.accept("A1");
  {
    const auto goodbye = std::make_shared<Goodbye>(gone);
    auto adapter = std::make_shared<ScriptedAdapter>([&, goodbye](const auto&, const auto&) {
      inside.open();
      gate.wait();
      return delivered("WO");
    });
    Dispatcher dispatcher({town.destination(std::move(adapter))});
    dispatcher.start();
    inside.wait();
    EXPECT_THAT(dispatcher.stop(Milliseconds{1}), ElementsAre(town.name));
  }
  EXPECT_EQ(town.count(DeliveryState::sending), 1);
  gate.open();
  gone.wait();  // the thread has let go of all that it held
  EXPECT_EQ(town.count(DeliveryState::delivered), 1);
}

TEST(Dispatcher, WithoutStart_EndsAtOnce) {
  Town town;
  Dispatcher dispatcher({town.destination(nullptr)});
  EXPECT_THAT(dispatcher.stop(plenty), IsEmpty());
}

}  // namespace
}  // namespace r311::delivery
