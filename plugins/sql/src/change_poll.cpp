// SPDX-License-Identifier: Apache-2.0
#include "change_poll.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "clean_text.h"
#include "relay311/outcome.hpp"

namespace sql {
namespace {

using relay311::Change;
using relay311::Failure;
using relay311::Level;
using relay311::Outcome;

// Where a poll stops to ask for more rows of one and the same time.
constexpr std::size_t most_rows = 1'000'000;

// Leaves out what earlier parts of the same poll have told; with none there is overlap, and all is told again.
void drop_told(std::vector<Change>& found, Time since, std::size_t told) {
  if (told == 0) return;
  const auto first =
      std::find_if(found.begin(), found.end(), [&](const Change& each) { return each.changed >= since; });
  const auto later = std::find_if(first, found.end(), [&](const Change& each) { return each.changed > since; });
  const auto done = std::min(later - first, static_cast<std::ptrdiff_t>(told));
  found.erase(found.begin(), first + done);
}

// 1, 10, 100 ...: what comes again in every poll is not told each time.
bool worth_telling(std::uint64_t count) {
  while (count > 9 && count % 10 == 0) count /= 10;
  return count == 1;
}

}  // namespace

// One row, read by column names.
class Poll::Row {
 public:
  Row(const Rows& rows, std::size_t number) : rows_(rows), cells_(rows.cells[number]) {}

  std::optional<std::string> text(const std::string& column) const {
    if (column.empty()) return std::nullopt;
    const auto at = rows_.column(column);
    if (!at) throw Failure(Outcome::unsupported, "changes: its result has no column " + column);
    const auto& cell = cells_[*at];
    if (!cell) return std::nullopt;
    return clean_text(*cell);
  }

  // A place to read on from is of use only as the very bytes that the database gave.
  std::string mark(const std::string& column) const {
    std::string mark = text_or_empty(column);
    const auto& cell = cells_[*rows_.column(column)];
    if (mark.empty() || mark.size() > R311_CURSOR_MOST || mark != *cell)
      throw Failure(Outcome::unsupported,
                    "changes: a row has no " + column + ", or one that is too long or no clean text in UTF-8");
    return mark;
  }

  std::string text_or_empty(const std::string& column) const { return text(column).value_or(std::string()); }

