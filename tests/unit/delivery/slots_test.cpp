// SPDX-License-Identifier: Apache-2.0
// Several calls of one destination at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "delivery/dispatcher.h"
#include "town.h"

namespace r311::delivery {
namespace {

using plugin::Outcome;
using store::DeliveryState;
using test::delivered;
using test::Gate;
using test::ScriptedAdapter;
using testing::IsEmpty;

constexpr Milliseconds plenty{60'000};

// A back end that many instances speak to: counts who is in a call, and hangs on the reports that it is told to.
class Office {
 public:
  std::set<std::string> hangs_on;  // set before the first call
  Gate gate;                       // lets go those that hang

  std::shared_ptr<ScriptedAdapter> adapter() {
    const std::lock_guard lock(mutex_);
    ++instances_;
    return std::make_shared<ScriptedAdapter>(
        [this, alone = std::make_shared<std::atomic<int>>(0)](const auto& report, const auto&) {
          if (++*alone > 1) overlapped_ = true;
          enter(report.id);
          if (hangs_on.count(report.id) > 0) gate.wait();
          leave();
          --*alone;
          return delivered("WO-" + report.id);
        });
  }
  MakeAdapter maker() {
    return [this]() -> Result<std::shared_ptr<plugin::Adapter>> { return std::shared_ptr<plugin::Adapter>(adapter()); };
  }

  void wait_for_ended(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_ >= count; });
  }
  void wait_for_inside(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return inside_ >= count; });
  }
  int most_inside() {
    const std::lock_guard lock(mutex_);
    return most_inside_;
  }
  int instances() {
    const std::lock_guard lock(mutex_);
    return instances_;
  }
  bool one_instance_was_in_two_calls() const { return overlapped_; }
  bool one_report_came_twice() {
    const std::lock_guard lock(mutex_);
    return twice_;
  }

 private:
  void enter(const std::string& id) {
    const std::lock_guard lock(mutex_);
    twice_ = !seen_.insert(id).second || twice_;
    most_inside_ = std::max(most_inside_, ++inside_);
    changed_.notify_all();
  }
  void leave() {
    const std::lock_guard lock(mutex_);
    --inside_;
    ++ended_;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> seen_;
  int instances_ = 0, inside_ = 0, ended_ = 0, most_inside_ = 0;
  bool twice_ = false;
  std::atomic<bool> overlapped_{false};
};

std::shared_ptr<Destination> with_slots(Town& town, Office& office, int window) {
  auto plan = town.plan();
  plan.window = window;
  return std::make_shared<Destination>(plan, town.surroundings(), office.adapter(), "", office.maker());
}

TEST(Slots, LongQueue_OpensTheWindowUpToItsCeiling_OneInstanceForEachSlot) {
  Town town;
  Office office;
  for (int i = 0; i < 60; ++i) {
    const auto id = "A" + std::to_string(i);
    if (i >= 40) office.hangs_on.insert(id);
    town.accept(id);
  }
  Dispatcher dispatcher({with_slots(town, office, 3)});
  dispatcher.start();
  office.wait_for_inside(3);
  office.gate.open();
  office.wait_for_ended(60);
  EXPECT_THAT(dispatcher.stop(plenty), IsEmpty());
  EXPECT_EQ(town.count(DeliveryState::delivered), 60);
  EXPECT_EQ(office.most_inside(), 3);
  EXPECT_LE(office.instances(), 3);
  EXPECT_FALSE(office.one_instance_was_in_two_calls());
  EXPECT_FALSE(office.one_report_came_twice());
}

TEST(Slots, QueueOfManyPages_IsHandedOverWithoutAPause) {
  Town town;
  Office office;
  for (int i = 0; i < 400; ++i) town.accept("A" + std::to_string(i));
  Dispatcher dispatcher({with_slots(town, office, 3)}, std::chrono::hours{24});
  dispatcher.start();
  office.wait_for_ended(400);
  EXPECT_THAT(dispatcher.stop(plenty), IsEmpty());
  EXPECT_EQ(town.count(DeliveryState::delivered), 400);
}

TEST(Slots, FirstCalls_GoOneAtATime) {
  Town town;
  Office office;
  office.hangs_on = {"A0"};
  for (int i = 0; i < 10; ++i) town.accept("A" + std::to_string(i));
  Dispatcher dispatcher({with_slots(town, office, 8)});
  dispatcher.start();
  office.wait_for_inside(1);
  EXPECT_EQ(dispatcher.status().at(0).window, 1);
  EXPECT_EQ(dispatcher.status().at(0).in_flight, 1);
  EXPECT_EQ(town.count(DeliveryState::waiting), 9);
  office.gate.open();
  office.wait_for_ended(10);
  EXPECT_THAT(dispatcher.stop(plenty), IsEmpty());
}

