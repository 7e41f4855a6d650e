// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/schema.h"

namespace r311::store::postgres {

// store/set_aside.h says what it holds. `since`: when it was set aside; `changed`: when the back end changed it last.
const char* const kSetAsideSchema = R"sql(
CREATE TABLE orders_set_aside (
  destination text COLLATE "C" NOT NULL,
  reference text COLLATE "C" NOT NULL,
  since bigint NOT NULL,
  backend_code text COLLATE "C" NOT NULL,
  description text NOT NULL,
  status text COLLATE "C" NOT NULL,
  backend_status text NOT NULL,
  address_string text NOT NULL,
  latitude double precision,
  longitude double precision,
  requested bigint NOT NULL,
  non_public boolean NOT NULL,
  expected bigint,
  service_notice text NOT NULL,
  zipcode text NOT NULL,
  status_unknown boolean NOT NULL,
  changed bigint,
  PRIMARY KEY (destination, reference)
);
CREATE INDEX orders_set_aside_code ON orders_set_aside (destination, backend_code, since);
)sql";

}  // namespace r311::store::postgres
