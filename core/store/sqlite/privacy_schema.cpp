// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema.h"

namespace r311::store::sqlite {

// store/privacy.h says what the columns mean. The indexes are those of what everybody reads once more, for what is
// private: they are as small as there is little of it.
const char* const kPrivacySchema = R"sql(
ALTER TABLE requests ADD COLUMN non_public INTEGER NOT NULL DEFAULT 0;
ALTER TABLE requests ADD COLUMN veiled INTEGER NOT NULL DEFAULT 0;
CREATE INDEX requests_veiled ON requests (jurisdiction, veiled, closed, requested) WHERE veiled = 1;
CREATE INDEX requests_veiled_of_service ON requests (jurisdiction, veiled, service_code, closed, requested)
  WHERE veiled = 1;
CREATE INDEX requests_veiled_updated ON requests (jurisdiction, veiled, updated) WHERE veiled = 1;
)sql";

}  // namespace r311::store::sqlite
