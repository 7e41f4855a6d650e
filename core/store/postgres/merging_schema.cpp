// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/schema.h"

namespace r311::store::postgres {

// store/merging.h says what the column means.
const char* const kMergingSchema = R"sql(
ALTER TABLE requests ADD COLUMN merged_into bigint NOT NULL DEFAULT 0;
)sql";

}  // namespace r311::store::postgres
