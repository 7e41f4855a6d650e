// SPDX-License-Identifier: Apache-2.0
#include "polls.h"

#include <algorithm>
#include <string_view>

#include "relay311/outcome.hpp"

namespace sql {
namespace {

// Leads a cursor that holds several places, each on a line of its own behind a sign: '=' for a place, '-' for none.
// Other lines behind them are unknown_codes.h's.
constexpr std::string_view heading = "places";

bool is_joined(std::string_view cursor) { return cursor.substr(0, heading.size() + 1) == std::string(heading) + "\n"; }

// False: the gateway takes no more, and what was taken of it is told again.
bool tell(relay311::ChangeSink& sink, const Told& told) {
  return std::visit([&](const auto& what) { return sink.add(what); }, told.what) &&
         (!told.also || sink.add(*told.also));
}

}  // namespace

std::string join_places(const std::vector<relay311::Cursor>& places) {
  std::string all(heading);
  for (const relay311::Cursor& place : places) all += place ? "\n=" + as_line(*place) : std::string("\n-");
  return all;
}

std::vector<relay311::Cursor> split_places(const relay311::Cursor& cursor, std::size_t count) {
  std::vector<relay311::Cursor> places(count);
  if (!cursor || count == 0) return places;
  const std::string_view text = *cursor;
  if (!is_joined(text)) {
    if (count > 1) places[1] = cursor;
    return places;
  }
  std::size_t at = heading.size() + 1;
  for (relay311::Cursor& place : places) {
    if (at > text.size()) break;
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (!line.empty() && line.front() == '=') place = from_line(line.substr(1));
    at = end + 1;
  }
  return places;
}

Polls::Polls(const Settings& settings, StatusMap& statuses, Session& session, const relay311::Host& host,
             const std::function<Time()>& now)
    : statuses_(statuses) {
  const auto local_of = [&](const PollQuery& query) -> const LocalTime& {
    return query.local ? *query.local : settings.local;
  };
  if (const auto& query = settings.work_orders)
    work_orders_.emplace(*query, local_of(*query),
                         std::make_unique<WorkOrderReading>(*query, local_of(*query), statuses_, host), session, host,
                         now);
  for (const ChangesQuery& query : settings.changes) {
    const LocalTime& local = local_of(query);
    changes_.emplace_back(query, local, std::make_unique<ChangeReading>(query, local, statuses_, codes_, host), session,
                          host, now);
    recalled_.push_back({&changes_.back(), !query.status.empty()});
  }
}

relay311::Cursor Polls::run(const relay311::Cursor& cursor, relay311::ChangeSink& sink, const relay311::Call& call) {
  std::vector<relay311::Cursor> places = split_places(cursor, 1 + changes_.size());
  codes_ = cursor && is_joined(*cursor) ? UnknownCodes::read(*cursor) : UnknownCodes();
  Progress progress;
  if (work_orders_ && sink.takes_work_orders())
    places[0] = work_orders_->run(
        places[0], [&](const Told& told) { return tell(sink, told); }, progress, call);
  if (!progress.more && !progress.full) tell_changes(places, sink, progress, call);
  if (!progress.more && !progress.full && !recall_statuses(recalled_, codes_, statuses_, sink, call))
    progress.more = true;
  if (progress.more) sink.more();
  return joined(cursor, places);
}

void Polls::tell_changes(std::vector<relay311::Cursor>& places, relay311::ChangeSink& sink, Progress& progress,
                         const relay311::Call& call) {
  const bool waited = codes_.waiting();
  std::vector<relay311::Cursor> began;
  std::size_t at = 0;
  for (const Poll& poll : changes_) began.push_back(poll.place(places[++at], call));
  at = 0;
  for (Poll& poll : changes_) {
    relay311::Cursor& place = places[++at];
    place = poll.run(
        place, [&](const Told& told) { return tell(sink, told); }, progress, call);
    if (progress.full) break;
  }
  if (!waited && codes_.waiting()) codes_.set_since(std::move(began));
}

relay311::Cursor Polls::joined(const relay311::Cursor& before, const std::vector<relay311::Cursor>& places) {
  const std::string joined = join_places(places);
  while (joined.size() + codes_.lines().size() > R311_CURSOR_MOST && codes_.shrink()) {
  }
  const std::string codes = codes_.lines();
  if (codes.empty() && !work_orders_ && changes_.size() < 2) return changes_.empty() ? before : places[1];
  if (joined.size() > R311_CURSOR_MOST)
    throw relay311::Failure(relay311::Outcome::unsupported, "the places of the polls have more than " +
                                                                std::to_string(R311_CURSOR_MOST) +
                                                                " bytes together: name shorter columns as `cursor:`");
  return joined + codes;
}

}  // namespace sql
