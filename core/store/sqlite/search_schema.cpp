// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema.h"

namespace r311::store::sqlite {

// `request_facets` holds words (store/facets.h) and no text; its row number is the place of the request in the order of
// answers, so that a walk of it is in order: milliseconds of its time and the last 20 bits of its number. Reports that
// nobody may ever read are not in it. Up to which request it goes stands in `facet_progress`; what comes behind is
// searched without it. Two words change, whoever changes the request: a trigger keeps what they were, and the writer
// replaces them before it commits. (The trigger itself may not touch the index where the schema is not trusted.)
const char* const kSearchSchema = R"sql(
ALTER TABLE requests ADD COLUMN agency_responsible TEXT NOT NULL DEFAULT '';
CREATE INDEX requests_place ON requests ((requested << 20) | (seq & 1048575));
CREATE INDEX requests_updated ON requests (jurisdiction, visible, updated) WHERE visible = 1;

CREATE VIRTUAL TABLE request_facets USING fts5 (
  words, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '-'"
);
CREATE TABLE facet_progress (
  number INTEGER PRIMARY KEY CHECK (number = 1),
  seq INTEGER NOT NULL
) STRICT;
INSERT INTO facet_progress VALUES (1, 0);

CREATE TABLE facet_changes (
  seq INTEGER PRIMARY KEY,
  words TEXT NOT NULL
) STRICT;
CREATE TRIGGER request_status_changed AFTER UPDATE OF closed, status ON requests
  WHEN old.type <> 'blackbox' AND (old.closed <> new.closed OR old.status <> new.status)
    AND old.seq <= (SELECT seq FROM facet_progress)
BEGIN
  INSERT INTO facet_changes VALUES (old.seq, old.jurisdiction || iif(old.closed, 'cclosed ', 'copen ')
      || old.jurisdiction || 'x' || replace(old.status, '_', '-5f')) ON CONFLICT DO NOTHING;
END;
)sql";

const char* const kIndexAnew = R"sql(
INSERT INTO request_facets (request_facets) VALUES ('delete-all');
DELETE FROM facet_changes;
UPDATE facet_progress SET seq = 0;
)sql";

}  // namespace r311::store::sqlite
