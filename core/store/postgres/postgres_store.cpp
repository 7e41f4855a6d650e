// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/postgres_store.h"

#include <atomic>
#include <optional>
#include <utility>

#include "base/log.h"
#include "store/postgres/address.h"
#include "store/postgres/attempts.h"
#include "store/postgres/changes.h"
#include "store/postgres/connections.h"
#include "store/postgres/deliveries.h"
#include "store/postgres/details.h"
#include "store/postgres/facet_follower.h"
#include "store/postgres/migrations.h"
#include "store/postgres/operators.h"
#include "store/postgres/report_rows.h"
#include "store/postgres/requests.h"
#include "store/postgres/server_time.h"
#include "store/postgres/set_aside.h"
#include "store/postgres/standings.h"
#include "store/postgres/turns.h"
#include "store/postgres/updates.h"
#include "store/postgres/writer.h"

namespace r311::store {
namespace {

using postgres::Connection;

// A few thousand rows are added up in a millisecond.
constexpr std::uint64_t kFoldEvery = 500;

constexpr const char* kGetValue = "SELECT value FROM adapter_state WHERE backend = $1 AND key = $2";
constexpr const char* kPutValue =
    "INSERT INTO adapter_state VALUES ($1, $2, $3) ON CONFLICT (backend, key) DO UPDATE SET value = excluded.value";
constexpr const char* kDropValue = "DELETE FROM adapter_state WHERE backend = $1 AND key = $2";
constexpr const char* kTakePoll =
    "INSERT INTO polls VALUES ($1, $2, " R311_SERVER_TIME
    " + $3) ON CONFLICT (destination) DO UPDATE SET node = excluded.node, until = excluded.until"
    " WHERE polls.node = excluded.node OR polls.until <= " R311_SERVER_TIME;
constexpr const char* kSnapshot = "SELECT content FROM snapshots WHERE backend = $1";
constexpr const char* kKeepSnapshot =
    "INSERT INTO snapshots VALUES ($1, $2) ON CONFLICT (backend) DO UPDATE SET content = excluded.content";

class PostgresStore final : public Store {
 public:
  PostgresStore(const postgres::Address& address, const Clock& clock, const PostgresOptions& options)
      : clock_(clock),
        connections_(address, {options.connect, options.statement}, options.connections, options.patience),
        turns_(connections_, names_),
        writer_(address, {options.connect, options.statement}, names_, clock, options.queue, options.patience,
                options.index ? &follower_.emplace(address, Connection::Bounds{options.connect, options.statement},
                                                   postgres::FollowPace{})
                              : nullptr) {}

  void accept(open311::AcceptedReport report, std::string destination, std::vector<Repeat> repeats,
              Written written) override {
    writer_.post({std::move(report), std::move(destination), std::move(repeats), std::move(written)});
  }

  Result<std::int64_t> follow(std::int64_t request, const FollowUp& next) override {
    return moved(connections_.write(
        [&](Connection& connection) { return postgres::add_follower(connection, request, next, clock_.now()); }));
  }

  Result<UpdateTaken> take_update(const open311::AcceptedUpdate& update, const UpdateRoutes& routes,
                                  const UpdateRepeat& repeat) override {
    const auto jurisdiction = connections_.read([&](Connection& connection) {
      const auto number = names_.jurisdiction(connection, update.jurisdiction);
      for (const auto& [from, to] : routes)
        if (number) names_.make_destination(connection, to, *number);
      return number;
    });
    if (!jurisdiction) return tl::unexpected<Error>(jurisdiction.error());
    if (!*jurisdiction) return tl::unexpected<Error>(no_request(update.request));
    return moved(connections_.write([&](Connection& connection) {
      return postgres::take_update(connection, names_, **jurisdiction, update, routes, repeat, clock_.now());
    }));
  }

  Result<std::vector<open311::ServiceUpdate>> updates(const UpdateQuery& query) override {
    return connections_.read([&](Connection& connection) { return postgres::read_updates(connection, names_, query); });
  }

  Result<std::string> service_of(const std::string& jurisdiction, const std::string& request) override {
    return connections_.read(
        [&](Connection& connection) { return postgres::read_service_of(connection, names_, jurisdiction, request); });
  }

  Result<open311::AcceptedUpdate> update(std::int64_t request, const std::string& id) override {
    return connections_.read(
        [&](Connection& connection) { return postgres::read_accepted_update(connection, request, id); });
  }

  Result<std::vector<open311::ServiceRequest>> requests(const RequestQuery& query) override {
    return connections_.read(
        [&](Connection& connection) { return postgres::read_requests(connection, names_, query); });
  }

