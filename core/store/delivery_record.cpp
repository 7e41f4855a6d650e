// SPDX-License-Identifier: Apache-2.0
#include "store/delivery_record.h"

#include <array>
#include <utility>

namespace r311::store {
namespace {

constexpr std::array<std::pair<DeliveryState, std::string_view>, 6> kWords{{
    {DeliveryState::waiting, "waiting"},
    {DeliveryState::sending, "sending"},
    {DeliveryState::unknown, "unknown"},
    {DeliveryState::delivered, "delivered"},
    {DeliveryState::parked, "parked"},
    {DeliveryState::rejected, "rejected"},
}};

}  // namespace

std::string_view word(DeliveryState state) {
  for (const auto& [known, text] : kWords) {
    if (known == state) return text;
  }
  return {};
}

std::optional<DeliveryState> delivery_state_of(std::string_view word) {
  for (const auto& [state, text] : kWords) {
    if (text == word) return state;
  }
  return std::nullopt;
}

}  // namespace r311::store
