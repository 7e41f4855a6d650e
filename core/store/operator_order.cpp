// SPDX-License-Identifier: Apache-2.0
#include "store/operator_order.h"

#include <algorithm>

namespace r311::store {

Move move_of(OperatorAction action) {
  switch (action) {
    case OperatorAction::retry:
      return {{DeliveryState::parked, DeliveryState::rejected}, DeliveryState::waiting};
    case OperatorAction::park:
      return {{DeliveryState::waiting, DeliveryState::unknown}, DeliveryState::parked};
    case OperatorAction::drop:
      return {{DeliveryState::waiting, DeliveryState::parked}, DeliveryState::rejected};
  }
  return {};
}

Result<Move> move_of(const OperatorOrder& order) {
  if (order.reason.empty()) return fail(Kind::invalid, "a reason is required: it is kept with the deliveries");
  Move move = move_of(order.action);
  std::erase_if(move.from, [&](DeliveryState state) { return order.filter.state.value_or(state) != state; });
  return move;
}

std::vector<DeliveryState> listed_states(const DeliveryFilter& filter) {
  auto states = delivery_states();
  std::erase_if(states, [&](DeliveryState state) {
    return state == DeliveryState::delivered || filter.state.value_or(state) != state;
  });
  return states;
}

void cut(DeliveryPage& page, std::size_t limit) {
  std::sort(page.deliveries.begin(), page.deliveries.end(),
            [](const auto& a, const auto& b) { return a.delivery.id < b.delivery.id; });
  if (page.deliveries.size() <= limit) return;
  page.deliveries.resize(limit);
  page.more = true;
}

}  // namespace r311::store
