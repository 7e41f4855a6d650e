// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema.h"

namespace r311::store::sqlite {

// A link is kept by the reference that the back end tells: what it leads to may become a request later, or never.
const char* const kExtensionsSchema = R"sql(
ALTER TABLE requests ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE requests ADD COLUMN detail TEXT NOT NULL DEFAULT '';
ALTER TABLE requests ADD COLUMN name_public INTEGER NOT NULL DEFAULT 0;

CREATE TABLE request_links (
  request INTEGER NOT NULL REFERENCES requests ON DELETE CASCADE,
  kind TEXT NOT NULL,
  reference TEXT NOT NULL,
  destination INTEGER NOT NULL,
  PRIMARY KEY (request, kind, reference)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_links_of_parent ON request_links (destination, reference, request) WHERE kind = 'parent';
)sql";

}  // namespace r311::store::sqlite