  Result<std::optional<open311::ServiceRequest>> request(const std::string& jurisdiction, const std::string& id,
                                                         bool privates) override {
    return connections_.read(
        [&](Connection& connection) { return postgres::read_request(connection, names_, jurisdiction, id, privates); });
  }

  Result<std::vector<RequestDetail>> details(const DetailQuery& query) override {
    return connections_.read([&](Connection& connection) { return postgres::read_details(connection, query); });
  }

  Result<std::vector<Photo>> further_photos(const std::vector<std::int64_t>& requests) override {
    return connections_.read(
        [&](Connection& connection) { return postgres::read_further_photos(connection, requests); });
  }

  Result<std::optional<ShownFile>> shown_file(const std::string& digest,
                                              const std::vector<std::string>& private_of) override {
    return connections_.read(
        [&](Connection& connection) { return postgres::read_shown_file(connection, names_, digest, private_of); });
  }

  Result<std::optional<TokenState>> token(const std::string& jurisdiction, const std::string& token) override {
    return connections_.read(
        [&](Connection& connection) { return postgres::read_token(connection, names_, jurisdiction, token); });
  }

  Result<std::vector<Delivery>> due(const std::string& destination, Time now, std::size_t limit) override {
    return connections_.read(
        [&](Connection& connection) { return postgres::read_due(connection, names_, destination, now, limit); });
  }

  Result<std::vector<Delivery>> due_last(const std::string& destination, Time now, std::size_t limit) override {
    return connections_.read(
        [&](Connection& connection) { return postgres::read_due_last(connection, names_, destination, now, limit); });
  }

  Result<std::optional<Time>> next_due(const std::string& destination) override {
    return connections_.read(
        [&](Connection& connection) { return postgres::read_next_due(connection, names_, destination); });
  }

  Result<open311::AcceptedReport> report(std::int64_t request) override {
    return connections_.read([&](Connection& connection) { return postgres::read_report(connection, request); });
  }

  Result<void> begin(const Delivery& delivery, Time now, Milliseconds lease) override {
    return moved(
        connections_.write([&](Connection& connection) { postgres::begin_attempt(connection, delivery, now, lease); }));
  }

  Result<void> extend(const Delivery& delivery, Milliseconds lease) override {
    return connections_.write([&](Connection& connection) { postgres::extend_lease(connection, delivery, lease); });
  }

  Result<Settled> settle(const Delivery& delivery, const Settlement& settlement) override {
    return turn({Ended{delivery, settlement}, std::nullopt}).settled;
  }

  Turned turn(const Turn& turn) override { return moved(turns_.take(turn)); }

  Result<std::vector<Delivery>> interrupted(const std::string& destination) override {
    return connections_.write([&](Connection& connection) -> std::vector<Delivery> {
      const auto number = names_.destination(connection, destination);
      if (!number) return {};
      return postgres::settle_interrupted(connection, *number, destination);
    });
  }

  Result<std::vector<Attempt>> attempts(std::int64_t delivery) override {
    return connections_.read([&](Connection& connection) { return postgres::read_attempts(connection, delivery); });
  }

  Result<std::vector<std::pair<DeliveryState, std::int64_t>>> census(const std::string& destination) override {
    return connections_.read([&](Connection& connection) -> postgres::Census {
      const auto number = names_.destination(connection, destination);
      if (!number) return {};
      return postgres::read_census(connection, *number);
    });
  }

  Result<std::vector<DestinationStanding>> destinations() override {
    return connections_.read([&](Connection& connection) { return postgres::read_destinations(connection); });
  }

  Result<void> publish(const std::string& node, const std::vector<NodeStanding>& standings, Time now) override {
    return connections_.write(
        [&](Connection& connection) { postgres::write_standings(connection, node, standings, now); });
  }

  Result<std::vector<NodeStanding>> standings() override {
    return connections_.read([&](Connection& connection) { return postgres::read_standings(connection); });
  }

  Result<std::optional<Story>> story(const std::string& jurisdiction, const std::string& id) override {
    return connections_.read(
        [&](Connection& connection) { return postgres::read_story(connection, names_, jurisdiction, id); });
  }

  Result<DeliveryPage> list(const DeliveryFilter& filter, std::int64_t after, std::size_t limit) override {
    return connections_.read(
        [&](Connection& connection) { return postgres::list_deliveries(connection, filter, after, limit); });
  }

