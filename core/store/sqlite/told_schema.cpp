// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema.h"

namespace r311::store::sqlite {

// What back ends tell of the work on a request.
const char* const kToldSchema = R"sql(
ALTER TABLE requests ADD COLUMN expected INTEGER;
ALTER TABLE requests ADD COLUMN service_notice TEXT NOT NULL DEFAULT '';
ALTER TABLE requests ADD COLUMN zipcode TEXT NOT NULL DEFAULT '';
)sql";

}  // namespace r311::store::sqlite
