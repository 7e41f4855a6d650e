// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "base/log.h"
#include "store/sqlite/acceptance.h"
#include "store/sqlite/attempts.h"
#include "store/sqlite/changes.h"
#include "store/sqlite/deliveries.h"
#include "store/sqlite/details.h"
#include "store/sqlite/facet_index.h"
#include "store/sqlite/file_lock.h"
#include "store/sqlite/migrations.h"
#include "store/sqlite/operators.h"
#include "store/sqlite/readers.h"
#include "store/sqlite/report_rows.h"
#include "store/sqlite/requests.h"
#include "store/sqlite/set_aside.h"
#include "store/sqlite/standings.h"
#include "store/sqlite/updates.h"
#include "store/sqlite/writer.h"

namespace r311::store {
namespace {

using sqlite::Connection;
using sqlite::Desk;

constexpr const char* kGetValue = "SELECT value FROM adapter_state WHERE backend = ?1 AND key = ?2";
constexpr const char* kPutValue =
    "INSERT INTO adapter_state VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = excluded.value";
constexpr const char* kDropValue = "DELETE FROM adapter_state WHERE backend = ?1 AND key = ?2";

constexpr const char* kTakePoll =
    "INSERT INTO polls VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET node = excluded.node, until = excluded.until"
    " WHERE node = excluded.node OR until <= ?4";
constexpr const char* kSnapshot = "SELECT content FROM snapshots WHERE backend = ?1";
constexpr const char* kKeepSnapshot =
    "INSERT INTO snapshots VALUES (?1, ?2) ON CONFLICT DO UPDATE SET content = excluded.content";

// Sends reads to the readers and writes to the writer. The lock, where there is one, goes last: it holds until
// both have closed.
class SqliteStore final : public Store {
 public:
  SqliteStore(std::optional<sqlite::FileLock> lock, const std::filesystem::path& file, const sqlite::FilePlace& place,
              std::unique_ptr<Connection> connection, const Clock& clock, SqliteOptions options)
      : lock_(std::move(lock)),
        writer_(std::move(connection), place, clock, options.queue,
                options.counts ? std::move(options.counts) : std::make_shared<WriteCounts>(), lock_.has_value()),
        readers_(file, place, options.readers) {}

  void accept(open311::AcceptedReport report, std::string destination, std::vector<Repeat> repeats,
              Written written) override {
    writer_.post(std::make_unique<sqlite::Acceptance>(std::move(report), std::move(destination), std::move(repeats),
                                                      std::move(written)));
  }

  Result<std::int64_t> follow(std::int64_t request, const FollowUp& next) override {
    return writer_.write([&](Desk& desk) { return sqlite::add_follower(desk, request, next); });
  }

  Result<UpdateTaken> take_update(const open311::AcceptedUpdate& update, const UpdateRoutes& routes,
                                  const UpdateRepeat& repeat) override {
    return writer_.write([&](Desk& desk) { return sqlite::take_update(desk, update, routes, repeat); });
  }

  Result<std::vector<open311::ServiceUpdate>> updates(const UpdateQuery& query) override {
    return readers_.read([&](Connection& connection) { return sqlite::read_updates(connection, query); });
  }

  Result<std::string> service_of(const std::string& jurisdiction, const std::string& request) override {
    return readers_.read(
        [&](Connection& connection) { return sqlite::read_service_of(connection, jurisdiction, request); });
  }

  Result<open311::AcceptedUpdate> update(std::int64_t request, const std::string& id) override {
    return readers_.read([&](Connection& connection) { return sqlite::read_accepted_update(connection, request, id); });
  }

  Result<std::vector<open311::ServiceRequest>> requests(const RequestQuery& query) override {
    return readers_.read([&](Connection& connection) { return sqlite::read_requests(connection, query); });
  }

  Result<std::optional<open311::ServiceRequest>> request(const std::string& jurisdiction, const std::string& id,
                                                         bool privates) override {
    return readers_.read(
        [&](Connection& connection) { return sqlite::read_request(connection, jurisdiction, id, privates); });
  }

  Result<std::vector<RequestDetail>> details(const DetailQuery& query) override {
    return readers_.read([&](Connection& connection) { return sqlite::read_details(connection, query); });
  }

  Result<std::vector<Photo>> further_photos(const std::vector<std::int64_t>& requests) override {
    return readers_.read([&](Connection& connection) { return sqlite::read_further_photos(connection, requests); });
  }

  Result<std::optional<ShownFile>> shown_file(const std::string& digest,
                                              const std::vector<std::string>& private_of) override {
    return readers_.read(
        [&](Connection& connection) { return sqlite::read_shown_file(connection, digest, private_of); });
  }

  Result<std::optional<TokenState>> token(const std::string& jurisdiction, const std::string& token) override {
    return readers_.read([&](Connection& connection) { return sqlite::read_token(connection, jurisdiction, token); });
  }

  Result<std::vector<Delivery>> due(const std::string& destination, Time now, std::size_t limit) override {
    return readers_.read([&](Connection& connection) { return sqlite::read_due(connection, destination, now, limit); });
  }

