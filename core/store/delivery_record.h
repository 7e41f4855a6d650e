// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace r311::store {

// The name of a destination, "JURISDICTION/BACKEND", and the jurisdiction in such a name: no back end's has a slash.
std::string destination_name(std::string_view jurisdiction, std::string_view backend);
std::string jurisdiction_of(std::string_view destination);

// Where a delivery stands. core/delivery/transitions.h says which may follow which.
enum class DeliveryState { waiting, sending, unknown, delivered, parked, rejected };

// The word of a state ("waiting") and the state of exactly that word; stores keep the words.
std::string_view word(DeliveryState state);
std::optional<DeliveryState> delivery_state_of(std::string_view word);
std::vector<DeliveryState> delivery_states();  // all of them
std::vector<std::string> words_of(const std::vector<DeliveryState>& states);

// What is handed over: the report itself, or something that follows it.
enum class DeliveryKind { create, update, media };

std::string_view word(DeliveryKind kind);
std::optional<DeliveryKind> delivery_kind_of(std::string_view word);

// One thing to hand to one destination.
struct Delivery {
  std::int64_t id = 0;
  std::int64_t request = 0;  // the store's own number of the request it belongs to
  DeliveryKind kind = DeliveryKind::create;
  std::string destination;  // "JURISDICTION/BACKEND"
  std::string key;          // idempotency key, the same for every attempt
  std::string content;      // of an update its id, of media see followed_file.h; of a create empty
  std::string trace;        // for logs on both sides of the border
  DeliveryState state = DeliveryState::waiting;
  int attempts = 0;  // begun so far, but for those that stepped back
  Time created{};
  Time due{};
  std::string reason;  // why it is where it is
};

// One try, as an operator reads it. An empty outcome: it has begun and not ended.
struct Attempt {
  int number = 0;
  Time started{};
  Milliseconds took{};
  std::string outcome;
  std::string reason;
};

// How an attempt ended.
struct Settlement {
  DeliveryState state = DeliveryState::waiting;
  Time due{};  // for waiting
  std::string outcome;
  std::string reason;
  std::string reference;  // for delivered
  Time started{};         // as it was begun
  Milliseconds took{};
  // No call was made, and the delivery is back where it was (waiting or unknown), later: the attempt is none, and no
  // failure of its destination. Its number is given out again; `started` tells it from the one that has it then.
  bool stepped_back = false;
};

// What became of the request when an attempt was settled.
struct Settled {
  std::string id;         // by which clients know it now
  bool id_taken = false;  // the back end's reference was to be the id, and another request has it
};

// What an operator may do to deliveries. retry: parked or rejected -> waiting, due at once; park: waiting or unknown ->
// parked; drop: waiting or parked -> rejected.
enum class OperatorAction { retry, park, drop };

std::string_view word(OperatorAction action);
std::optional<OperatorAction> operator_action_of(std::string_view word);

// Which deliveries an operator means; what is empty does not filter.
struct DeliveryFilter {
  std::string jurisdiction;
  std::string id;  // of the request: the one that clients know, the gateway's own, or its token
  std::string destination;
  std::optional<DeliveryState> state;
  std::optional<Time> created_before;
};

// A delivery in a list for operators.
struct ListedDelivery {
  Delivery delivery;
  std::string report;  // the id that clients know of its request or, before that, the gateway's own
};

// Some of a list in the order of making. `more`: others follow behind the last.
struct DeliveryPage {
  std::vector<ListedDelivery> deliveries;
  bool more = false;
};

// What an operator did to a delivery, and why.
struct OperatorNote {
  Time at{};
  OperatorAction action = OperatorAction::retry;
  std::string who;
  std::string reason;
};

// A delivery with all that happened to it, oldest first.
struct DeliveryStory {
  Delivery delivery;
  std::vector<Attempt> attempts;
  std::vector<OperatorNote> notes;
};

// What one node that runs says of one destination.
struct NodeStanding {
  std::string node;
  std::string destination;
  std::string circuit;             // closed, open, half_open
  int window = 1;                  // calls that may be under way
  int in_flight = 0;               // calls that are
  std::string last_reason;         // why the last attempt that failed there did
  std::optional<Time> next_try{};  // until when the back end is left alone
  Time updated{};                  // when it said so
};

// How long what a node said is kept if it never takes it back.
inline constexpr std::chrono::hours kStandingsKept{24};

// A status code of a back end that its adapter has no word for.
struct UnknownCode {
  std::string code;       // empty: all that came when too many were counted already
  std::string counts_as;  // the word that it was taken for last; empty: requests kept their status
  std::int64_t count = 0;
  Time last{};  // when it came last
};

// One destination as an operator sees it.
struct DestinationStanding {
  std::string name;
  std::vector<std::pair<DeliveryState, std::int64_t>> counts;  // states of which there are any
  std::optional<Time> oldest;  // when the oldest that is waiting, sending or unknown was accepted
  std::string last_reason;     // why the last attempt that failed did
  std::optional<Time> last_failure;
  std::vector<UnknownCode> unknown_codes;  // the latest first
};

}  // namespace r311::store
