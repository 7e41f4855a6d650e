// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "council.h"

namespace r311::http {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

const std::string signed_pothole = pothole + "&api_key=demo-key";

TEST(RepeatedPost, SameKeyAndBody_IsAnsweredAsTheFirstWith200) {
  Council council;
  const auto first = council.post(signed_pothole, "requests.xml", "Idempotency-Key: k-1\r\n");
  EXPECT_EQ(first.status, 200);
  const auto again = council.post(signed_pothole, "requests.xml", "idempotency-key: k-1\r\n");
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  EXPECT_THAT(council.waiting("highways"), SizeIs(1));
}

TEST(RepeatedPost, SameKeyWithAnotherBody_Is409) {
  Council council;
  EXPECT_EQ(council.post(signed_pothole, "requests.xml", "Idempotency-Key: k-1\r\n").status, 200);
  const auto other = council.post(signed_pothole + "&phone=1", "requests.xml", "Idempotency-Key: k-1\r\n");
  EXPECT_EQ(other.status, 409);
  EXPECT_THAT(other.body, HasSubstr("<code>409</code>"));
  EXPECT_THAT(other.body, HasSubstr("Idempotency-Key"));
  EXPECT_THAT(council.waiting("highways"), SizeIs(1));
}

TEST(RepeatedPost, KeyThatIsNone_Is400) {
  Council council;
  for (const auto& bad : {std::string(), std::string(201, 'x'), std::string("\xC3\xA9")}) {
    const auto answer = council.post(signed_pothole, "requests.xml", "Idempotency-Key: " + bad + "\r\n");
    EXPECT_EQ(answer.status, 400) << bad;
    EXPECT_THAT(answer.body, HasSubstr("Idempotency-Key must have")) << bad;
  }
  EXPECT_EQ(council.post(signed_pothole, "requests.xml", "Idempotency-Key: " + std::string(200, 'x') + "\r\n").status,
            200);
}

TEST(RepeatedPost, WithoutAKey_EveryReportIsItsOwn) {
  Council council;
  EXPECT_NE(council.post(signed_pothole).body, council.post(signed_pothole).body);
  EXPECT_THAT(council.waiting("highways"), SizeIs(2));
}

TEST(RepeatedPost, ThirtyTwoAtOnceOnTheirOwnConnections_MakeOneReport) {
  Council council;
  std::mutex mutex;
  std::set<std::string> bodies;
  {
    std::vector<std::jthread> senders;
    for (int i = 0; i < 32; ++i) {
      senders.emplace_back([&] {
        const auto answer = council.post(signed_pothole, "requests.xml", "Idempotency-Key: k-1\r\n");
        const std::lock_guard lock(mutex);
        bodies.insert(std::to_string(answer.status) + answer.body);
      });
    }
  }
  ASSERT_THAT(bodies, SizeIs(1));
  EXPECT_TRUE(bodies.begin()->starts_with("200"));
  EXPECT_THAT(council.waiting("highways"), SizeIs(1));
}

// Of a rejected report a client that was given a token learns by it, and may send it again.
TEST(RepeatedPost, OfABatchReportThatWasRejected_IsANewTryAndItsTokenIsAFault) {
  Council council;
  const std::string sofa = "service_code=BULKY&lat=41.8&long=-87.6&description=A+sofa&api_key=demo-key";
  const std::string key = "Idempotency-Key: k-1\r\n";
  const std::string first = element(council.post(sofa, "requests.xml", key).body, "token");
  ASSERT_NE(first, "");
  EXPECT_EQ(council.get("tokens/" + first + ".xml").status, 200);
  council.reject("waste");
  const auto refused = council.get("tokens/" + first + ".xml");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(element(refused.body, "description"), "The report was refused by the system that it is meant for.");
  EXPECT_EQ(council.get("tokens/" + first + ".json").status, 400);

  const auto again = council.post(sofa, "requests.xml", key);
  EXPECT_EQ(again.status, 200);
  const std::string second = element(again.body, "token");
  EXPECT_NE(second, first);
  EXPECT_EQ(element(council.post(sofa, "requests.xml", key).body, "token"), second);
  council.deliver("waste");
  EXPECT_NE(element(council.get("tokens/" + second + ".xml").body, "service_request_id"), "");
  EXPECT_EQ(council.get("tokens/" + first + ".xml").status, 400);
}

}  // namespace
}  // namespace r311::http
