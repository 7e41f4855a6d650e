// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/schema.h"

namespace r311::store::postgres {

// The updates of one request are read in their order, and the last of them is found, however many it has. An update or a
// file that is parked holds nothing up any more: it waits for an operator, who may not come.
const char* const kStorySchema = R"sql(
CREATE INDEX updates_of_request ON updates (request, published, number);

DROP INDEX deliveries_holding;
CREATE INDEX deliveries_holding ON deliveries (request, id)
  WHERE state <> 'delivered' AND (state NOT IN ('rejected', 'parked') OR kind = 'create')
  AND (kind <> 'media' OR substr(content, 1, 1) <> 'u');
UPDATE deliveries SET held = false WHERE state = 'waiting' AND kind <> 'create'
  AND NOT EXISTS (SELECT 1 FROM deliveries b WHERE b.request = deliveries.request AND b.id < deliveries.id
    AND b.state <> 'delivered' AND (b.state NOT IN ('rejected', 'parked') OR b.kind = 'create')
    AND (b.kind <> 'media' OR substr(b.content, 1, 1) <> 'u'));
)sql";

}  // namespace r311::store::postgres