  Result<std::int64_t> act(const DeliveryFilter& filter, OperatorAction action, const std::string& reason,
                           const std::string& who, Time now) override {
    const OperatorOrder order{filter, action, reason, who, now};
    const auto move = move_of(order);
    if (!move) return tl::unexpected<Error>(move.error());
    const auto places =
        connections_.read([&](Connection& connection) { return postgres::places(connection, order.filter); });
    if (!places) return tl::unexpected<Error>(places.error());
    return carry_out(*move, *places, [&](const Progress& progress) {
      return moved(connections_.write(
          [&](Connection& connection) { return postgres::act_on_some(connection, order, move->to, progress); }));
    });
  }

  Result<bool> take_poll(const std::string& destination, const std::string& node, Milliseconds lease) override {
    return connections_.write([&](Connection& connection) {
      return connection.run(kTakePoll, destination, node, static_cast<std::int64_t>(lease.count())).changed() > 0;
    });
  }

  Result<std::string> cursor(const std::string& destination) override {
    return connections_.read([&](Connection& connection) { return postgres::read_cursor(connection, destination); });
  }

  Result<PollEffect> apply(const PollResult& poll) override {
    if (auto named = name_found(poll); !named) return tl::unexpected<Error>(named.error());
    return connections_.write(
        [&](Connection& connection) { return postgres::apply_poll(connection, names_, poll, clock_.now()); });
  }

  Result<std::vector<std::string>> codes_set_aside(const std::string& destination) override {
    return connections_.read(
        [&](Connection& connection) { return postgres::read_codes_set_aside(connection, destination); });
  }

  Result<std::vector<open311::WorkOrder>> orders_set_aside(const std::string& destination,
                                                           const std::vector<std::string>& codes,
                                                           std::size_t limit) override {
    return connections_.read(
        [&](Connection& connection) { return postgres::read_orders_set_aside(connection, destination, codes, limit); });
  }

  Result<std::optional<std::string>> get_value(const std::string& backend, const std::string& key) override {
    return connections_.read([&](Connection& connection) {
      const auto rows = connection.run(kGetValue, backend, key);
      return rows.empty() ? std::nullopt : std::optional(rows.front().bytes());
    });
  }

  Result<void> put_value(const std::string& backend, const std::string& key,
                         std::optional<std::string> value) override {
    return connections_.write([&](Connection& connection) {
      if (value) {
        connection.run(kPutValue, backend, key, postgres::Blob{*value});
      } else {
        connection.run(kDropValue, backend, key);
      }
    });
  }

  Result<std::optional<std::string>> snapshot(const std::string& backend) override {
    return connections_.read([&](Connection& connection) {
      const auto rows = connection.run(kSnapshot, backend);
      return rows.empty() ? std::nullopt : std::optional(rows.front().text());
    });
  }

  Result<void> keep_snapshot(const std::string& backend, const std::string& text) override {
    return connections_.write([&](Connection& connection) { connection.run(kKeepSnapshot, backend, text); });
  }

 private:
  // Names are made outside the transaction that uses them, since they are remembered.
  Result<bool> name_found(const PollResult& poll) {
    return connections_.read([&](Connection& connection) {
      for (const FoundOrder& found : poll.found) {
        const auto jurisdiction = names_.make_jurisdiction(connection, found.report.jurisdiction);
        names_.make_destination(connection, poll.destination, jurisdiction);
      }
      return true;
    });
  }

  // What moved deliveries left counts behind, which are folded now and then. A fold that fails is made up for by the
  // next.
  template <class Outcome>
  Outcome moved(Outcome outcome) {
    if (moves_.fetch_add(1, std::memory_order_relaxed) % kFoldEvery == kFoldEvery - 1) {
      const auto folded = connections_.write([](Connection& connection) {
        postgres::fold_counts(connection);
        postgres::sweep_marks(connection);
      });
      if (!folded) log::warning("The store's counts were not folded", {{"error", folded.error().text}});
    }
    return outcome;
  }

  const Clock& clock_;
  postgres::Names names_;
  postgres::Connections connections_;
  postgres::Turns turns_;
  std::atomic<std::uint64_t> moves_{0};
  std::optional<postgres::FacetFollower> follower_;  // outlives the writer, which tells it of what it stores
  postgres::Writer writer_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_postgres(const std::string& url, const Clock& clock, PostgresOptions options) {
  auto address = postgres::read_address(url);
  if (!address) return tl::unexpected<Error>(address.error());
  const auto fit = options.migrate ? postgres::migrate(*address) : postgres::check_newest(*address);
  if (!fit) return tl::unexpected<Error>(fit.error());
  return std::make_unique<PostgresStore>(*address, clock, options);
}

}  // namespace r311::store
