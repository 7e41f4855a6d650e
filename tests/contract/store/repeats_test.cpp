// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <latch>
#include <mutex>
#include <set>
#include <thread>

#include "contract/store/store_contract.h"

namespace r311::test {
namespace {

using std::chrono::hours;
using store::Repeat;
using testing::IsEmpty;
using testing::SizeIs;

TEST_P(StoreContract, SameKeyAndDigest_AnswersTheFirstReportAndStoresNothing) {
  const std::vector<Repeat> repeats{{"key", "digest", now() + hours{1}}};
  const auto first = accept(plain_report("1", now()), kHighways, repeats);
  ASSERT_TRUE(first) << first.error().text;
  EXPECT_EQ(first->id, "1");
  EXPECT_FALSE(first->repeated);
  EXPECT_TRUE(first->resolved);

  auto second = plain_report("2", now());
  second.report.description = "sent again";
  const auto again = accept(second, kHighways, repeats);
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_EQ(again->id, "1");
  EXPECT_TRUE(again->repeated);
  EXPECT_TRUE(again->resolved);
  EXPECT_THAT(ids(all()), testing::ElementsAre("1"));
  EXPECT_THAT(store().due(kHighways, now(), 10).value(), SizeIs(1));
}

TEST_P(StoreContract, RepeatedBatchReport_IsAnsweredWithItsToken) {
  const std::vector<Repeat> repeats{{"key", "", now() + hours{1}}};
  ASSERT_TRUE(accept(full_report("1", now()), kHighways, repeats));
  const auto again = accept(full_report("2", now()), kHighways, repeats);
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_EQ(again->token, "token-1");
  EXPECT_EQ(again->type, open311::ServiceType::batch);
  EXPECT_FALSE(again->resolved);
}

TEST_P(StoreContract, SameKeyWithAnotherDigest_IsAConflictAndStoresNothing) {
  ASSERT_TRUE(accept(plain_report("1", now()), kHighways, {{"key", "digest", now() + hours{1}}}));
  const auto other = accept(plain_report("2", now()), kHighways, {{"key", "other", now() + hours{1}}});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, Kind::conflict);
  EXPECT_THAT(ids(all()), testing::ElementsAre("1"));
}

TEST_P(StoreContract, OneOfSeveralKeys_IsEnoughToBeTheSameReport) {
  ASSERT_TRUE(accept(plain_report("1", now()), kHighways, {{"a", "", now() + hours{1}}, {"b", "x", now() + hours{1}}}));
  for (const Repeat& one : {Repeat{"a", "", now() + hours{1}}, Repeat{"b", "x", now() + hours{1}}}) {
    const auto again = accept(plain_report("2", now()), kHighways, {{"new", "", now() + hours{1}}, one});
    ASSERT_TRUE(again) << again.error().text;
    EXPECT_EQ(again->id, "1");
  }
}

TEST_P(StoreContract, KeyOfAnotherJurisdiction_IsAnotherKey) {
  const std::vector<Repeat> repeats{{"key", "digest", now() + hours{1}}};
  ASSERT_TRUE(accept(plain_report("1", now()), kHighways, repeats));
  auto elsewhere = plain_report("2", now());
  elsewhere.jurisdiction = "shelbyville.example";
  const auto accepted = accept(elsewhere, "shelbyville.example/roads", repeats);
  ASSERT_TRUE(accepted) << accepted.error().text;
  EXPECT_EQ(accepted->id, "2");
  EXPECT_FALSE(accepted->repeated);
}

TEST_P(StoreContract, ExpiredKey_IsForgottenAndMayBeUsedAgain) {
  ASSERT_TRUE(accept(plain_report("1", now()), kHighways, {{"key", "digest", now() + hours{1}}}));
  settle(due_delivery("1"), store::DeliveryState::delivered, "W1");
  clock_.advance(hours{1});
  const auto next = accept(plain_report("2", now()), kHighways, {{"key", "other", now() + hours{1}}});
  ASSERT_TRUE(next) << next.error().text;
  EXPECT_EQ(next->id, "2");
  const auto again = accept(plain_report("3", now()), kHighways, {{"key", "other", now() + hours{1}}});
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_EQ(again->id, "2");
}

TEST_P(StoreContract, RefusedReport_KeepsNoKey) {
  accept_plain("1");
  ASSERT_FALSE(accept(plain_report("1", now()), kHighways, {{"key", "", now() + hours{1}}}));
  const auto next = accept(plain_report("2", now()), kHighways, {{"key", "", now() + hours{1}}});
  ASSERT_TRUE(next) << next.error().text;
  EXPECT_EQ(next->id, "2");
}

TEST_P(StoreContract, Keys_SurviveARestart) {
  const std::vector<Repeat> repeats{{"key", "digest", now() + hours{1}}};
  ASSERT_TRUE(accept(plain_report("1", now()), kHighways, repeats));
  reopen();
  const auto again = accept(plain_report("2", now()), kHighways, repeats);
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_EQ(again->id, "1");
}

TEST_P(StoreContract, ConcurrentAcceptsOfOneKey_MakeOneReport) {
  constexpr int kSenders = 32;
  std::mutex mutex;
  std::set<std::string> answered;
  int made = 0;
  std::latch all_answered(kSenders);
  {
    std::vector<std::jthread> senders;
    for (int i = 0; i < kSenders; ++i) {
      senders.emplace_back([&, i] {
        store().accept(plain_report(std::to_string(i), now()), kHighways, {{"key", "digest", now() + hours{1}}},
                       [&](const Result<store::Accepted>& result) {
                         {
                           const std::lock_guard lock(mutex);
                           answered.insert(result ? result->id : result.error().text);
                           made += result && !result->repeated ? 1 : 0;
                         }
                         all_answered.count_down();
                       });
      });
    }
  }
  all_answered.wait();
  EXPECT_THAT(answered, SizeIs(1));
  EXPECT_EQ(made, 1);
  EXPECT_THAT(ids(all()), SizeIs(1));
}

TEST_P(StoreContract, BackendId_TakesThePlaceOfTheGatewaysOnceDelivered) {
  auto report = plain_report("own", now());
  report.backend_id = true;
  report.token = "t1";
  const auto accepted = accept(report);
  ASSERT_TRUE(accepted) << accepted.error().text;
  EXPECT_FALSE(accepted->resolved);
  EXPECT_THAT(ids(all()), IsEmpty());
  const auto delivery = due_delivery("own");
  const auto settled = settle(delivery, store::DeliveryState::delivered, "WO/1:2,3 & @");
  EXPECT_EQ(settled.id, "WO/1:2,3 & @");
  EXPECT_FALSE(settled.id_taken);
  EXPECT_EQ(request("WO/1:2,3 & @").id, "WO/1:2,3 & @");
  EXPECT_FALSE(store().request(kJurisdiction, "own").value());
  const auto token = store().token(kJurisdiction, "t1").value();
  ASSERT_TRUE(token);
  EXPECT_TRUE(token->resolved);
  EXPECT_EQ(token->id, "WO/1:2,3 & @");
  const auto kept = store().report(delivery.request).value();
  EXPECT_EQ(kept.id, "own");
  EXPECT_EQ(kept.reference, "WO/1:2,3 & @");
  EXPECT_TRUE(kept.backend_id);
}

TEST_P(StoreContract, BackendIdThatIsTaken_LeavesTheGatewaysOwn) {
  accept_plain("WO-1");
  auto report = plain_report("own", now());
  report.backend_id = true;
  report.token = "t1";
  ASSERT_TRUE(accept(report));
  const auto settled = settle(due_delivery("own"), store::DeliveryState::delivered, "WO-1");
  EXPECT_EQ(settled.id, "own");
  EXPECT_TRUE(settled.id_taken);
  EXPECT_EQ(request("own").id, "own");
  EXPECT_EQ(store().token(kJurisdiction, "t1").value()->id, "own");
}

TEST_P(StoreContract, ChangeByTheKey_ReachesARequestThatBearsTheBackEndsId) {
  auto report = plain_report("own", now());
  report.backend_id = true;
  report.token = "t1";
  ASSERT_TRUE(accept(report));
  settle(due_delivery("own"), store::DeliveryState::delivered, "WO-1");
  open311::Change change;
  change.key = "own";
  change.status = open311::Status::closed;
  change.changed = now();
  EXPECT_EQ(apply({change}).applied, 1U);
  EXPECT_EQ(request("WO-1").status, open311::Status::closed);
}

TEST_P(StoreContract, KeyOfAReportThatIsOnItsWay_HoldsBeyondItsTime) {
  const auto until = [&] { return now() + hours{1}; };
  ASSERT_TRUE(accept(plain_report("1", now()), kHighways, {{"key", "digest", until()}}));
  ASSERT_TRUE(accept(plain_report("parked", now()), kHighways, {{"key of parked", "", until()}}));
  settle(due_delivery("parked"), store::DeliveryState::parked);
  pass(hours{100});
  // Looks for keys that have expired, more of which may be forgotten than there are.
  for (int i = 0; i < 3; ++i)
    ASSERT_TRUE(accept(plain_report("other" + std::to_string(i), now()), kHighways,
                       {{"other" + std::to_string(i), "", now()}}));
  const auto again = accept(plain_report("2", now()), kHighways, {{"key", "digest", until()}});
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_EQ(again->id, "1");
  EXPECT_EQ(accept(plain_report("3", now()), kHighways, {{"key of parked", "", until()}})->id, "parked");
  const auto other = accept(plain_report("4", now()), kHighways, {{"key", "other", until()}});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, Kind::conflict);
}

