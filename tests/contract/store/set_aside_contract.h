// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "contract/store/store_contract.h"

namespace r311::test {

// A back end that tells of work orders whose code no service has.
class SetAside : public StoreContract {
 protected:
  static open311::WorkOrder order_of(const std::string& reference, const std::string& code, Time requested) {
    open311::WorkOrder order;
    order.reference = reference;
    order.backend_code = code;
    order.description = "A tree across the road";
    order.requested = requested;
    return order;
  }
  store::PollEffect tell(std::vector<open311::WorkOrder> orders, std::size_t most = 100) {
    const auto effect = store().apply({kHighways, "c", {}, {}, std::move(orders), most});
    EXPECT_TRUE(effect) << effect.error().text;
    return effect.value_or(store::PollEffect{});
  }
  std::vector<std::string> references(const std::vector<std::string>& codes, std::size_t limit = 100) {
    std::vector<std::string> found;
    const auto orders = store().orders_set_aside(kHighways, codes, limit).value();
    for (const auto& order : orders) found.push_back(order.reference);
    return found;
  }
  open311::WorkOrder only(const std::string& code) {
    return store().orders_set_aside(kHighways, {code}, 1).value().at(0);
  }
  // A service has the code now.
  store::PollEffect find(const open311::WorkOrder& order, const std::string& id,
                         std::vector<open311::Change> changes = {}) {
    store::FoundOrder found;
    found.report = plain_report(id, order.requested);
    found.report.reference = order.reference;
    found.report.report.description = order.description;
    found.status = order.status;
    found.backend_status = order.backend_status;
    found.status_unknown = order.status_unknown;
    found.non_public = order.non_public;
    found.expected = order.expected;
    found.notice = order.notice;
    return store().apply({kHighways, "c2", std::move(changes), {found}}).value();
  }
  open311::ServiceRequest private_request(const std::string& id) {
    EXPECT_FALSE(store().request(kJurisdiction, id).value()) << id << " is public";
    return store().request(kJurisdiction, id, true).value().value();
  }
  std::vector<store::UnknownCode> unknown_codes() {
    const auto destinations = store().destinations().value();
    for (const auto& each : destinations)
      if (each.name == kHighways) return each.unknown_codes;
    return {};
  }
};

}  // namespace r311::test
