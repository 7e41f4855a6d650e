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

}  // namespace r311::store