TEST_P(StoreContract, Repetition_PutsTheTimeOfItsKeyOff) {
  const auto until = [&] { return now() + hours{2}; };
  ASSERT_TRUE(accept(plain_report("1", now()), kHighways, {{"key", "", until()}}));
  settle(due_delivery("1"), store::DeliveryState::delivered, "W1");
  for (int i = 0; i < 3; ++i) {
    pass(hours{1});
    EXPECT_EQ(accept(plain_report("2", now()), kHighways, {{"key", "", until()}})->id, "1");
  }
  EXPECT_EQ(accept(plain_report("2", now()), kHighways, {{"key", "", now()}})->id, "1") << "it is not brought forward";
  pass(hours{2});
  EXPECT_EQ(accept(plain_report("3", now()), kHighways, {{"key", "", until()}})->id, "3");
}

TEST_P(StoreContract, ExpiredKeys_AreForgottenAlsoBehindThoseThatHold) {
  for (int i = 0; i < 20; ++i)
    ASSERT_TRUE(
        accept(plain_report(std::to_string(i), now()), kHighways, {{std::to_string(i), "a", now() + hours{1}}}));
  ASSERT_TRUE(accept(plain_report("last", now()), kHighways, {{"last", "a", now() + hours{2}}}));
  settle(due_delivery("last"), store::DeliveryState::delivered, "W1");
  pass(hours{100});
  for (int i = 0; i < 20; ++i)
    ASSERT_TRUE(accept(plain_report("new" + std::to_string(i), now()), kHighways,
                       {{"new" + std::to_string(i), "", now() + hours{1}}}));
  EXPECT_EQ(accept(plain_report("again", now()), kHighways, {{"last", "b", now() + hours{1}}})->id, "again");
  EXPECT_EQ(accept(plain_report("x", now()), kHighways, {{"7", "a", now() + hours{1}}})->id, "7");
}

