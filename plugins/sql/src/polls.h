// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "row_poll.h"
#include "status_recall.h"
#include "unknown_codes.h"

namespace sql {

// All polls of a back end: the query for work orders that came about by other means, and once that has told all, for the
// changes may be theirs, the queries for changes one after another. Each goes on from a place of its own; the places
// stand together in one cursor. Where there is one query for changes and nothing else, its place is the cursor as it is,
// and stays the first one's when others are added behind it.
//
// Changes whose code had no word when they were told are told again once it has one (status_recall.h).
class Polls {
 public:
  // All are kept by reference and must outlive this. `now` is asked in every poll.
  Polls(const Settings& settings, StatusMap& statuses, Session& session, const relay311::Host& host,
        const std::function<Time()>& now);

  relay311::Cursor run(const relay311::Cursor& cursor, relay311::ChangeSink& sink, const relay311::Call& call);

 private:
  void tell_changes(std::vector<relay311::Cursor>& places, relay311::ChangeSink& sink, Progress& progress,
                    const relay311::Call& call);
  relay311::Cursor joined(const relay311::Cursor& before, const std::vector<relay311::Cursor>& places);

  StatusMap& statuses_;
  UnknownCodes codes_;  // of the present poll
  std::optional<Poll> work_orders_;
  std::list<Poll> changes_;
  std::vector<RecalledQuery> recalled_;  // of changes_, in their order
};

// The places of several polls as one cursor, that of work orders first, and back; absent where a poll has none yet. A
// cursor that was not made so is the place of the first query for changes.
std::string join_places(const std::vector<relay311::Cursor>& places);
std::vector<relay311::Cursor> split_places(const relay311::Cursor& cursor, std::size_t count);

}  // namespace sql
