// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema.h"

namespace r311::store::sqlite {

// store/merging.h says what the column means.
const char* const kMergingSchema = R"sql(
ALTER TABLE requests ADD COLUMN merged_into INTEGER NOT NULL DEFAULT 0;
)sql";

}  // namespace r311::store::sqlite