  Result<std::vector<Delivery>> due_last(const std::string& destination, Time now, std::size_t limit) override {
    return readers_.read(
        [&](Connection& connection) { return sqlite::read_due_last(connection, destination, now, limit); });
  }

  Result<std::optional<Time>> next_due(const std::string& destination) override {
    return readers_.read([&](Connection& connection) { return sqlite::read_next_due(connection, destination); });
  }

  Result<open311::AcceptedReport> report(std::int64_t request) override {
    return readers_.read([&](Connection& connection) { return sqlite::read_report(connection, request); });
  }

  Result<void> begin(const Delivery& delivery, Time now, Milliseconds lease) override {
    return writer_.write([&](Desk& desk) { sqlite::begin_attempt(desk, delivery, now, lease); });
  }

  Result<void> extend(const Delivery& delivery, Milliseconds lease) override {
    return writer_.write([&](Desk& desk) { sqlite::extend_lease(desk, delivery, lease); });
  }

  Result<Settled> settle(const Delivery& delivery, const Settlement& settlement) override {
    return writer_.write([&](Desk& desk) { return sqlite::settle_attempt(desk, delivery, settlement); });
  }

  Turned turn(const Turn& turn) override {
    Turned turned;
    const auto written = writer_.write([&](Desk& desk) { sqlite::take_turn(desk, turn, turned); });
    if (!written) {
      if (turn.ended) turned.settled = tl::unexpected<Error>(written.error());
      turned.claimed.told = written;
    }
    return turned;
  }

  Result<std::vector<Delivery>> interrupted(const std::string& destination) override {
    return writer_.write([&](Desk& desk) { return sqlite::settle_interrupted(desk, destination); });
  }

  Result<std::vector<Attempt>> attempts(std::int64_t delivery) override {
    return readers_.read([&](Connection& connection) { return sqlite::read_attempts(connection, delivery); });
  }

  Result<std::vector<std::pair<DeliveryState, std::int64_t>>> census(const std::string& destination) override {
    return readers_.read([&](Connection& connection) { return sqlite::read_census(connection, destination); });
  }

  Result<std::vector<DestinationStanding>> destinations() override {
    return readers_.read([&](Connection& connection) { return sqlite::read_destinations(connection); });
  }

  Result<void> publish(const std::string& node, const std::vector<NodeStanding>& standings, Time now) override {
    return writer_.write([&](Desk& desk) { sqlite::write_standings(desk.connection, node, standings, now); });
  }

  Result<std::vector<NodeStanding>> standings() override {
    return readers_.read([&](Connection& connection) { return sqlite::read_standings(connection); });
  }

  Result<std::optional<Story>> story(const std::string& jurisdiction, const std::string& id) override {
    return readers_.read([&](Connection& connection) { return sqlite::read_story(connection, jurisdiction, id); });
  }

  Result<DeliveryPage> list(const DeliveryFilter& filter, std::int64_t after, std::size_t limit) override {
    return readers_.read(
        [&](Connection& connection) { return sqlite::list_deliveries(connection, filter, after, limit); });
  }

  Result<std::int64_t> act(const DeliveryFilter& filter, OperatorAction action, const std::string& reason,
                           const std::string& who, Time now) override {
    const OperatorOrder order{filter, action, reason, who, now};
    const auto move = move_of(order);
    if (!move) return tl::unexpected<Error>(move.error());
    const auto places = readers_.read([&](Connection& connection) { return sqlite::places(connection, order.filter); });
    if (!places) return tl::unexpected<Error>(places.error());
    return carry_out(*move, *places, [&](const Progress& progress) {
      return writer_.write([&](Desk& desk) { return sqlite::act_on_some(desk, order, move->to, progress); });
    });
  }

  Result<bool> take_poll(const std::string& destination, const std::string& node, Milliseconds lease) override {
    return writer_.write([&](Desk& desk) {
      const Time now = desk.clock.now();
      desk.connection.query(kTakePoll).with(destination, node, now + lease, now).run();
      return desk.connection.changed() > 0;
    });
  }

  Result<std::string> cursor(const std::string& destination) override {
    return readers_.read([&](Connection& connection) { return sqlite::read_cursor(connection, destination); });
  }

  Result<PollEffect> apply(const PollResult& poll) override {
    return writer_.write([&](Desk& desk) { return sqlite::apply_poll(desk, poll); });
  }

  Result<std::vector<std::string>> codes_set_aside(const std::string& destination) override {
    return readers_.read([&](Connection& connection) { return sqlite::read_codes_set_aside(connection, destination); });
  }

  Result<std::vector<open311::WorkOrder>> orders_set_aside(const std::string& destination,
                                                           const std::vector<std::string>& codes,
                                                           std::size_t limit) override {
    return readers_.read(
        [&](Connection& connection) { return sqlite::read_orders_set_aside(connection, destination, codes, limit); });
  }

  Result<std::optional<std::string>> get_value(const std::string& backend, const std::string& key) override {
    return readers_.read([&](Connection& connection) {
      auto query = connection.query(kGetValue);
      return query.with(backend, key).step() ? std::optional(query.row().text()) : std::nullopt;
    });
  }

