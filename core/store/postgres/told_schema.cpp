// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/schema.h"

namespace r311::store::postgres {

// What back ends tell of the work on a request.
const char* const kToldSchema = R"sql(
ALTER TABLE requests
  ADD COLUMN expected bigint,
  ADD COLUMN service_notice text NOT NULL DEFAULT '',
  ADD COLUMN zipcode text NOT NULL DEFAULT '';
)sql";

}  // namespace r311::store::postgres
