// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "local_time.h"
#include "relay311/changes.hpp"
#include "status_map.h"

namespace sql {

// The codes that changes were told with while no word stood for them, so that those changes can be told again once one
// does. Kept in the polls' cursor, which the gateway stores together with the changes, so that it is true after any end
// of the gateway and for every node. Bounded; what has no place in it is not told again. Not for several threads at
// once.
class UnknownCodes {
 public:
  static constexpr std::size_t most = 30;
  static constexpr std::size_t longest = 64;  // bytes of a code

  // Reads what lines() wrote; other lines are passed over.
  static UnknownCodes read(std::string_view lines);
  // Each line led by a line end; none where there is nothing to keep.
  std::string lines() const;

  // A row of that time was told without a word for its code.
  void note(std::string_view code, Time at);
  // The time of the last row that was told so; absent: none was.
  std::optional<Time> told_until(std::string_view code) const;

  // Whether there are codes that were not told again yet, and where the polls stood before the first of them was told.
  bool waiting() const;
  const std::vector<relay311::Cursor>& since() const { return since_; }
  void set_since(std::vector<relay311::Cursor> places) { since_ = std::move(places); }
  // Those of them that now have a word.
  std::vector<std::string> waiting_for(const StatusMap& statuses) const;
  // Whether this code is one of them.
  bool waits(std::string_view code) const;
  // It was told again, as far as its rows are there. Its time is still kept: the polls' overlap reads them once more.
  void told_again(std::string_view code);
  // Gives up something, for the room that it takes; false: there is nothing.
  bool shrink();

 private:
  struct Entry {
    std::string code;
    Time last;
    bool waits;
  };
  Entry* find(std::string_view code);
  const Entry* find(std::string_view code) const { return const_cast<UnknownCodes*>(this)->find(code); }
  void forget_since();

  std::vector<Entry> entries_;
  std::vector<relay311::Cursor> since_;
};

// Text as one line, and back: a line end is "\n", a backslash "\\".
std::string as_line(std::string_view text);
std::string from_line(std::string_view line);

}  // namespace sql
