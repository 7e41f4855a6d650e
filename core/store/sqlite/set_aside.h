// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "store/sqlite/writer.h"
#include "store/store.h"

namespace r311::store::sqlite {

// Work orders whose code no service has yet (store/set_aside.h). All throw Failure.

// Sets those of a poll aside and drops the oldest of what is too much.
void set_aside(Desk& desk, const PollResult& poll, PollEffect& effect);
// Takes one that has a service now from those set aside, and answers what it is with what was known of it there.
FoundOrder take_from_aside(Connection& connection, const std::string& destination, const FoundOrder& found);
void tell_set_aside(Connection& connection, const std::string& destination, const open311::Change& change);
std::vector<std::string> read_codes_set_aside(Connection& connection, const std::string& destination);
std::vector<open311::WorkOrder> read_orders_set_aside(Connection& connection, const std::string& destination,
                                                      const std::vector<std::string>& codes, std::size_t limit);

}  // namespace r311::store::sqlite
