// SPDX-License-Identifier: Apache-2.0
#include "row_poll.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <variant>

namespace sql {
namespace {

using relay311::Level;

// Where a poll stops to ask for more rows of one and the same time.
constexpr std::size_t most_rows = 1'000'000;

// Leaves out what earlier parts of the same poll have told; with none there is overlap, and all is told again.
void drop_told(std::vector<Told>& found, Time since, std::size_t told) {
  if (told == 0) return;
  const auto first = std::find_if(found.begin(), found.end(), [&](const Told& each) { return each.at >= since; });
  const auto later = std::find_if(first, found.end(), [&](const Told& each) { return each.at > since; });
  const auto done = std::min(later - first, static_cast<std::ptrdiff_t>(told));
  found.erase(found.begin(), first + done);
}

}  // namespace

relay311::Cursor Poll::place(const relay311::Cursor& cursor, const relay311::Call& call) const {
  return query_.cursor.empty() ? write(start(cursor, call)) : cursor;
}

relay311::Cursor Poll::run(const relay311::Cursor& cursor, const Tell& tell, Progress& progress,
                           const relay311::Call& call) {
  if (!query_.cursor.empty()) return by_column(cursor, tell, progress, call);
  const Place began = start(cursor, call);
  std::vector<Told> found;
  bool more = false;
  for (std::size_t limit = query_.limit + began.told;; limit *= 4) {
    const Rows rows = read(began.since.time_since_epoch().count(), limit, call);
    found = in_order(rows, call);
    drop_told(found, began.since, began.told);
    more = rows.cells.size() >= limit;
    // A part that brings nothing new (the whole of an hour that comes twice) would be read again for ever.
    if (!more || began < after(began, found, found.size()) || limit >= most_rows) break;
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    progress.full = !tell(found[i]);
    if (progress.full) return write(after(began, found, i));
  }
  const Place reached = after(began, found, found.size());
  if (more) {
    progress.more = true;
    return write(reached);
  }
  return write({std::max(began.since, reached.since - query_.overlap), 0});
}

relay311::Cursor Poll::by_column(const relay311::Cursor& cursor, const Tell& tell, Progress& progress,
                                 const relay311::Call& call) {
  const Value since = cursor ? Value(*cursor) : Value();
  const std::size_t limit = query_.limit + query_.overlap_rows;
  const Rows rows = read(since, limit, call);
  if (rows.cells.size() >= limit) progress.more = true;
  std::vector<std::string> told;  // the column's values
  for (std::size_t i = 0; i < rows.cells.size(); ++i) {
    const Row row(rows, i, query_.name);
    const auto what = reading_->read(row, call);
    progress.full = what && !tell(*what);
    if (progress.full) break;
    told.push_back(row.mark(query_.cursor));
  }
  reading_->tell_left_out(query_, call);
  return behind(cursor, told, progress.full);
}

// Where the next poll begins: with fewer rows than the overlap has, where this one did. What filled the gateway is not
// read again whole, or it would never come to an end.
relay311::Cursor Poll::behind(const relay311::Cursor& began, const std::vector<std::string>& told, bool full) const {
  if (told.size() > query_.overlap_rows) return told[told.size() - 1 - query_.overlap_rows];
  return full && !told.empty() ? told.back() : began;
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
  return {now_() - query_.first, 0};
}

// The place behind the first `count` of `told`, which are in order.
Poll::Place Poll::after(const Place& start, const std::vector<Told>& told, std::size_t count) const {
  if (count == 0) return start;
  const Time last = told[count - 1].at;
  if (last < start.since) return start;
  if (last > now_()) return {std::max(start.since, now_()), 0};
  const auto end = told.begin() + static_cast<std::ptrdiff_t>(count);
  const auto same = std::count_if(told.begin(), end, [&](const Told& each) { return each.at == last; });
  return {last, static_cast<std::size_t>(same) + (last == start.since ? start.told : 0)};
}

Rows Poll::read(const Value& since, std::size_t limit, const relay311::Call& call) {
  const Statement& statement = query_.statement;
  std::vector<Value> values;
  for (const std::string& name : statement.parameters)
    values.push_back(name == "limit" ? Value(static_cast<std::int64_t>(limit)) : since_as(name, since));
  Rows rows;
  session_.transact(call, [&](Connection& connection) {
    rows = session_.run(connection, query_.name, statement, values, limit, call);
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
  if (const auto number = local_.number(moment)) return *number;
  return local_.earliest_from(moment);
}

std::vector<Told> Poll::in_order(const Rows& rows, const relay311::Call& call) {
  std::vector<Told> found;
  for (std::size_t i = 0; i < rows.cells.size(); ++i)
    if (auto told = reading_->read(Row(rows, i, query_.name), call)) found.push_back(std::move(*told));
  reading_->tell_left_out(query_, call);
  std::stable_sort(found.begin(), found.end(), [](const Told& a, const Told& b) { return a.at < b.at; });
  return found;
}

}  // namespace sql