TEST(Slots, HungCall_CostsItsSlot_AndTheOthersGoOn) {
  Town town;
  Office office;
  office.hangs_on = {"A0"};
  for (int i = 0; i < 30; ++i) town.accept("A" + std::to_string(i));
  Dispatcher dispatcher({with_slots(town, office, 4)});
  dispatcher.start();
  office.wait_for_inside(1);
  town.clock->advance(town.plan().deadline + std::chrono::seconds{5});
  dispatcher.wake(town.name);
  office.wait_for_ended(29);
  office.gate.open();
  office.wait_for_ended(30);
  EXPECT_THAT(dispatcher.stop(plenty), IsEmpty());
  EXPECT_EQ(town.count(DeliveryState::delivered), 30) << "the one that came back late as well";
}

TEST(Slots, DestinationWhoseCallsAllHang_IsStuckAlone_AndSaysSo) {
  Town stuck_town("springfield.example/highways"), other_town("springfield.example/parks");
  Office stuck, other;
  for (int i = 0; i < 5; ++i) {
    stuck.hangs_on.insert("A" + std::to_string(i));
    stuck_town.accept("A" + std::to_string(i));
  }
  Dispatcher dispatcher({with_slots(stuck_town, stuck, 2), with_slots(other_town, other, 2)});
  dispatcher.start();
  for (int hung = 1; hung <= 2; ++hung) {
    stuck.wait_for_inside(hung);
    stuck_town.clock->advance(std::chrono::hours{1});
    dispatcher.wake(stuck_town.name);
  }
  for (int i = 0; i < 20; ++i) other_town.accept("B" + std::to_string(i));
  dispatcher.wake(other_town.name);
  other.wait_for_ended(20);
  EXPECT_EQ(dispatcher.status().at(0).in_flight, 2);
  EXPECT_EQ(stuck.most_inside(), 2);
  stuck.gate.open();
  EXPECT_THAT(dispatcher.stop(plenty), IsEmpty());
}

TEST(Slots, InstanceThatCanNotBeMade_LeavesThoseThatAreThere) {
  Town town;
  Office office;
  for (int i = 0; i < 20; ++i) town.accept("A" + std::to_string(i));
  auto plan = town.plan();
  Dispatcher dispatcher({std::make_shared<Destination>(
      plan, town.surroundings(), office.adapter(), "",
      []() -> Result<std::shared_ptr<plugin::Adapter>> { return fail(Kind::corrupt, "no licence for another"); })});
  dispatcher.start();
  office.wait_for_ended(20);
  EXPECT_THAT(dispatcher.stop(plenty), IsEmpty());
  EXPECT_EQ(town.count(DeliveryState::delivered), 20);
  EXPECT_EQ(office.most_inside(), 1);
}

TEST(Slots, Status_TellsWhatAnOperatorWantsToKnow) {
  Town town;
  town.accept("A1");
  const auto destination = town.destination(std::make_shared<ScriptedAdapter>(
      [](const auto&, const auto&) { return test::ended(Outcome::unavailable, "down for maintenance"); }));
  EXPECT_EQ(destination->status().circuit, Circuit::closed);
  for (int failure = 0; failure < 5; ++failure) {
    destination->run();
    if (failure < 4) town.clock->advance(town.plan().retry_most);
  }
  const auto status = destination->status();
  EXPECT_EQ(status.name, town.name);
  EXPECT_EQ(status.circuit, Circuit::open);
  EXPECT_EQ(status.window, 1);
  EXPECT_EQ(status.in_flight, 0);
  EXPECT_EQ(status.last_reason, "down for maintenance");
}

TEST(Slots, Rate_IsKept) {
  Town town;
  for (int i = 0; i < 40; ++i) town.accept("A" + std::to_string(i));
  const auto adapter = std::make_shared<ScriptedAdapter>([](const auto&, const auto&) { return delivered("WO"); });
  auto plan = town.plan();
  plan.rate = {10, Milliseconds{1'000}};
  const auto destination = town.destination(adapter, plan);
  const auto began = town.clock->steady();
  while (adapter->calls().size() < 31) town.clock->advance(destination->run());
  EXPECT_GE(town.clock->steady() - began, std::chrono::seconds{3});
  EXPECT_LE(town.clock->steady() - began, std::chrono::milliseconds{3'200});
}

}  // namespace
}  // namespace r311::delivery
