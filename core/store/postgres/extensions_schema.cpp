// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/schema.h"

namespace r311::store::postgres {

// A link is kept by the reference that the back end tells: what it leads to may become a request later, or never.
const char* const kExtensionsSchema = R"sql(
ALTER TABLE requests
  ADD COLUMN title text NOT NULL DEFAULT '',
  ADD COLUMN detail text NOT NULL DEFAULT '',
  ADD COLUMN name_public boolean NOT NULL DEFAULT false;

CREATE TABLE request_links (
  request bigint NOT NULL,
  kind text NOT NULL,
  reference text NOT NULL,
  destination bigint NOT NULL,
  PRIMARY KEY (request, kind, reference)
);
CREATE INDEX request_links_of_parent ON request_links (destination, reference, request) WHERE kind = 'parent';
)sql";

}  // namespace r311::store::postgres
