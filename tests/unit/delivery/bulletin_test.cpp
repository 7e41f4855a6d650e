// SPDX-License-Identifier: Apache-2.0
#include "delivery/bulletin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "town.h"

namespace r311::delivery {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class BulletinOf : public testing::Test {
 protected:
  BulletinOf() {
    status_.name = town_.name;
    status_.window = 3;
  }
  std::unique_ptr<Bulletin> bulletin(const std::string& node = "one") {
    return std::make_unique<Bulletin>(town_.store, town_.clock, node, [this] { return std::vector{status_}; });
  }
  std::vector<store::NodeStanding> told() { return town_.store->standings().value(); }

  Town town_;
  DestinationStatus status_;
};

TEST_F(BulletinOf, ADestination_TellsWhatAnOperatorWantsToKnow) {
  status_.circuit = Circuit::open;
  status_.in_flight = 2;
  status_.last_reason = "down for maintenance";
  status_.next_try_in = Milliseconds{90'000};
  bulletin()->look();
  ASSERT_THAT(told(), SizeIs(1));
  const auto one = told().front();
  EXPECT_EQ(one.node, "one");
  EXPECT_EQ(one.destination, town_.name);
  EXPECT_EQ(one.circuit, "open");
  EXPECT_EQ(one.window, 3);
  EXPECT_EQ(one.in_flight, 2);
  EXPECT_EQ(one.last_reason, "down for maintenance");
  EXPECT_EQ(one.next_try, town_.clock->now() + Milliseconds{90'000});
  EXPECT_EQ(one.updated, town_.clock->now());
}

TEST_F(BulletinOf, ADestination_IsWrittenWhenItChangesAndOnceAHeartbeat) {
  const auto tells = bulletin();
  status_.next_try_in = Milliseconds{300'000};
  for (int second = 0; second < 100; ++second) {
    tells->look();
    town_.clock->advance(Bulletin::every);
    status_.next_try_in -= Bulletin::every;
  }
  EXPECT_EQ(town_.store->published, 5);
  status_.window = 4;
  tells->look();
  EXPECT_EQ(town_.store->published, 6);
  EXPECT_EQ(told().front().window, 4);
}

TEST_F(BulletinOf, SeveralNodes_StandSideBySide_AndEachTakesBackItsOwn) {
  const auto one = bulletin("one"), other = bulletin("other");
  one->start();
  other->look();
  one->stop();
  ASSERT_THAT(told(), SizeIs(1));
  EXPECT_EQ(told().front().node, "other");
}

TEST_F(BulletinOf, ANodeThatDied_IsForgottenAfterADay) {
  bulletin("dead")->look();
  town_.clock->advance(std::chrono::hours{25});
  bulletin("one")->look();
  ASSERT_THAT(told(), SizeIs(1));
  EXPECT_EQ(told().front().node, "one");
}

TEST_F(BulletinOf, AStoreThatFails_IsToldAgainOnceItWorks) {
  const auto tells = bulletin();
  town_.store->publish_fails = true;
  tells->look();
  EXPECT_THAT(told(), IsEmpty());
  town_.store->publish_fails = false;
  tells->look();
  EXPECT_THAT(told(), SizeIs(1));
}

}  // namespace
}  // namespace r311::delivery
