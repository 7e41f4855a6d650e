// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema.h"

namespace r311::store::sqlite {

// store/set_aside.h says what it holds. `since`: when it was set aside; `changed`: when the back end changed it last.
const char* const kSetAsideSchema = R"sql(
CREATE TABLE orders_set_aside (
  destination TEXT NOT NULL,
  reference TEXT NOT NULL,
  since INTEGER NOT NULL,
  backend_code TEXT NOT NULL,
  description TEXT NOT NULL,
  status TEXT NOT NULL,
  backend_status TEXT NOT NULL,
  address_string TEXT NOT NULL,
  latitude REAL,
  longitude REAL,
  requested INTEGER NOT NULL,
  non_public INTEGER NOT NULL,
  expected INTEGER,
  service_notice TEXT NOT NULL,
  zipcode TEXT NOT NULL,
  status_unknown INTEGER NOT NULL,
  changed INTEGER,
  PRIMARY KEY (destination, reference)
) STRICT, WITHOUT ROWID;
CREATE INDEX orders_set_aside_code ON orders_set_aside (destination, backend_code, since);
)sql";

}  // namespace r311::store::sqlite
