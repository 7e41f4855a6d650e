// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema.h"

namespace r311::store::sqlite {

// What back ends tell of the work on a request, and which of their status codes nobody has a word for
// (store/unknown_codes.h).
const char* const kToldSchema = R"sql(
ALTER TABLE requests ADD COLUMN expected INTEGER;
ALTER TABLE requests ADD COLUMN service_notice TEXT NOT NULL DEFAULT '';
ALTER TABLE requests ADD COLUMN zipcode TEXT NOT NULL DEFAULT '';

CREATE TABLE unknown_codes (
  destination INTEGER NOT NULL REFERENCES destinations,
  code TEXT NOT NULL,
  counts_as TEXT NOT NULL,
  count INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (destination, code)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace r311::store::sqlite
