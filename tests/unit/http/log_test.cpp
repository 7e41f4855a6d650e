// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "council.h"

// What the API writes to the log of each request.
namespace r311::http {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string logged(const std::function<void()>& what) {
  testing::internal::CaptureStderr();
  what();
  return testing::internal::GetCapturedStderr();
}

TEST(RequestLog, TellsTheTraceThatTheClientGot) {
  Council council;
  std::string trace;
  const auto lines = logged([&] { trace = council.get("requests.xml").headers.at("x-request-id"); });
  EXPECT_THAT(lines, HasSubstr(trace));
  EXPECT_THAT(lines, HasSubstr("/open311/v2/requests.xml"));
}

TEST(RequestLog, HoldsNeitherKeysNorPersonalData) {
  Council council;
  const auto lines = logged([&] {
    council.post(pothole + "&email=jo%40citizen.example&first_name=Josephine",
                 "requests.xml?api_key=demo-key&phone=5550100");
    council.post(pothole + "&email=jo%40citizen.example", "requests.xml", "Authorization: Bearer wrong-key\r\n");
    council.get("requests.xml?email=jo%40citizen.example&status=odd");
  });
  EXPECT_THAT(lines, HasSubstr("403"));
  for (const auto* kept : {"demo-key", "wrong-key", "citizen.example", "Josephine", "5550100", "school"})
    EXPECT_THAT(lines, Not(HasSubstr(kept)));
}

TEST(RequestLog, LeavesOutAnswersFromMemoryUnlessAskedTo) {
  Council quiet;
  EXPECT_THAT(logged([&] { quiet.get("services.xml"); }), Not(HasSubstr("services.xml")));
  EXPECT_THAT(logged([&] { quiet.get("services/NONE.xml"); }), HasSubstr("services/NONE.xml"));
  CouncilPlan plan;
  plan.options.log_cached = true;
  Council telling(plan);
  EXPECT_THAT(logged([&] { telling.get("services.xml"); }), HasSubstr("services.xml"));
}

}  // namespace
}  // namespace r311::http
