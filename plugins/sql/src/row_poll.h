// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "relay311/changes.hpp"
#include "relay311/host.hpp"
#include "row_reading.h"
#include "session.h"
#include "settings.h"

namespace sql {

// How a poll ended; set and never taken back.
struct Progress {
  bool full = false;  // no more is taken now
  bool more = false;  // there are more rows than this poll read
};

// Takes what a row tells. False: no more is taken now, and this was not.
using Tell = std::function<bool(const Told&)>;

// One poll of one query: what is there since the cursor, in the order of its times.
//
// The cursor is a moment in UTC, and the local time for :since is made of it at each poll: a naive local time could not
// say which of the two half past ones it means on the night when clocks go back. It never goes back and never passes
// the present, whatever date a row bears. It stays `overlap` behind the last row, for rows that are committed late;
// only while more rows wait than one poll takes it follows at once, and then counts how many rows of its very moment
// were told, for a clerk may close thousands in one statement.
//
// With a cursor column the cursor is that column's value in the row that is `overlap_rows` before the last one told, in
// the order of the rows: a number that is given out early may be committed late, behind greater ones.
class Poll {
 public:
  // All but `reading` are kept by reference and must outlive this. `now` is asked in every poll.
  Poll(const PollQuery& query, const LocalTime& local, std::unique_ptr<RowReading> reading, Session& session,
       const relay311::Host& host, std::function<Time()> now)
      : query_(query),
        local_(local),
        reading_(std::move(reading)),
        session_(session),
        host_(host),
        now_(std::move(now)) {}

  relay311::Cursor run(const relay311::Cursor& cursor, const Tell& tell, Progress& progress,
                       const relay311::Call& call);
  // The cursor that stands for the place where a poll of `cursor` would begin now, at any later time too.
  relay311::Cursor place(const relay311::Cursor& cursor, const relay311::Call& call) const;

 private:
  // Where a poll begins, or where one has got to: `told` rows of the moment `since` are done.
  struct Place {
    Time since;
    std::size_t told = 0;
    bool operator<(const Place& other) const { return since != other.since ? since < other.since : told < other.told; }
  };
  static std::string write(const Place& place);
  Place start(const relay311::Cursor& cursor, const relay311::Call& call) const;
  Place after(const Place& start, const std::vector<Told>& told, std::size_t count) const;
  relay311::Cursor by_column(const relay311::Cursor& cursor, const Tell& tell, Progress& progress,
                             const relay311::Call& call);
  relay311::Cursor behind(const relay311::Cursor& began, const std::vector<std::string>& told, bool full) const;
  Rows read(const Value& since, std::size_t limit, const relay311::Call& call);
  Value since_as(const std::string& name, const Value& since) const;
  std::vector<Told> in_order(const Rows& rows, const relay311::Call& call);

  const PollQuery& query_;
  const LocalTime& local_;
  std::unique_ptr<RowReading> reading_;
  Session& session_;
  const relay311::Host& host_;
  std::function<Time()> now_;
};

}  // namespace sql
