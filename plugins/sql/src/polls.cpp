// SPDX-License-Identifier: Apache-2.0
#include "polls.h"

#include <algorithm>
#include <string_view>

#include "relay311/outcome.hpp"

namespace sql {
namespace {

// Leads a cursor that holds several places, each on a line of its own behind a sign: '=' for a place, '-' for none.
// In a place, a line end is "\n" and a backslash "\\".
constexpr std::string_view heading = "places";

std::string escaped(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '\\' || c == '\n') line += '\\';
    line += c == '\n' ? 'n' : c;
  }
  return line;
}

std::string plain(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool escape = line[i] == '\\' && i + 1 < line.size();
    if (escape) ++i;
    text += escape && line[i] == 'n' ? '\n' : line[i];
  }
  return text;
}

}  // namespace

std::string join_places(const std::vector<relay311::Cursor>& places) {
  std::string all(heading);
  for (const relay311::Cursor& place : places) all += place ? "\n=" + escaped(*place) : std::string("\n-");
  return all;
}

std::vector<relay311::Cursor> split_places(const relay311::Cursor& cursor, std::size_t count) {
  std::vector<relay311::Cursor> places(count);
  if (!cursor || count == 0) return places;
  const std::string_view text = *cursor;
  if (text.substr(0, heading.size() + 1) != std::string(heading) + "\n") {
    if (count > 1) places[1] = cursor;
    return places;
  }
  std::size_t at = heading.size() + 1;
  for (relay311::Cursor& place : places) {
    if (at > text.size()) break;
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (!line.empty() && line.front() == '=') place = plain(line.substr(1));
    at = end + 1;
  }
  return places;
}

Polls::Polls(const Settings& settings, Session& session, const relay311::Host& host, const std::function<Time()>& now)
    : statuses_(settings.statuses, settings.unknown_status) {
  const LocalTime& local = settings.local;
  if (const auto& query = settings.work_orders)
    work_orders_.emplace(*query, local, std::make_unique<WorkOrderReading>(*query, local, statuses_, host), session,
                         host, now);
  for (const ChangesQuery& query : settings.changes)
    changes_.emplace_back(query, local, std::make_unique<ChangeReading>(query, local, statuses_, host), session, host,
                          now);
}

relay311::Cursor Polls::run(const relay311::Cursor& cursor, relay311::ChangeSink& sink, const relay311::Call& call) {
  std::vector<relay311::Cursor> places = split_places(cursor, 1 + changes_.size());
  Progress progress;
  if (work_orders_ && sink.takes_work_orders()) places[0] = work_orders_->run(places[0], sink, progress, call);
  if (!progress.more && !progress.full) {
    std::size_t at = 0;
    for (Poll& poll : changes_) {
      relay311::Cursor& place = places[++at];
      place = poll.run(place, sink, progress, call);
      if (progress.full) break;
    }
  }
  if (progress.more) sink.more();
  if (!work_orders_ && changes_.size() < 2) return changes_.empty() ? cursor : places[1];
  std::string all = join_places(places);
  if (all.size() > R311_CURSOR_MOST)
    throw relay311::Failure(relay311::Outcome::unsupported, "the places of the polls have more than " +
                                                                std::to_string(R311_CURSOR_MOST) +
                                                                " bytes together: name shorter columns as `cursor:`");
  return all;
}

}  // namespace sql
