// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/schema.h"

namespace r311::store::postgres {

// store/privacy.h says what the columns mean. The indexes are those of what everybody reads once more, for what is
// private: they are as small as there is little of it.
const char* const kPrivacySchema = R"sql(
ALTER TABLE requests
  ADD COLUMN non_public bigint NOT NULL DEFAULT 0,
  ADD COLUMN veiled boolean NOT NULL DEFAULT false;
CREATE INDEX requests_veiled ON requests (jurisdiction, closed, requested, seq) WHERE veiled;
CREATE INDEX requests_veiled_of_service ON requests (jurisdiction, service_code, closed, requested, seq) WHERE veiled;
CREATE INDEX requests_veiled_updated ON requests (jurisdiction, updated, seq) WHERE veiled;
)sql";

}  // namespace r311::store::postgres
