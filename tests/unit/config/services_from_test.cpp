// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/config/written.h"

namespace r311::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

std::string with(const std::string& jurisdiction) {
  return "backends:\n  parks: {adapter: sql, catalog_every: 1h}\n  waste: {adapter: sql}\njurisdictions:\n" +
         jurisdiction;
}

std::vector<std::string> told(const std::string& jurisdiction) { return Written(with(jurisdiction)).told(); }

TEST(ServicesFrom, StandBesideListedServicesOrAlone) {
  const Written file(
      with("  - id: a\n    services_from: [parks, waste]\n"
           "  - id: b\n    services: [{code: A, name: A, backend: parks}]\n    services_from: [waste]\n"));
  const Loaded loaded = file.load();
  EXPECT_THAT(loaded.findings, IsEmpty());
  const auto& jurisdictions = loaded.configuration.jurisdictions;
  ASSERT_EQ(jurisdictions.size(), 2u);
  ASSERT_EQ(jurisdictions[0].services_from.size(), 2u);
  EXPECT_EQ(jurisdictions[0].services_from[1].backend, "waste");
  EXPECT_EQ(jurisdictions[0].services_from[1].place.line, 6);
  EXPECT_THAT(jurisdictions[0].services, IsEmpty());
  EXPECT_EQ(jurisdictions[1].services.size(), 1u);
  EXPECT_EQ(loaded.configuration.backends[0].catalog_every, std::chrono::hours(1));
  EXPECT_EQ(loaded.configuration.backends[1].catalog_every, std::chrono::minutes(10));
}

TEST(ServicesFrom, BackEndThatDoesNotExist_IsToldWithTheNearest) {
  EXPECT_THAT(told("  - {id: a, services_from: [waste, park]}\n"),
              ElementsAre("5:36: jurisdictions[0].services_from[1]: found \"park\", expected the name of a back end "
                          "(one of parks, waste); did you mean parks?"));
}

TEST(ServicesFrom, BackEndNamedTwice_IsTold) {
  EXPECT_THAT(
      told("  - {id: a, services_from: [waste, waste]}\n"),
      ElementsAre("5:36: jurisdictions[0].services_from[1]: found the back end \"waste\" a second time, expected "
                  "each once"));
}

TEST(ServicesFrom, NeitherListedNorFetchedServices_IsTold) {
  EXPECT_THAT(told("  - {id: a}\n"),
              ElementsAre("5:5: jurisdictions[0]: found no services, expected services (list of maps), services_from "
                          "(back ends that define services), or both"));
  EXPECT_THAT(told("  - {id: a, statuses: extended}\n"),
              ElementsAre(StartsWith("5:5: jurisdictions[0]: found no services")));
  EXPECT_THAT(told("  - {id: a, service_from: [parks]}\n"),
              ElementsAre(StartsWith("5:13: jurisdictions[0]: found unknown key \"service_from\"")));
  EXPECT_THAT(told("  - {id: a, services_from: }\n"),
              ElementsAre(StartsWith("5:5: jurisdictions[0]: found no services")));
  EXPECT_THAT(told("  - {id: a, services_from: []}\n"),
              ElementsAre(StartsWith("5:28: jurisdictions[0].services_from: found an empty list")));
  EXPECT_THAT(told("  - {id: a, services_from: parks}\n"),
              ElementsAre(StartsWith("5:28: jurisdictions[0].services_from: found text, expected list")));
}

}  // namespace
}  // namespace r311::config
