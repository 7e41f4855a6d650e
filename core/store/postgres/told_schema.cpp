// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/schema.h"

namespace r311::store::postgres {

// What back ends tell of the work on a request, and which of their status codes nobody has a word for
// (store/unknown_codes.h).
const char* const kToldSchema = R"sql(
ALTER TABLE requests
  ADD COLUMN expected bigint,
  ADD COLUMN service_notice text NOT NULL DEFAULT '',
  ADD COLUMN zipcode text NOT NULL DEFAULT '';

CREATE TABLE unknown_codes (
  destination bigint NOT NULL,
  code text COLLATE "C" NOT NULL,
  counts_as text NOT NULL,
  count bigint NOT NULL,
  last bigint NOT NULL,
  PRIMARY KEY (destination, code)
);
)sql";

}  // namespace r311::store::postgres
