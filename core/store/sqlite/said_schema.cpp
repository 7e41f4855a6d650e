// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema.h"

namespace r311::store::sqlite {

// `status` is how the request stood behind an update, and `says_status` that the update made it so, which an app's never
// does: what an app says of it is `said`. Where the history does not tell how a request stood when an app's update came, it
// was open, or, if no change of its status was ever told, as it is now.
const char* const kSaidSchema = R"sql(
ALTER TABLE updates ADD COLUMN said TEXT NOT NULL DEFAULT '';
UPDATE updates SET said = status, says_status = 0, status = coalesce(
    (SELECT h.status FROM updates h WHERE h.request = updates.request AND h.interface_used = '' AND h.says_status
      AND h.number < updates.number ORDER BY h.changed DESC, h.number DESC LIMIT 1),
    (SELECT 'open' FROM updates h WHERE h.request = updates.request AND h.interface_used = '' AND h.says_status LIMIT 1),
    (SELECT r.status FROM requests r WHERE r.seq = updates.request))
  WHERE interface_used <> '' AND says_status;
)sql";

}  // namespace r311::store::sqlite
