// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "unit/config/written.h"

namespace r311::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A whole configuration with `keys` on its one jurisdiction, each line indented by four blanks.
Written with(const std::string& keys) {
  return Written("backends: {desk: {adapter: sql}}\njurisdictions:\n  - id: here\n" + keys +
                 "    services: [{code: A, name: A, backend: desk}]\n");
}

TEST(JurisdictionKeys, WithoutThem_IdsAreTheGatewaysAndNoAttributeTellsReportsApart) {
  const auto loaded = with("").load();
  ASSERT_THAT(Written::texts(loaded.findings), IsEmpty());
  const Jurisdiction& here = loaded.configuration.jurisdictions.at(0);
  EXPECT_FALSE(here.backend_ids);
  EXPECT_EQ(here.answer_within, std::chrono::seconds{5});
  EXPECT_THAT(here.dedupe.by, IsEmpty());
  EXPECT_EQ(here.dedupe.window, std::chrono::hours{72});
}

TEST(JurisdictionKeys, AreReadAsTheyStand) {
  const auto loaded = with(
                          "    ids: backend\n    answer_within: 2s\n"
                          "    dedupe: {by: [attribute.fixmystreet_id, attribute.a.b], window: 1d}\n")
                          .load();
  ASSERT_THAT(Written::texts(loaded.findings), IsEmpty());
  const Jurisdiction& here = loaded.configuration.jurisdictions.at(0);
  EXPECT_TRUE(here.backend_ids);
  EXPECT_EQ(here.answer_within, std::chrono::seconds{2});
  EXPECT_THAT(here.dedupe.by, ElementsAre("fixmystreet_id", "a.b"));
  EXPECT_EQ(here.dedupe.window, std::chrono::hours{24});
}

TEST(JurisdictionKeys, MistakesAreToldWhereTheyStand) {
  EXPECT_THAT(with("    ids: back end\n").told(),
              ElementsAre(HasSubstr("4:10: jurisdictions[0].ids: found \"back end\"")));
  EXPECT_THAT(with("    answer_within: 1h\n").told(), ElementsAre(HasSubstr("4:20: jurisdictions[0].answer_within")));
  EXPECT_THAT(with("    dedupe: {window: 1h}\n").told(), ElementsAre(HasSubstr("no key \"by\"")));
  EXPECT_THAT(with("    dedupe: {by: []}\n").told(), ElementsAre(HasSubstr("an empty list")));
}

TEST(JurisdictionKeys, WhatIsNoAttribute_IsToldWithWhatWasMeant) {
  EXPECT_THAT(with("    dedupe: {by: [fixmystreet_id]}\n").told(),
              ElementsAre(testing::AllOf(HasSubstr("dedupe.by[0]: found \"fixmystreet_id\""),
                                         HasSubstr("did you mean attribute.fixmystreet_id?"))));
  for (const char* bad : {"attribute.", "email.x", "'attribute.a b'"})
    EXPECT_THAT(with("    dedupe: {by: [" + std::string(bad) + "]}\n").told(), ElementsAre(HasSubstr("attribute.CODE")))
        << bad;
}

}  // namespace
}  // namespace r311::config
