// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "city.h"

namespace r311::gateway {
namespace {

using open311::Format;
using testing::HasSubstr;
using testing::Not;

std::vector<JurisdictionPlan> two_cities() {
  auto other = springfield_plan();
  other.id = "shelbyville.example";
  other.name = "Shelbyville";
  other.contact = "desk@shelbyville.example";
  return {springfield_plan(), other};
}

TEST(Catalogue, OnlyJurisdiction_NeedsNoName) {
  const Catalogue one({springfield_plan()}, "https://open311.springfield.example", Time{});
  ASSERT_NE(one.find(""), nullptr);
  EXPECT_EQ(one.find("")->id(), "springfield.example");
  EXPECT_TRUE(one.single());
  const Catalogue two(two_cities(), "https://open311.example", Time{});
  EXPECT_EQ(two.find(""), nullptr);
  EXPECT_FALSE(two.single());
  ASSERT_NE(two.find("shelbyville.example"), nullptr);
  EXPECT_EQ(two.find("nowhere.example"), nullptr);
}

TEST(Catalogue, Discovery_NamesTheEndpointWithoutTrailingSlash) {
  const Catalogue one({springfield_plan()}, "https://open311.springfield.example/", Time{});
  EXPECT_THAT(one.discovery().xml, HasSubstr("https://open311.springfield.example/open311/v2<"));
  EXPECT_THAT(one.discovery().xml, HasSubstr("open311@springfield.example"));
  EXPECT_THAT(one.discovery().json, HasSubstr("Ask the city clerk for a key."));
}

TEST(Catalogue, Discovery_TellsWhereToTryThings) {
  const Catalogue one({springfield_plan()}, "https://open311.example", Time{}, "https://test.open311.example");
  EXPECT_THAT(one.discovery().xml, HasSubstr("<url>https://test.open311.example/open311/v2</url>"));
  EXPECT_THAT(one.discovery().json, HasSubstr("\"test\""));
}

TEST(Catalogue, DiscoveryOfSeveralCouncils_SaysWhoseContactIsWhose) {
  const Catalogue two(two_cities(), "https://open311.example", Time{});
  EXPECT_THAT(two.discovery().xml, HasSubstr("City of Springfield: open311@springfield.example"));
  EXPECT_THAT(two.discovery().xml, HasSubstr("Shelbyville: desk@shelbyville.example"));
}

TEST(Jurisdiction, Services_KeepTheirOrderAndAreAllListed) {
  const Jurisdiction springfield(springfield_plan());
  const auto offering = springfield.offering();
  const auto& xml = offering->services().xml;
  EXPECT_LT(xml.find(">POT<"), xml.find(">BULKY<"));
  EXPECT_LT(xml.find(">BULKY<"), xml.find(">ANON<"));
  EXPECT_NE(xml.find(">ANON<"), std::string::npos);
}

TEST(Jurisdiction, Offer_HoldsTheDefinitionAndTheDestination) {
  const Jurisdiction springfield(springfield_plan());
  const auto offering = springfield.offering();
  const auto* offer = offering->offer("POT");
  ASSERT_NE(offer, nullptr);
  EXPECT_THAT(offer->definition.xml, HasSubstr("depth"));
  EXPECT_EQ(springfield.destination(*offer), "springfield.example/highways");
  EXPECT_EQ(springfield.offering()->offer("pot"), nullptr);
  EXPECT_EQ(springfield.offering()->offer(""), nullptr);
}

TEST(Jurisdiction, Tag_IsStrongQuotedAndFollowsTheBytes) {
  const Jurisdiction one(springfield_plan()), same(springfield_plan());
  auto plan = springfield_plan();
  plan.services[0].first.description = "now with a description";
  const Jurisdiction other(plan);
  const std::string tag = one.offering()->services().tag(Format::xml);
  EXPECT_THAT(tag, testing::MatchesRegex("\"[0-9a-f]+\""));
  EXPECT_EQ(tag, same.offering()->services().tag(Format::xml));
  EXPECT_NE(tag, other.offering()->services().tag(Format::xml));
  EXPECT_NE(tag, one.offering()->services().tag(Format::json));
}

TEST(Jurisdiction, TextThatXmlCanNotHold_IsTakenOut) {
  auto plan = springfield_plan();
  plan.services[0].first.name = "Pot\x01hole";
  const Jurisdiction springfield(plan);
  EXPECT_THAT(springfield.offering()->services().xml, HasSubstr("Pothole"));
}

}  // namespace
}  // namespace r311::gateway
