// SPDX-License-Identifier: Apache-2.0
#include "store/delivery_record.h"

#include <array>
#include <utility>

namespace r311::store {
namespace {

template <class Value, std::size_t count>
using Words = std::array<std::pair<Value, std::string_view>, count>;

constexpr Words<DeliveryState, 6> kStates{{
    {DeliveryState::waiting, "waiting"},
    {DeliveryState::sending, "sending"},
    {DeliveryState::unknown, "unknown"},
    {DeliveryState::delivered, "delivered"},
    {DeliveryState::parked, "parked"},
    {DeliveryState::rejected, "rejected"},
}};

constexpr Words<DeliveryKind, 3> kKinds{{
    {DeliveryKind::create, "create"},
    {DeliveryKind::update, "update"},
    {DeliveryKind::media, "media"},
}};

constexpr Words<OperatorAction, 3> kActions{{
    {OperatorAction::retry, "retry"},
    {OperatorAction::park, "park"},
    {OperatorAction::drop, "drop"},
}};

template <class Value, std::size_t count>
std::string_view word_of(const Words<Value, count>& words, Value value) {
  for (const auto& [known, text] : words) {
    if (known == value) return text;
  }
  return {};
}

template <class Value, std::size_t count>
std::optional<Value> value_of(const Words<Value, count>& words, std::string_view word) {
  for (const auto& [value, text] : words) {
    if (text == word) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string destination_name(std::string_view jurisdiction, std::string_view backend) {
  return std::string(jurisdiction) + "/" + std::string(backend);
}

std::string jurisdiction_of(std::string_view destination) {
  return std::string(destination.substr(0, destination.rfind('/')));
}

std::string_view word(DeliveryState state) { return word_of(kStates, state); }
std::optional<DeliveryState> delivery_state_of(std::string_view word) { return value_of(kStates, word); }

std::vector<std::string> words_of(const std::vector<DeliveryState>& states) {
  std::vector<std::string> words;
  for (const DeliveryState state : states) words.emplace_back(word(state));
  return words;
}

std::vector<DeliveryState> delivery_states() {
  std::vector<DeliveryState> states;
  for (const auto& [state, text] : kStates) states.push_back(state);
  return states;
}

std::string_view word(DeliveryKind kind) { return word_of(kKinds, kind); }
std::optional<DeliveryKind> delivery_kind_of(std::string_view word) { return value_of(kKinds, word); }

std::string_view word(OperatorAction action) { return word_of(kActions, action); }
std::optional<OperatorAction> operator_action_of(std::string_view word) { return value_of(kActions, word); }

}  // namespace r311::store
