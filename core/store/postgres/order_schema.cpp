// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/schema.h"

namespace r311::store::postgres {

// The deliveries of one request are walked in these however many it has had: what holds others up (store/rows.h), and
// what waits behind that or does not.
const char* const kOrderSchema = R"sql(
CREATE INDEX deliveries_holding ON deliveries (request, id)
  WHERE state <> 'delivered' AND (state <> 'rejected' OR kind = 'create')
  AND (kind <> 'media' OR substr(content, 1, 1) <> 'u');
CREATE INDEX deliveries_following ON deliveries (request, held, id) WHERE state = 'waiting' AND kind <> 'create';
)sql";

}  // namespace r311::store::postgres
