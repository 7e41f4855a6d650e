// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/set_aside.h"

#include "store/set_aside.h"

namespace r311::store::sqlite {
namespace {

constexpr const char* kSetAside = R311_SET_ASIDE("?");
constexpr const char* kNoLongerAside = R311_NO_LONGER_ASIDE("?");
constexpr const char* kTell = R311_TELL_SET_ASIDE("?");
constexpr const char* kHide = R311_HIDE_SET_ASIDE("?");
constexpr const char* kCount = R311_COUNT_SET_ASIDE("?");
constexpr const char* kDropOldest = R311_DROP_OLDEST_ASIDE("?");
constexpr const char* kCodes = R311_CODES_SET_ASIDE("?");
constexpr const char* kOrders = R311_ORDERS_SET_ASIDE("?");

std::int64_t count_aside(Connection& connection, const std::string& destination) {
  Query query = connection.query(kCount);
  return query.with(destination).step() ? query.row().number() : 0;
}

}  // namespace

void set_aside(Desk& desk, const PollResult& poll, PollEffect& effect) {
  if (poll.no_service.empty()) return;
  for (const open311::WorkOrder& order : poll.no_service) {
    const auto& position = order.position;
    desk.connection.query(kSetAside)
        .with(poll.destination, desk.clock.now(), order.reference, order.backend_code, order.description,
              word_or_none(order.status), order.backend_status, order.address_string,
              position ? std::optional(position->latitude) : std::nullopt,
              position ? std::optional(position->longitude) : std::nullopt, order.requested, order.non_public,
              order.expected, order.notice, order.zipcode, order.status_unknown)
        .run();
  }
  const auto surplus = count_aside(desk.connection, poll.destination) - static_cast<std::int64_t>(poll.most_set_aside);
  if (surplus <= 0) return;
  Query query = desk.connection.query(kDropOldest);
  effect.dropped = collect(query.with(poll.destination, surplus), [](Row& row) { return row.text(); });
}

FoundOrder take_from_aside(Connection& connection, const std::string& destination, const FoundOrder& found) {
  Query query = connection.query(kNoLongerAside);
  const auto aside =
      collect(query.with(destination, found.report.reference), [&](Row& row) { return read_as_it_stood(found, row); });
  return aside.empty() ? found : aside.front();
}

void tell_set_aside(Connection& connection, const std::string& destination, const open311::Change& change) {
  if (change.reference.empty()) return;
  connection.query(kTell)
      .with(destination, change.reference, change.changed, word_or_none(change.status), change.backend_status,
            change.non_public, change.expected.has_value(), change.expected.value_or(std::nullopt), change.notice,
            change.status_unknown)
      .run();
  if (change.non_public.value_or(false)) connection.query(kHide).with(destination, change.reference, true).run();
}

std::vector<std::string> read_codes_set_aside(Connection& connection, const std::string& destination) {
  Query query = connection.query(kCodes);
  return collect(query.with(destination), [](Row& row) { return row.text(); });
}

std::vector<open311::WorkOrder> read_orders_set_aside(Connection& connection, const std::string& destination,
                                                      const std::vector<std::string>& codes, std::size_t limit) {
  std::vector<open311::WorkOrder> orders;
  for (const std::string& code : codes) {
    if (orders.size() >= limit) break;
    Query query = connection.query(kOrders);
    query.with(destination, code, static_cast<std::int64_t>(limit - orders.size()));
    for (auto& order : collect(query, read_order_set_aside<Row>)) orders.push_back(std::move(order));
  }
  return orders;
}

}  // namespace r311::store::sqlite
