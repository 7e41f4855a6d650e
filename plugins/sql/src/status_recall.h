// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "row_poll.h"
#include "status_map.h"
#include "unknown_codes.h"

namespace sql {

// A query for changes, and whether its rows tell statuses.
struct RecalledQuery {
  Poll* poll;
  bool tells_status;
};

// Where a word has come for codes that changes were told with in vain, reads all `queries` again from before the first
// of those changes, and tells what the work orders that stand at such a code are now: the status and nothing else, since
// the rest was told. It bears the time of the last row of its work order in any query, so that a remark made since does
// not make it an old one.
// False: there is more to tell, from where `codes` now says; the next poll goes on.
bool recall_statuses(const std::vector<RecalledQuery>& queries, UnknownCodes& codes, const StatusMap& statuses,
                     relay311::ChangeSink& sink, const relay311::Call& call);

}  // namespace sql
