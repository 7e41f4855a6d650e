// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "base/result.h"

namespace r311::gateway {

// Whether the files that came with a report or an update must stay, by what the store made of it. What it refused by
// its rules names none of them, and what repeats an earlier one only those that the earlier brought. After any other
// failure it may be stored all the same, as when the connection is lost while the database commits, and whoever sends
// it again is told that it was accepted.
template <class Taken>
bool may_name_files(const Result<Taken>& told) {
  if (told) return !told->repeated;
  const Kind kind = told.error().kind;
  return kind != Kind::invalid && kind != Kind::not_found && kind != Kind::conflict;
}

}  // namespace r311::gateway
