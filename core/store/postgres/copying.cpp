// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/copying.h"

#include <optional>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "store/postgres/connections.h"
#include "store/postgres/deliveries.h"
#include "store/postgres/facet_rows.h"
#include "store/postgres/migrations.h"

namespace r311::store {
namespace {

using postgres::Connection;
using postgres::Parameters;
using postgres::Row;
using postgres::Rows;

// One transaction holds all of a large store, and waits for the reads of the other end.
constexpr Connection::Bounds kBounds{std::chrono::seconds{5}, std::chrono::minutes{30}};
// What a gateway that was just stopped takes to be gone from the server's list.
constexpr Milliseconds kLeaving{3000};

constexpr const char* kOthers =
    "SELECT count(*) FROM pg_stat_activity, pg_sleep(0.05) WHERE datname = current_database()"
    " AND application_name = 'relay311' AND pid <> pg_backend_pid()";

// Statements are kept by their address, so their text has to stay where it is.
using Statements = std::unordered_map<const Table*, std::string>;

const char* made(Statements& statements, const Table& table, std::string (*make)(const Table&)) {
  auto& sql = statements[&table];
  if (sql.empty()) sql = make(table);
  return sql.c_str();
}

std::string first_of(const Table& table) { return select_first(table, '$'); }
std::string next_of(const Table& table) { return select_next(table, '$'); }

const char* array_type(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::number:
      return "bigint[]";
    case ColumnKind::flag:
      return "boolean[]";
    case ColumnKind::real:
      return "double precision[]";
    case ColumnKind::text:
      return "text[]";
    case ColumnKind::bytes:
      return "bytea[]";
  }
  return "";
}

std::string insert_into(const Table& table) {
  std::string columns;
  std::string arrays;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    columns += (i > 0 ? ", " : "") + std::string(table.columns[i].name);
    arrays += (i > 0 ? ", $" : "$") + std::to_string(i + 1) + "::" + array_type(table.columns[i].kind);
  }
  return std::string("INSERT INTO ") + table.name + " (" + columns + ") OVERRIDING SYSTEM VALUE SELECT * FROM unnest(" +
         arrays + ")";
}

std::string number_behind_the_highest(const Table& table) {
  const std::string name = table.name;
  const std::string key = table.columns.front().name;
  return "SELECT setval(coalesce(pg_get_serial_sequence('relay311." + name + "', '" + key + "'), 'relay311." + name +
         "_seq'), max(" + key + ")) FROM " + name + " HAVING count(*) > 0";
}

template <class Value>
std::vector<std::optional<Value>> column(const std::vector<Cells>& rows, std::size_t index) {
  std::vector<std::optional<Value>> values;
  values.reserve(rows.size());
  for (const Cells& row : rows) {
    const auto* value = std::get_if<Value>(&row[index]);
    values.push_back(value != nullptr ? std::optional<Value>(*value) : std::nullopt);
  }
  return values;
}

void append_column(Parameters& parameters, const std::vector<Cells>& rows, std::size_t index, ColumnKind kind) {
  switch (kind) {
    case ColumnKind::number:
      return parameters.push(column<std::int64_t>(rows, index));
    case ColumnKind::real:
      return parameters.push(column<double>(rows, index));
    case ColumnKind::text:
      return parameters.push(column<std::string>(rows, index));
    case ColumnKind::flag: {
      std::vector<bool> flags;
      for (const Cells& row : rows) flags.push_back(row[index] != Cell(std::int64_t{0}));
      return parameters.push(flags);
    }
    case ColumnKind::bytes: {
      std::vector<postgres::Blob> blobs;
      for (const Cells& row : rows) blobs.push_back({std::get<std::string>(row[index])});
      return parameters.push(blobs);
    }
  }
}

Cell cell_of(Row& row, ColumnKind kind) {
  if (row.null()) {
    row.skip();
    return {};
  }
  switch (kind) {
    case ColumnKind::number:
      return row.number();
    case ColumnKind::flag:
      return std::int64_t{row.flag() ? 1 : 0};
    case ColumnKind::real:
      return row.real();
    case ColumnKind::text:
      return row.text();
    case ColumnKind::bytes:
      return row.bytes();
  }
  return {};
}

// What both ends have in common: one session with one transaction.
class End {
 public:
  // Throws Failure.
  explicit End(const postgres::Address& address) : shown_(address.shown), connection_(address, kBounds) {}

  const std::string& shown() const { return shown_; }
  Connection& connection() { return connection_; }

  template <class Step>
  auto run(Step step) -> Result<std::invoke_result_t<Step&>> {
    try {
      if constexpr (std::is_void_v<std::invoke_result_t<Step&>>) {
        step();
        return {};
      } else {
        return step();
      }
    } catch (const postgres::Failure& failed) {
      return tl::unexpected<Error>(failed.error);
    }
  }

