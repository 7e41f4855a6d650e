// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema.h"

namespace r311::store::sqlite {

// The updates of one request are read in their order, and the last of them is found, however many it has.
const char* const kStorySchema = R"sql(
CREATE INDEX updates_of_request ON updates (request, published, number);
)sql";

}  // namespace r311::store::sqlite
