// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "town.h"

// Work orders that a back end made by other means, from the poll that tells of them to the request.
namespace r311::delivery {
namespace {

using testing::ElementsAre;

plugin::Submitted take_report(const open311::AcceptedReport& report, const plugin::CallTerms&) {
  return test::delivered("W-" + report.id);
}

// A council that has report R, "A hole".
class OtherChannels : public testing::Test {
 protected:
  OtherChannels() { town.accept("R"); }
  void work(Destination& destination) {
    while (destination.run() == Milliseconds{0}) {
    }
  }

  Town town;
  std::shared_ptr<test::ScriptedAdapter> adapter;
};

TEST_F(OtherChannels, WorkOrders_BecomeRequestsWhereTheirServiceIsOffered) {
  adapter = std::make_shared<test::ScriptedAdapter>(take_report, [](const std::string&, const plugin::CallTerms&) {
    plugin::Polled polled;
    polled.cursor = "1";
    open311::WorkOrder order;
    order.reference = "W9";
    order.backend_code = "RD-10";
    order.description = "A tree";
    order.backend_status = "Q";
    order.status_unknown = true;
    order.expected = Time(Milliseconds(5000));
    order.notice = "Within a week";
    order.zipcode = "62701";
    polled.work_orders = {order, order};
    polled.work_orders[1].backend_code = "ZZ-99";
    polled.work_orders[1].reference = "W10";
    return polled;
  });
  auto around = town.surroundings();
  around.request_of = [this](const open311::WorkOrder& order) -> std::optional<open311::AcceptedReport> {
    if (order.backend_code != "RD-10") return std::nullopt;
    open311::AcceptedReport report;
    report.jurisdiction = "springfield.example";
    report.service_code = "POT";
    report.reference = order.reference;
    report.requested = town.clock->now();
    report.report.description = order.description;
    return report;
  };
  Destination destination(town.plan(), std::move(around), adapter);
  work(destination);
  store::RequestQuery query;
  query.jurisdiction = "springfield.example";
  const auto requests = town.store->requests(query).value();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_THAT((std::vector{requests[0].description, requests[1].description}),
              testing::UnorderedElementsAre("A hole", "A tree"));
  const auto& tree = requests[0].description == "A tree" ? requests[0] : requests[1];
  EXPECT_EQ(tree.expected, Time(Milliseconds(5000)));
  EXPECT_EQ(tree.service_notice, "Within a week");
  EXPECT_EQ(tree.zipcode, "62701");
  const auto standing = town.store->destinations().value();
  ASSERT_EQ(standing.at(0).unknown_codes.size(), 1u);
  EXPECT_EQ(standing[0].unknown_codes[0].code, "Q");
}

// A catalogue that comes late, or a service that is made later, as with `services_from` or in the configuration.
TEST_F(OtherChannels, WorkOrders_BecomeRequestsOnceAServiceHasTheirCode) {
  bool told = false;
  adapter = std::make_shared<test::ScriptedAdapter>(take_report, [&](const std::string&, const plugin::CallTerms&) {
    plugin::Polled polled;
    polled.cursor = "1";
    for (const char* reference : {"W9", "W10"}) {
      if (told) break;
      open311::WorkOrder order;
      order.reference = reference;
      order.backend_code = order.reference == "W9" ? "RD-10" : "ZZ-99";
      order.description = "Order " + order.reference;
      polled.work_orders.push_back(std::move(order));
    }
    told = true;
    return polled;
  });
  std::string offered;
  auto around = town.surroundings();
  around.request_of = [&](const open311::WorkOrder& order) -> std::optional<open311::AcceptedReport> {
    if (order.backend_code != offered) return std::nullopt;
    open311::AcceptedReport report;
    report.jurisdiction = "springfield.example";
    report.service_code = "POT";
    report.reference = order.reference;
    report.requested = order.requested;
    report.report.description = order.description;
    return report;
  };
  const auto texts = [&] {
    store::RequestQuery query;
    query.jurisdiction = "springfield.example";
    const auto requests = town.store->requests(query).value();
    std::vector<std::string> found;
    for (const auto& request : requests)
      if (request.description != "A hole") found.push_back(request.description);
    return found;
  };
  {
    Destination destination(town.plan(), around, adapter);
    work(destination);
    EXPECT_THAT(texts(), testing::IsEmpty());
  }
  offered = "RD-10";  // after a restart
  Destination destination(town.plan(), around, adapter);
  work(destination);
  EXPECT_THAT(texts(), ElementsAre("Order W9"));
  offered = "ZZ-99";  // while it runs
  town.clock->advance(town.plan().poll_every);
  work(destination);
  EXPECT_THAT(texts(), testing::UnorderedElementsAre("Order W9", "Order W10"));
}

}  // namespace
}  // namespace r311::delivery
