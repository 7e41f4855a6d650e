// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <future>
#include <thread>

#include "unit/gateway/city.h"

namespace r311::gateway {
namespace {

using std::chrono::seconds;
using store::DeliveryState;

// Springfield where clients get the ids of the back ends.
struct BackendIds : City {
  BackendIds() {
    auto plan = springfield_plan();
    plan.backend_ids = true;
    plan.dedupe_by = {"fixmystreet_id"};
    jurisdiction = Jurisdiction(std::move(plan));
  }

  // Posts, and waits until it is stored.
  std::shared_future<Intake::Posted> begin(const open311::Parameters& sent) {
    const auto answered = std::make_shared<std::promise<Intake::Posted>>();
    const std::size_t before = woken.size();
    intake->post(jurisdiction, sent, {"fixmystreet", "TRACE", "", {}},
                 [answered](Intake::Posted posted) { answered->set_value(std::move(posted)); });
    std::unique_lock lock(mutex);
    told.wait(lock, [&] { return woken.size() > before; });
    return answered->get_future().share();
  }
  std::shared_future<Intake::Posted> begin_pothole() {
    return begin(form({{"service_code", "POT"},
                       {"lat", "41.8"},
                       {"long", "-87.6"},
                       {"description", "A hole"},
                       {"attribute[depth]", "12"},
                       {"attribute[fixmystreet_id]", "4711"}}));
  }
  // The one delivery to the highways ends so.
  void end(DeliveryState state, const std::string& reference = "") {
    auto delivery = waiting("highways").at(0);
    ASSERT_TRUE(store->begin(delivery, clock.now()));
    ++delivery.attempts;
    store::Settlement settlement;
    settlement.state = state;
    settlement.reference = reference;
    settlement.reason = "password of the back end is wrong";
    settlement.started = clock.now();
    settlement.due = clock.now();
    awaiting->settled(delivery, settlement, store->settle(delivery, settlement).value());
  }
};

bool answered(const std::shared_future<Intake::Posted>& answer) {
  return answer.wait_for(seconds{0}) == std::future_status::ready;
}

TEST(Awaiting, ReportTakenInTime_IsAnsweredWithTheBackEndsReference) {
  BackendIds city;
  const auto answer = city.begin_pothole();
  EXPECT_FALSE(answered(answer));
  city.end(DeliveryState::delivered, "WO/1:2&3,4");
  ASSERT_TRUE(answered(answer));
  ASSERT_TRUE(answer.get());
  EXPECT_EQ(answer.get()->id, "WO/1:2&3,4");
  EXPECT_EQ(answer.get()->token, "");
  EXPECT_EQ(city.awaiting->waiting(), 0U);
}

TEST(Awaiting, ReportNotTakenInTime_IsAnsweredWithATokenThatResolvesToTheReference) {
  BackendIds city;
  const auto answer = city.begin_pothole();
  city.clock.advance(seconds{5} - Milliseconds{1});
  city.awaiting->expire();
  EXPECT_FALSE(answered(answer));
  city.clock.advance(Milliseconds{1});
  city.awaiting->expire();
  ASSERT_TRUE(answered(answer));
  const std::string token = answer.get()->token;
  EXPECT_NE(token, "");
  EXPECT_EQ(answer.get()->id, "");
  EXPECT_FALSE(city.store->token("springfield.example", token).value()->resolved);
  city.end(DeliveryState::delivered, "WO-1");
  EXPECT_EQ(city.store->token("springfield.example", token).value()->id, "WO-1");
  EXPECT_TRUE(city.store->token("springfield.example", token).value()->resolved);
}

TEST(Awaiting, ReportThatTheBackEndRefusesInTime_IsAFaultWithoutTheReasonForOperators) {
  BackendIds city;
  const auto answer = city.begin_pothole();
  city.end(DeliveryState::rejected);
  ASSERT_TRUE(answered(answer));
  ASSERT_FALSE(answer.get());
  EXPECT_EQ(answer.get().error().front().code, 400);
  EXPECT_THAT(answer.get().error().front().description, testing::Not(testing::HasSubstr("password")));
}

TEST(Awaiting, ParkedReport_IsAnsweredWithItsTokenAtOnceAndADeferredOneWaitsOn) {
  BackendIds city;
  const auto answer = city.begin_pothole();
  city.end(DeliveryState::waiting);
  EXPECT_FALSE(answered(answer));
  city.end(DeliveryState::parked);
  ASSERT_TRUE(answered(answer));
  EXPECT_NE(answer.get()->token, "");
}

TEST(Awaiting, BatchReport_HasItsTokenAtOnce) {
  BackendIds city;
  const auto posted = city.post_to("BULKY");
  ASSERT_TRUE(posted);
  EXPECT_NE(posted->token, "");
}

TEST(Awaiting, RepeatedReport_IsAnsweredAsTheFirstOnce) {
  BackendIds city;
  const auto first = city.begin_pothole();
  city.end(DeliveryState::delivered, "WO-1");
  const auto again = city.post(form({{"service_code", "POT"},
                                     {"lat", "41.8"},
                                     {"long", "-87.6"},
                                     {"description", "The same"},
                                     {"attribute[depth]", "12"},
                                     {"attribute[fixmystreet_id]", "4711"}}));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, first.get()->id);
  EXPECT_EQ(city.awaiting->waiting(), 0U);
}

TEST(Awaiting, ReportThatCanNotBeStored_WaitsForNothing) {
  BackendIds city;
  city.store->accept_fails = true;
  const auto posted = city.post_pothole();
  ASSERT_FALSE(posted);
  EXPECT_EQ(posted.error().front().code, 503);
  EXPECT_EQ(city.awaiting->waiting(), 0U);
}

TEST(Awaiting, Stop_AnswersAllThatWaitAndThoseThatComeLater) {
  BackendIds city;
  const auto answer = city.begin_pothole();
  city.awaiting->stop();
  ASSERT_TRUE(answered(answer));
  EXPECT_NE(answer.get()->token, "");
  const auto late = city.post(
      form({{"service_code", "POT"}, {"lat", "1"}, {"long", "1"}, {"description", "x"}, {"attribute[depth]", "1"}}));
  ASSERT_TRUE(late);
  EXPECT_NE(late->token, "");
}

TEST(Awaiting, DeadlineAnswersByItself) {
  const SystemClock clock;
  Awaiting awaiting(clock);
  std::promise<Awaited> late;
  awaiting.add("1", [&](const Awaited& what) { late.set_value(what); });
  awaiting.give("1", Milliseconds{1});
  EXPECT_EQ(late.get_future().get().what, Awaited::What::late);
}

// FixMyStreet sends it again every half an hour.
TEST(Awaiting, ReportThatTheBackEndRefused_IsANewTryWhenItIsSentAgain) {
  BackendIds city;
  const auto first = city.begin_pothole();
  city.end(DeliveryState::rejected);
  ASSERT_TRUE(answered(first));
  ASSERT_FALSE(first.get());
  const auto second = city.begin_pothole();
  EXPECT_FALSE(answered(second));
  city.end(DeliveryState::rejected);
  ASSERT_TRUE(answered(second));
  ASSERT_FALSE(second.get());
  EXPECT_EQ(second.get().error().front().code, 400);

  const auto third = city.begin_pothole();
  city.end(DeliveryState::delivered, "WO-1");
  ASSERT_TRUE(answered(third) && third.get());
  EXPECT_EQ(third.get()->id, "WO-1");
}

}  // namespace
}  // namespace r311::gateway