  Result<void> put_value(const std::string& backend, const std::string& key,
                         std::optional<std::string> value) override {
    return writer_.write([&](Desk& desk) {
      if (value) {
        desk.connection.query(kPutValue).with(backend, key, sqlite::Blob{*value}).run();
      } else {
        desk.connection.query(kDropValue).with(backend, key).run();
      }
    });
  }

  Result<std::optional<std::string>> snapshot(const std::string& backend) override {
    return readers_.read([&](Connection& connection) {
      auto query = connection.query(kSnapshot);
      return query.with(backend).step() ? std::optional(query.row().text()) : std::nullopt;
    });
  }

  Result<void> keep_snapshot(const std::string& backend, const std::string& text) override {
    return writer_.write([&](Desk& desk) { desk.connection.query(kKeepSnapshot).with(backend, text).run(); });
  }

 private:
  const std::optional<sqlite::FileLock> lock_;
  sqlite::Writer writer_;
  sqlite::Readers readers_;
};

// Reports hold names and addresses of citizens: a new file is its owner's only. One that is there keeps the mode that
// its operator gave it; SQLite gives the log beside it the same.
Result<void> make_file(const std::filesystem::path& file) {
  std::error_code error;
  if (file.has_parent_path() && std::filesystem::create_directories(file.parent_path(), error)) {
    std::filesystem::permissions(file.parent_path(), std::filesystem::perms::owner_all, error);
  }
  if (error) {
    return fail(Kind::unavailable, "the folder of the store " + file.string() + " can't be made: " + error.message());
  }
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return fail(Kind::unavailable, "the store " + file.string() + " can't be opened: " + std::strerror(errno));
  }
  ::close(descriptor);
  return {};
}

// To SQLite an empty file is a new database, whose log it deletes.
Result<void> check_not_emptied(const std::filesystem::path& file) {
  std::error_code error;
  auto log = std::filesystem::canonical(file, error);
  log += "-wal";
  if (error || std::filesystem::file_size(file, error) != 0 || error) return {};
  if (const auto size = std::filesystem::file_size(log, error); error || size == 0) return {};
  return fail(Kind::unavailable, "the store's file " + file.string() +
                                     " is empty, and its log is not: it was cut off; " + sqlite::restore_hint);
}

// All that was stored before there was an index, or without it: in steps, so that a stop in between loses little.
void make_searchable(Connection& connection, const std::filesystem::path& file) {
  constexpr std::int64_t at_once = 20'000;
  for (std::int64_t left = 0; (left = sqlite::facets_behind(connection)) > 0;) {
    if (left > at_once)
      log::info("requests are made searchable", {{"store", file.string()}, {"left", std::to_string(left)}});
    sqlite::Transaction transaction(connection, sqlite::Transaction::Kind::write);
    sqlite::index_facets(connection, at_once);
    transaction.commit();
    connection.checkpoint(false);
  }
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const std::filesystem::path& file, const Clock& clock,
                                           SqliteOptions options) {
  if (auto made = make_file(file); !made) return tl::unexpected<Error>(made.error());
  auto lock = sqlite::FileLock::take(file);
  if (!lock) return tl::unexpected<Error>(lock.error());
  if (auto whole = check_not_emptied(file); !whole) return tl::unexpected<Error>(whole.error());
  try {
    sqlite::FilePlace place(file);
    auto connection = std::make_unique<Connection>(file, Connection::Use::write);
    if (auto migrated = sqlite::migrate(*connection, file.string()); !migrated) {
      return tl::unexpected<Error>(migrated.error());
    }
    connection->write_ahead();
    sqlite::forget_leases(*connection);
    make_searchable(*connection, file);
    place.add_log();
    return std::make_unique<SqliteStore>(*std::move(lock), file, place, std::move(connection), clock,
                                         std::move(options));
  } catch (const sqlite::Failure& failed) {
    return fail(failed.error.kind, "the store " + file.string() + " can't be opened: " + failed.error.text);
  }
}

Result<std::unique_ptr<Store>> open_sqlite_for_operators(const std::filesystem::path& file, const Clock& clock) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    return fail(Kind::not_found, "there is no store " + file.string() +
                                     (error ? ": " + error.message() : ": no gateway has run with it yet"));
  }
  if (auto whole = check_not_emptied(file); !whole) return tl::unexpected<Error>(whole.error());
  try {
    sqlite::FilePlace place(file);
    auto connection = std::make_unique<Connection>(file, Connection::Use::write);
    if (auto newest = sqlite::check_newest(*connection, file.string()); !newest) {
      return tl::unexpected<Error>(newest.error());
    }
    place.add_log();
    return std::make_unique<SqliteStore>(std::nullopt, file, place, std::move(connection), clock, SqliteOptions{});
  } catch (const sqlite::Failure& failed) {
    return fail(failed.error.kind, "the store " + file.string() + " can't be opened: " + failed.error.text);
  }
}

}  // namespace r311::store
