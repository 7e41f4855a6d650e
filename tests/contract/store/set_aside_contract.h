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
  store::PollEffect find(const open311::WorkOrder& order, const std::string& id) {
    store::FoundOrder found;
    found.report = plain_report(id, order.requested);
    found.report.reference = order.reference;
    found.report.report.description = order.description;
    found.status = order.status.value_or(open311::Status::open);
    found.non_public = order.non_public;
    return store().apply({kHighways, "c2", {}, {found}}).value();
  }
};

}  // namespace r311::test
