// SPDX-License-Identifier: Apache-2.0
#include "gateway/catalog_snapshot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace r311::gateway {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<open311::Service> everything() {
  open311::Service pothole;
  pothole.code = "RD/10: \"a\"\\";
  pothole.name = "Hole — 🕳 żółć";
  pothole.description = "Two\nlines\tand <more> & \xE2\x80\xA8";
  pothole.group = "Streets";
  pothole.type = open311::ServiceType::batch;
  pothole.keywords = {"road", "o'hole"};
  open311::Attribute depth;
  depth.code = "depth";
  depth.datatype = open311::Datatype::singlevaluelist;
  depth.required = true;
  depth.variable = false;
  depth.order = -3;
  depth.description = "How deep?";
  depth.datatype_description = "cm";
  depth.values = {{"1", "one"}, {"2", "two"}};
  pothole.attributes = {depth};
  open311::Service bare;
  bare.code = "B";
  bare.name = "Bare";
  return {pothole, bare};
}

TEST(CatalogSnapshot, HoldsEveryFieldOfEveryService) {
  const auto read = services_in(snapshot_of(everything()));
  ASSERT_TRUE(read) << read.error().text;
  ASSERT_EQ(read->size(), 2u);
  const open311::Service& pothole = read->front();
  const open311::Service expected = everything().front();
  EXPECT_EQ(pothole.code, expected.code);
  EXPECT_EQ(pothole.name, expected.name);
  EXPECT_EQ(pothole.description, expected.description);
  EXPECT_EQ(pothole.group, "Streets");
  EXPECT_EQ(pothole.type, open311::ServiceType::batch);
  EXPECT_THAT(pothole.keywords, ElementsAre("road", "o'hole"));
  ASSERT_EQ(pothole.attributes.size(), 1u);
  const open311::Attribute& depth = pothole.attributes.front();
  EXPECT_EQ(depth.code, "depth");
  EXPECT_EQ(depth.datatype, open311::Datatype::singlevaluelist);
  EXPECT_TRUE(depth.required);
  EXPECT_FALSE(depth.variable);
  EXPECT_EQ(depth.order, -3);
  EXPECT_EQ(depth.description, "How deep?");
  EXPECT_EQ(depth.datatype_description, "cm");
  ASSERT_EQ(depth.values.size(), 2u);
  EXPECT_EQ(depth.values[1].key + depth.values[1].name, "2two");
  EXPECT_EQ(read->back().code, "B");
  EXPECT_FALSE(read->back().metadata());
}

TEST(CatalogSnapshot, SameServices_AreTheSameText) {
  EXPECT_EQ(snapshot_of(everything()), snapshot_of(everything()));
  EXPECT_EQ(snapshot_of(services_in(snapshot_of(everything())).value()), snapshot_of(everything()));
}

TEST(CatalogSnapshot, OfAnotherVersionOrBroken_IsRefusedWhole) {
  std::string later = snapshot_of(everything());
  later.replace(later.find("\"version\":1"), 11, "\"version\":2");
  EXPECT_THAT(services_in(later).error().text, HasSubstr("another version"));
  const std::string whole = snapshot_of(everything());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto read = services_in(whole.substr(0, length));
    ASSERT_FALSE(read) << length;
    EXPECT_EQ(read.error().kind, Kind::corrupt);
  }
  for (const char* text : {"[]", "7", "null", "{\"version\":1}", "{\"version\":1,\"services\":[7]}",
                           "{\"version\":1,\"services\":[{}]}", "{\"version\":1,\"services\":{}}"})
    EXPECT_FALSE(services_in(text)) << text;
}

}  // namespace
}  // namespace r311::gateway
