// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/set_aside.h"

#include "store/set_aside.h"

namespace r311::store::postgres {
namespace {

constexpr const char* kSetAside = R311_SET_ASIDE("$");
constexpr const char* kNoLongerAside = R311_NO_LONGER_ASIDE("$");
constexpr const char* kTell = R311_TELL_SET_ASIDE("$");
constexpr const char* kHide = R311_HIDE_SET_ASIDE("$");
constexpr const char* kCount = R311_COUNT_SET_ASIDE("$");
constexpr const char* kDropOldest = R311_DROP_OLDEST_ASIDE("$");
constexpr const char* kCodes = R311_CODES_SET_ASIDE("$");
constexpr const char* kOrders = R311_ORDERS_SET_ASIDE("$");

}  // namespace

void set_aside(Connection& connection, const PollResult& poll, Time now, PollEffect& effect) {
  if (poll.no_service.empty()) return;
  for (const open311::WorkOrder& order : poll.no_service) {
    const auto& position = order.position;
    connection.run(kSetAside, poll.destination, now, order.reference, order.backend_code, order.description,
                   word_or_none(order.status), order.backend_status, order.address_string,
                   position ? std::optional(position->latitude) : std::nullopt,
                   position ? std::optional(position->longitude) : std::nullopt, order.requested, order.non_public,
                   order.expected, order.notice, order.zipcode, order.status_unknown);
  }
  const auto surplus =
      connection.run(kCount, poll.destination).front().number() - static_cast<std::int64_t>(poll.most_set_aside);
  if (surplus <= 0) return;
  effect.dropped = collect(connection.run(kDropOldest, poll.destination, surplus), [](Row& row) { return row.text(); });
}

FoundOrder take_from_aside(Connection& connection, const std::string& destination, const FoundOrder& found) {
  const auto aside = collect(connection.run(kNoLongerAside, destination, found.report.reference),
                             [&](Row& row) { return read_as_it_stood(found, row); });
  return aside.empty() ? found : aside.front();
}

void tell_set_aside(Connection& connection, const std::string& destination, const open311::Change& change) {
  if (change.reference.empty()) return;
  connection.run(kTell, destination, change.reference, change.changed, word_or_none(change.status),
                 change.backend_status, change.non_public, change.expected.has_value(),
                 change.expected.value_or(std::nullopt), change.notice, change.status_unknown);
  if (change.non_public.value_or(false)) connection.run(kHide, destination, change.reference, true);
}

std::vector<std::string> read_codes_set_aside(Connection& connection, const std::string& destination) {
  return collect(connection.run(kCodes, destination), [](Row& row) { return row.text(); });
}

std::vector<open311::WorkOrder> read_orders_set_aside(Connection& connection, const std::string& destination,
                                                      const std::vector<std::string>& codes, std::size_t limit) {
  std::vector<open311::WorkOrder> orders;
  for (const std::string& code : codes) {
    if (orders.size() >= limit) break;
    const Rows rows = connection.run(kOrders, destination, code, static_cast<std::int64_t>(limit - orders.size()));
    for (auto& order : collect(rows, read_order_set_aside<Row>)) orders.push_back(std::move(order));
  }
  return orders;
}

}  // namespace r311::store::postgres
