// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <relay311/adapter.hpp>
#include <vector>

#include "plugin/inline_adapter.h"
#include "support/memory_kv.h"
#include "support/plugin_bench.h"

namespace r311 {
namespace {

using plugin::Outcome;
using ::testing::HasSubstr;

std::function<std::vector<relay311::Service>()> told;  // a plugin is made by a plain function, which takes no context
bool offers = true;

class Offering : public relay311::Adapter, public relay311::OffersCatalog {
 public:
  static constexpr relay311::PluginInfo info{"offering", "1.0.0", "Tests", "Tells services"};
  using Adapter::Adapter;
  bool can_offer() const override { return offers; }
  std::vector<relay311::Service> catalog(relay311::Call&) override { return told(); }
};

// An adapter's services, told with the wrapper and taken through the gateway's own side of the border.
class OfferedCatalog : public ::testing::Test {
 protected:
  OfferedCatalog() { offers = true; }
  ~OfferedCatalog() override { told = nullptr; }

  Result<std::unique_ptr<plugin::Adapter>> make() {
    auto options = config::load_tree(test::write_file(folder.path() / "options.yaml", "{}"), findings);
    plugin::Library library{
        "offering.so", &relay311::detail::Plugin<Offering>::description, "offering", {}, {}, {}, {}};
    return plugin::InlineAdapter::make(
        library, {"works", "/data", plugin::OptionsTree(std::move(options), "backends.works.options"), kv, clock},
        findings);
  }

  plugin::Cataloged fetch(std::vector<relay311::Service> services) {
    told = [services = std::move(services)] { return services; };
    return fetch();
  }
  plugin::Cataloged fetch() {
    plugin::CallTerms terms;
    terms.deadline = clock.now() + std::chrono::seconds(30);
    return make().value()->catalog(terms);
  }

  test::Folder folder;
  test::MemoryKv kv;
  SystemClock clock;
  config::Findings findings;
};

relay311::Service named(const std::string& code) {
  relay311::Service service;
  service.code = code;
  service.name = "Service " + code;
  return service;
}

TEST_F(OfferedCatalog, ArrivesFieldByField) {
  relay311::Service pothole = named("POT");
  pothole.description = "A hole";
  pothole.group = "Streets";
  pothole.type = "blackbox";
  pothole.keywords = {"road", "hole"};
  relay311::Attribute depth;
  depth.code = "depth";
  depth.datatype = "multivaluelist";
  depth.required = true;
  depth.order = 5;
  depth.description = "How deep?";
  depth.datatype_description = "In cm";
  depth.values = {{"1", "Shallow"}, {"2", "Deep"}};
  relay311::Attribute notice;
  notice.code = "notice";
  notice.datatype = "text";
  notice.variable = false;
  pothole.attributes = {depth, notice};
  const auto fetched = fetch({pothole, named("TREE")});
  ASSERT_EQ(fetched.verdict.outcome, Outcome::ok) << fetched.verdict.reason;
  ASSERT_EQ(fetched.services.size(), 2u);
  const open311::Service& first = fetched.services[0];
  EXPECT_EQ(first.code, "POT");
  EXPECT_EQ(first.name, "Service POT");
  EXPECT_EQ(first.description, "A hole");
  EXPECT_EQ(first.group, "Streets");
  EXPECT_EQ(first.type, open311::ServiceType::blackbox);
  EXPECT_THAT(first.keywords, ::testing::ElementsAre("road", "hole"));
  ASSERT_EQ(first.attributes.size(), 2u);
  EXPECT_EQ(first.attributes[0].code, "depth");
  EXPECT_EQ(first.attributes[0].datatype, open311::Datatype::multivaluelist);
  EXPECT_TRUE(first.attributes[0].required);
  EXPECT_EQ(first.attributes[0].order, 5);
  EXPECT_EQ(first.attributes[0].description, "How deep?");
  EXPECT_EQ(first.attributes[0].datatype_description, "In cm");
  ASSERT_EQ(first.attributes[0].values.size(), 2u);
  EXPECT_EQ(first.attributes[0].values[1].key, "2");
  EXPECT_EQ(first.attributes[0].values[1].name, "Deep");
  EXPECT_FALSE(first.attributes[1].variable);
  EXPECT_FALSE(fetched.services[1].metadata());
}

TEST_F(OfferedCatalog, WithOneBadService_IsNotTakenAtAll) {
  const auto fetched = fetch({named("A"), named("B"), named("A"), named("C")});
  EXPECT_EQ(fetched.verdict.outcome, Outcome::invalid);
  EXPECT_THAT(fetched.verdict.reason, HasSubstr("two services with the code 'A'"));
  EXPECT_TRUE(fetched.services.empty());
}

TEST_F(OfferedCatalog, ThatCanNotBeTold_HasTheAdaptersOutcome) {
  told = []() -> std::vector<relay311::Service> {
    throw relay311::Failure(relay311::Outcome::unavailable, "the database is away");
  };
  const auto fetched = fetch();
  EXPECT_EQ(fetched.verdict.outcome, Outcome::unavailable);
  EXPECT_EQ(fetched.verdict.reason, "the database is away");
}

TEST_F(OfferedCatalog, LeftOutByTheConfiguration_IsNoAbility) {
  told = [] { return std::vector<relay311::Service>{named("A")}; };
  EXPECT_TRUE(make().value()->can(plugin::Ability::catalog));
  offers = false;
  EXPECT_FALSE(make()) << "it can't do anything else";
}

}  // namespace
}  // namespace r311
