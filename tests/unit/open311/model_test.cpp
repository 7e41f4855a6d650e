// SPDX-License-Identifier: Apache-2.0
#include "open311/model.h"

#include <gtest/gtest.h>

#include <string>

namespace r311::open311 {
namespace {

constexpr Status all[] = {Status::open,
                          Status::closed,
                          Status::fixed,
                          Status::in_progress,
                          Status::planned,
                          Status::action_scheduled,
                          Status::investigating,
                          Status::duplicate,
                          Status::not_councils_responsibility,
                          Status::no_further_action,
                          Status::internal_referral,
                          Status::cancelled,
                          Status::for_triage,
                          Status::incomplete,
                          Status::more_info};

TEST(Status, EveryWordReadsBackAsItself) {
  for (Status status : all) EXPECT_EQ(status_of(word(status)), status) << word(status);
}

TEST(Status, WordsAreReadInAnyCaseAndSpelling) {
  EXPECT_EQ(status_of("IN_PROGRESS"), Status::in_progress);
  EXPECT_EQ(status_of("in-progress"), Status::in_progress);
  EXPECT_EQ(status_of(" In Progress "), Status::in_progress);
  EXPECT_EQ(status_of("NOT_COUNCILS_RESPONSIBILITY"), Status::not_councils_responsibility);
  EXPECT_EQ(status_of("Open"), Status::open);
}

TEST(Status, WordsThatClientsDoNotKnow_AreNone) {
  for (const char* word : {"", "reopen", "acknowledged", "unchanged", "opened", "_", "open,closed"})
    EXPECT_FALSE(status_of(word)) << word;
  EXPECT_FALSE(status_of(std::string(1000000, 'o')));
}

TEST(Status, GeoReportsTwo_TellWhetherWorkHasEnded) {
  for (Status status : {Status::open, Status::in_progress, Status::planned, Status::action_scheduled,
                        Status::investigating, Status::for_triage, Status::incomplete, Status::more_info})
    EXPECT_FALSE(is_closed(status)) << word(status);
  for (Status status : {Status::closed, Status::fixed, Status::duplicate, Status::not_councils_responsibility,
                        Status::no_further_action, Status::internal_referral, Status::cancelled})
    EXPECT_TRUE(is_closed(status)) << word(status);
}

TEST(Words, AreGeoReports) {
  EXPECT_EQ(word(ServiceType::realtime), "realtime");
  EXPECT_EQ(word(ServiceType::batch), "batch");
  EXPECT_EQ(word(ServiceType::blackbox), "blackbox");
  EXPECT_EQ(word(Datatype::string), "string");
  EXPECT_EQ(word(Datatype::number), "number");
  EXPECT_EQ(word(Datatype::datetime), "datetime");
  EXPECT_EQ(word(Datatype::text), "text");
  EXPECT_EQ(word(Datatype::singlevaluelist), "singlevaluelist");
  EXPECT_EQ(word(Datatype::multivaluelist), "multivaluelist");
}

TEST(Service, WithoutAttributes_HasNoDefinitionToFetch) {
  Service service;
  EXPECT_FALSE(service.metadata());
  service.attributes.emplace_back();
  EXPECT_TRUE(service.metadata());
}

TEST(Words, OfTypes_ReadBackAsThemselvesAndNothingElseDoes) {
  for (const auto type : {ServiceType::realtime, ServiceType::batch, ServiceType::blackbox})
    EXPECT_EQ(service_type_of(word(type)), type) << word(type);
  for (const auto type : {Datatype::string, Datatype::number, Datatype::datetime, Datatype::text,
                          Datatype::singlevaluelist, Datatype::multivaluelist})
    EXPECT_EQ(datatype_of(word(type)), type) << word(type);
  for (const char* other : {"", "Batch", "realtime ", "strings"}) {
    EXPECT_FALSE(service_type_of(other)) << other;
    EXPECT_FALSE(datatype_of(other)) << other;
  }
}

}  // namespace
}  // namespace r311::open311