 private:
  const Rows& rows_;
  const std::vector<std::optional<std::string>>& cells_;
};

relay311::Cursor Poll::run(const relay311::Cursor& cursor, relay311::ChangeSink& sink, const relay311::Call& call) {
  if (!settings_.changes) return cursor;
  const ChangesQuery& query = *settings_.changes;
  if (!query.cursor.empty()) return by_column(cursor, sink, call);
  const Place began = start(cursor, call);
  std::vector<Change> found;
  bool more = false;
  for (std::size_t limit = query.limit + began.told;; limit *= 4) {
    const Rows rows = read(began.since.time_since_epoch().count(), limit, call);
    found = changes(rows, call);
    drop_told(found, began.since, began.told);
    more = rows.cells.size() >= limit;
    // A part that brings nothing new (the whole of an hour that comes twice) would be read again for ever.
    if (!more || began < after(began, found, found.size()) || limit >= most_rows) break;
  }
  for (std::size_t i = 0; i < found.size(); ++i)
    if (!sink.add(found[i])) return write(after(began, found, i));
  const Place reached = after(began, found, found.size());
  if (more) {
    sink.more();
    return write(reached);
  }
  return write({std::max(began.since, reached.since - query.overlap), 0});
}

relay311::Cursor Poll::by_column(const relay311::Cursor& cursor, relay311::ChangeSink& sink,
                                 const relay311::Call& call) {
  const ChangesQuery& query = *settings_.changes;
  const Value since = cursor ? Value(*cursor) : Value();
  const Rows rows = read(since, query.limit, call);
  if (rows.cells.size() >= query.limit) sink.more();
  relay311::Cursor reached = cursor;
  for (std::size_t i = 0; i < rows.cells.size(); ++i) {
    const Row row(rows, i);
    const auto change = change_of(row, call);
    if (change && !sink.add(*change)) break;
    reached = row.mark(query.cursor);
  }
  tell_left_out(call);
  return reached;
}

std::string Poll::write(const Place& place) {
  return write_utc(place.since) + (place.told == 0 ? "" : " " + std::to_string(place.told));
}

Poll::Place Poll::start(const relay311::Cursor& cursor, const relay311::Call& call) const {
  if (cursor) {
    const std::string_view text = *cursor;
    const std::size_t blank = std::min(text.find(' '), text.size());
    std::size_t told = 0;
    if (blank < text.size()) std::from_chars(text.data() + blank + 1, text.data() + text.size(), told);
    if (const auto moment = read_utc(text.substr(0, blank))) return {*moment, std::min(told, most_rows)};
    host_.log(Level::warning, &call, "the cursor of the last poll can't be read; reading from `first` on");
  }
  return {now_() - settings_.changes->first, 0};
}

// The place behind the first `count` of `told`, which are in order.
Poll::Place Poll::after(const Place& start, const std::vector<Change>& told, std::size_t count) const {
  if (count == 0) return start;
  const Time last = told[count - 1].changed;
  if (last < start.since) return start;
  if (last > now_()) return {std::max(start.since, now_()), 0};
  const auto end = told.begin() + static_cast<std::ptrdiff_t>(count);
  const auto same = std::count_if(told.begin(), end, [&](const Change& each) { return each.changed == last; });
  return {last, static_cast<std::size_t>(same) + (last == start.since ? start.told : 0)};
}

Rows Poll::read(const Value& since, std::size_t limit, const relay311::Call& call) {
  const Statement& statement = settings_.changes->statement;
  std::vector<Value> values;
  for (const std::string& name : statement.parameters)
    values.push_back(name == "limit" ? Value(static_cast<std::int64_t>(limit)) : since_as(name, since));
  Rows rows;
  session_.transact(call, [&](Connection& connection) {
    rows = session_.run(connection, "changes", statement, values, limit, call);
  });
  return rows;
}

// `since` is a cursor column's value, or the milliseconds of a moment.
Value Poll::since_as(const std::string& name, const Value& since) const {
  const auto* milliseconds = std::get_if<std::int64_t>(&since);
  if (milliseconds == nullptr || name == "since.epoch_ms") return since;
  const Time moment{std::chrono::milliseconds(*milliseconds)};
  if (name == "since.utc") return write_utc(moment);
  if (name == "since.epoch") return std::chrono::floor<std::chrono::seconds>(moment).time_since_epoch().count();
  return settings_.local.earliest_from(moment);
}

std::optional<Change> Poll::change_of(const Row& row, const relay311::Call& call) {
  const ChangesQuery& query = *settings_.changes;
  Change change;
  change.reference = trimmed(row.text_or_empty(query.reference));
  change.idempotency_key = trimmed(row.text_or_empty(query.key));
  change.note = row.text(query.note);
  change.update_id = trimmed(row.text_or_empty(query.update_id));
  const auto moment = settings_.local.read(row.text_or_empty(query.changed));
  without_time_ += moment ? 0 : 1;
  const bool named = !change.reference.empty() || !change.idempotency_key.empty();
  without_name_ += named ? 0 : 1;
  if (!moment || !named) return std::nullopt;
  change.changed = *moment;
  if (!apply_status(change, std::string(trimmed(row.text_or_empty(query.status))), call)) return std::nullopt;
  return change;
}

void Poll::tell_left_out(const relay311::Call& call) {
  if (without_time_ > 0)
    host_.log(Level::warning, &call,
              std::to_string(without_time_) + " rows of changes have no time that can be read in " +
                  settings_.changes->changed + "; they were left out");
  if (without_name_ > 0)
    host_.log(Level::debug, &call, std::to_string(without_name_) + " rows of changes name no work order");
  without_time_ = without_name_ = 0;
}

std::vector<Change> Poll::changes(const Rows& rows, const relay311::Call& call) {
  std::vector<Change> found;
  for (std::size_t i = 0; i < rows.cells.size(); ++i)
    if (auto change = change_of(Row(rows, i), call)) found.push_back(std::move(*change));
  tell_left_out(call);
  std::stable_sort(found.begin(), found.end(), [](const Change& a, const Change& b) { return a.changed < b.changed; });
  return found;
}

bool Poll::apply_status(Change& change, const std::string& code, const relay311::Call& call) {
  if (code.empty()) return true;
  change.backend_status = code;
  StatusMap::Meaning meaning = statuses_.read(code);
  change.status = std::move(meaning.status);
  if (worth_telling(meaning.unknown_count))
    host_.log(Level::warning, &call,
              "the back end's status " + code.substr(0, 64) + " is not in from_backend, seen " +
                  (meaning.unknown_count == 1 ? "once" : std::to_string(meaning.unknown_count) + " times") +
                  "; the report " + (change.status ? "counts as " + *change.status : "keeps its status"));
  return !meaning.ignored;
}

}  // namespace sql
