// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/copying.h"

#include <optional>
#include <string>
#include <system_error>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "store/sqlite/connection.h"
#include "store/sqlite/file_lock.h"
#include "store/sqlite/migrations.h"
#include "store/sqlite/sqlite_store.h"

namespace r311::store {
namespace {

using sqlite::Connection;
using sqlite::Query;
using sqlite::Row;
using sqlite::Transaction;

// Statements are kept by their address, so their text has to stay where it is.
using Statements = std::unordered_map<const Table*, std::string>;

const char* made(Statements& statements, const Table& table, std::string (*make)(const Table&)) {
  auto& sql = statements[&table];
  if (sql.empty()) sql = make(table);
  return sql.c_str();
}

std::string count_of(const Table& table) { return std::string("SELECT count(*) FROM ") + table.name; }
std::string first_of(const Table& table) { return select_first(table, '?'); }
std::string next_of(const Table& table) { return select_next(table, '?'); }

std::string insert_into(const Table& table) {
  std::string columns;
  std::string values;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    columns += (i > 0 ? ", " : "") + std::string(table.columns[i].name);
    values += (i > 0 ? ", ?" : "?") + std::to_string(i + 1);
  }
  return std::string("INSERT INTO ") + table.name + " (" + columns + ") VALUES (" + values + ")";
}

void set(Query& query, int index, const Cell& cell, ColumnKind kind) {
  if (const auto* number = std::get_if<std::int64_t>(&cell)) {
    query.set(index, *number);
  } else if (const auto* real = std::get_if<double>(&cell)) {
    query.set(index, *real);
  } else if (const auto* text = std::get_if<std::string>(&cell)) {
    if (kind == ColumnKind::bytes) {
      query.set(index, sqlite::Blob{*text});
    } else {
      query.set(index, *text);
    }
  } else {
    query.set(index, std::nullopt);
  }
}

Cell cell_of(Row& row, ColumnKind kind) {
  if (row.null()) {
    row.skip();
    return {};
  }
  switch (kind) {
    case ColumnKind::number:
    case ColumnKind::flag:
      return row.number();
    case ColumnKind::real:
      return row.real();
    case ColumnKind::text:
    case ColumnKind::bytes:
      return row.text();
  }
  return {};
}

// What both ends have in common: the file, held for this process, and a transaction.
class End {
 public:
  End(sqlite::FileLock lock, const std::filesystem::path& file, std::unique_ptr<Connection> connection,
      Transaction::Kind kind)
      : lock_(std::move(lock)),
        shown_("sqlite:" + file.string()),
        connection_(std::move(connection)),
        transaction_(*connection_, kind) {}

  const std::string& shown() const { return shown_; }
  Connection& connection() { return *connection_; }
  Transaction& transaction() { return transaction_; }

  template <class Step>
  auto run(Step step) -> Result<std::invoke_result_t<Step&>> {
    try {
      if constexpr (std::is_void_v<std::invoke_result_t<Step&>>) {
        step();
        return {};
      } else {
        return step();
      }
    } catch (const sqlite::Failure& failed) {
      return fail(failed.error.kind, shown_ + ": " + failed.error.text);
    }
  }

  Result<std::int64_t> count(const Table& table) {
    return run([&] {
      Query query = connection_->query(made(counts_, table, count_of));
      return query.step() ? query.row().number() : std::int64_t{0};
    });
  }

 private:
  const sqlite::FileLock lock_;
  const std::string shown_;
  Statements counts_;
  const std::unique_ptr<Connection> connection_;
  Transaction transaction_;
};

class Source final : public CopySource {
 public:
  explicit Source(std::unique_ptr<End> end) : end_(std::move(end)) {}
  std::string shown() const override { return end_->shown(); }
  Result<std::int64_t> count(const Table& table) override { return end_->count(table); }

  Result<std::vector<Cells>> read(const Table& table, const Cells& after, std::int64_t most) override {
    return end_->run([&] {
      const char* sql = after.empty() ? made(first_, table, first_of) : made(next_, table, next_of);
      Query query = end_->connection().query(sql);
      int index = 0;
      for (const Cell& cell : after) {
        const ColumnKind kind = table.columns[static_cast<std::size_t>(index)].kind;
        set(query, ++index, cell, kind);
      }
      query.set(++index, most);
      std::vector<Cells> rows;
      while (query.step()) {
        Row row = query.row();
        Cells& cells = rows.emplace_back();
        cells.reserve(table.columns.size());
        for (const Column& column : table.columns) cells.push_back(cell_of(row, column.kind));
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
      const char* sql = made(inserts_, table, insert_into);
      for (const Cells& row : rows) {
        Query query = end_->connection().query(sql);
        for (std::size_t i = 0; i < row.size(); ++i) {
          set(query, static_cast<int>(i) + 1, row[i], table.columns[i].kind);
        }
        query.run();
      }
    });
  }

  // Numbers go on by themselves: SQLite remembers the highest that was written.
  Result<void> commit() override {
    return end_->run([&] { end_->transaction().commit(); });
  }

 private:
  Statements inserts_;
  const std::unique_ptr<End> end_;
};

template <class Opened>
Result<std::unique_ptr<Opened>> open(const std::filesystem::path& file, Connection::Use use, Transaction::Kind kind) {
  auto lock = sqlite::FileLock::take(file);
  if (!lock) {
    if (lock.error().kind != Kind::conflict) return tl::unexpected<Error>(lock.error());
    return fail(Kind::conflict, "a store is copied while no gateway uses it: " + lock.error().text);
  }
  try {
    auto connection = std::make_unique<Connection>(file, use);
    if (auto newest = sqlite::check_newest(*connection, file.string()); !newest) {
      return tl::unexpected<Error>(newest.error());
    }
    return std::make_unique<Opened>(std::make_unique<End>(*std::move(lock), file, std::move(connection), kind));
  } catch (const sqlite::Failure& failed) {
    return fail(failed.error.kind, "the store " + file.string() + " can't be opened: " + failed.error.text);
  }
}

template <class Opened, class Port>
Result<std::unique_ptr<Port>> as(Result<std::unique_ptr<Opened>> opened) {
  if (!opened) return tl::unexpected<Error>(opened.error());
  return std::unique_ptr<Port>(std::move(*opened));
}

}  // namespace

Result<std::unique_ptr<CopySource>> open_sqlite_source(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    return fail(Kind::not_found, "there is no store " + file.string() + (error ? ": " + error.message() : ""));
  }
  return as<Source, CopySource>(open<Source>(file, Connection::Use::read, Transaction::Kind::read));
}

Result<std::unique_ptr<CopyTarget>> open_sqlite_target(const std::filesystem::path& file, const Clock& clock) {
  // Makes the file and its schema, as a gateway does.
  if (auto store = open_sqlite(file, clock); !store) return tl::unexpected<Error>(store.error());
  return as<Target, CopyTarget>(open<Target>(file, Connection::Use::write, Transaction::Kind::write));
}

}  // namespace r311::store
