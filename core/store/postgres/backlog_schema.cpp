// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/schema.h"

namespace r311::store::postgres {

// `facet_backlog` names the requests that request_facets does not have yet; a request is in one of both. Its row is the
// lock of what a request is found by: whoever indexes it deletes the row, and a status that changes meanwhile waits for
// that, or keeps the row until its own transaction has ended, so that no change falls between reading and indexing.
const char* const kBacklogSchema = R"sql(
CREATE TABLE facet_backlog (
  seq bigint PRIMARY KEY
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE OR REPLACE FUNCTION status_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM FROM relay311.facet_backlog WHERE seq = new.seq FOR KEY SHARE;
  IF FOUND THEN
    RETURN NULL;
  END IF;
  UPDATE relay311.request_facets
    SET facets = ts_delete(facets, relay311.status_words(old.jurisdiction, old.closed, old.status))
      || array_to_tsvector(relay311.status_words(new.jurisdiction, new.closed, new.status))
    WHERE seq = new.seq;
  RETURN NULL;
END $$;
)sql";

}  // namespace r311::store::postgres