  Result<std::int64_t> count(const Table& table) {
    return run([&] {
      // Text, because a statement that is asked twice would have to be kept.
      const Rows rows = connection_.script(std::string("SELECT count(*) FROM ") + table.name);
      return static_cast<std::int64_t>(std::stoll(rows.front().bytes()));
    });
  }

  // Whether no gateway is connected; one that just goes is waited for. Outside a transaction: inside, the server's
  // list stands still.
  bool alone() {
    const auto end = std::chrono::steady_clock::now() + kLeaving;
    while (connection_.run(kOthers).front().number() > 0) {
      if (std::chrono::steady_clock::now() >= end) return false;
    }
    return true;
  }

 private:
  const std::string shown_;
  Connection connection_;
};

class Source final : public CopySource {
 public:
  explicit Source(std::unique_ptr<End> end) : end_(std::move(end)) {}
  std::string shown() const override { return end_->shown(); }
  Result<std::int64_t> count(const Table& table) override { return end_->count(table); }

  Result<std::vector<Cells>> read(const Table& table, const Cells& after, std::int64_t most) override {
    return end_->run([&] {
      Parameters parameters;
      for (const Cell& cell : after) {
        if (const auto* number = std::get_if<std::int64_t>(&cell)) {
          parameters.push(*number);
        } else {
          parameters.push(std::get<std::string>(cell));
        }
      }
      parameters.push(most);
      const char* sql = after.empty() ? made(first_, table, first_of) : made(next_, table, next_of);
      const Rows found = end_->connection().run_with(sql, parameters);
      std::vector<Cells> rows(static_cast<std::size_t>(found.size()));
      for (int i = 0; i < found.size(); ++i) {
        Row row = found[i];
        for (const Column& each : table.columns) rows[static_cast<std::size_t>(i)].push_back(cell_of(row, each.kind));
      }
      return rows;
    });
  }

 private:
  Statements first_;
  Statements next_;
  const std::unique_ptr<End> end_;
};

class Target final : public CopyTarget {
 public:
  explicit Target(std::unique_ptr<End> end) : end_(std::move(end)) {}
  std::string shown() const override { return end_->shown(); }
  Result<std::int64_t> count(const Table& table) override { return end_->count(table); }

  Result<void> write(const Table& table, const std::vector<Cells>& rows) override {
    return end_->run([&] {
      Parameters parameters;
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        append_column(parameters, rows, i, table.columns[i].kind);
      }
      end_->connection().run_with(made(inserts_, table, insert_into), parameters);
    });
  }

  Result<void> commit() override {
    return end_->run([&] {
      Connection& connection = end_->connection();
      for (const Table& table : tables()) {
        if (table.numbered) connection.script(number_behind_the_highest(table));
      }
      postgres::fill_facets(connection);
      connection.commit();
    });
  }

 private:
  Statements inserts_;
  const std::unique_ptr<End> end_;
};

tl::unexpected<Error> in_use(const postgres::Address& address) {
  return fail(Kind::conflict, "a store is copied while no gateway uses it: gateways are connected to " + address.shown +
                                  "; stop them first");
}

// Writes wait, whoever makes them: a gateway that nobody saw writes nothing in between.
std::string lock_all() {
  std::string sql = "LOCK TABLE ";
  for (const Table& table : tables()) sql += (&table == &tables().front() ? "" : ", ") + std::string(table.name);
  return sql + " IN EXCLUSIVE MODE";
}

}  // namespace

Result<std::unique_ptr<CopySource>> open_postgres_source(const std::string& url) {
  const auto address = postgres::read_address(url);
  if (!address) return tl::unexpected<Error>(address.error());
  if (auto newest = postgres::check_newest(*address); !newest) return tl::unexpected<Error>(newest.error());
  try {
    auto end = std::make_unique<End>(*address);
    if (!end->alone()) return in_use(*address);
    end->connection().script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return std::make_unique<Source>(std::move(end));
  } catch (const postgres::Failure& failed) {
    return tl::unexpected<Error>(failed.error);
  }
}

Result<std::unique_ptr<CopyTarget>> open_postgres_target(const std::string& url) {
  const auto address = postgres::read_address(url);
  if (!address) return tl::unexpected<Error>(address.error());
  if (auto migrated = postgres::migrate(*address); !migrated) return tl::unexpected<Error>(migrated.error());
  try {
    auto end = std::make_unique<End>(*address);
    if (!end->alone()) return in_use(*address);
    postgres::begin_alone(end->connection());
    end->connection().script(lock_all());
    return std::make_unique<Target>(std::move(end));
  } catch (const postgres::Failure& failed) {
    return tl::unexpected<Error>(failed.error);
  }
}

}  // namespace r311::store