TEST_P(StoreContract, KeyOfARejectedReport_IsFreeWhereNoClientHasItsId) {
  const auto repeats = [&](const std::string& digest) {
    return std::vector<Repeat>{{"key", digest, now() + hours{1}}};
  };
  auto report = plain_report("1", now());
  report.backend_id = true;
  report.token = "t1";
  ASSERT_TRUE(accept(report, kHighways, repeats("a")));
  EXPECT_FALSE(store().token(kJurisdiction, "t1").value()->rejected);
  settle(due_delivery("1"), store::DeliveryState::rejected);
  EXPECT_TRUE(store().token(kJurisdiction, "t1").value()->rejected);
  EXPECT_FALSE(store().token(kJurisdiction, "t1").value()->resolved);
  report.id = "2";
  report.token = "t2";
  const auto anew = accept(report, kHighways, repeats("b"));
  ASSERT_TRUE(anew) << anew.error().text;
  EXPECT_EQ(anew->id, "2");
  EXPECT_FALSE(anew->repeated);
  report.id = "3";
  report.token = "t3";
  EXPECT_EQ(accept(report, kHighways, repeats("b"))->id, "2") << "it is the key of that now";
  settle(due_delivery("2"), store::DeliveryState::delivered, "W2");
  EXPECT_EQ(accept(report, kHighways, repeats("b"))->id, "W2");

  store::DeliveryFilter first;
  first.id = "1";
  EXPECT_EQ(act(store::OperatorAction::retry, first), 1);
  EXPECT_FALSE(store().token(kJurisdiction, "t1").value()->rejected) << "it is on its way again";
}

TEST_P(StoreContract, KeyOfARejectedReport_HoldsWhereItsClientHasItsId) {
  const std::vector<Repeat> repeats{{"key", "", now() + hours{1}}};
  ASSERT_TRUE(accept(plain_report("1", now()), kHighways, repeats));
  settle(due_delivery("1"), store::DeliveryState::rejected);
  EXPECT_EQ(accept(plain_report("2", now()), kHighways, repeats)->id, "1");
  pass(hours{1});
  EXPECT_EQ(accept(plain_report("3", now()), kHighways, {{"key", "", now() + hours{1}}})->id, "3");
}

}  // namespace
}  // namespace r311::test
