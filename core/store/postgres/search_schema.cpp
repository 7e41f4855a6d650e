// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/schema.h"

namespace r311::store::postgres {

#define R311_SEARCH_INDEX \
  "CREATE INDEX request_facets_words ON request_facets USING gin (facets) WITH (gin_pending_list_limit = 4096)"

// `request_facets` holds words (store/facets.h and postgres/facet_rows.h) as lexemes without positions. Reports that
// nobody may ever read are not in it. The two words that change, it gets from a trigger, whoever changes them.
// facet_matches() may use a bitmap, which is all that a GIN index gives; our sessions plan without. What comes into the
// index waits in a list of bounded length, which is searched too.
const char* const kSearchSchema = R"sql(
ALTER TABLE requests ADD COLUMN agency_responsible text NOT NULL DEFAULT '';
CREATE INDEX requests_updated ON requests (jurisdiction, updated, seq) WHERE visible;

CREATE TABLE request_facets (
  seq bigint PRIMARY KEY,
  facets tsvector NOT NULL
);

CREATE FUNCTION facet_matches(asked tsquery) RETURNS TABLE (seq bigint) LANGUAGE sql STABLE ROWS 500
  SET enable_bitmapscan = on AS $$ SELECT f.seq FROM relay311.request_facets f WHERE f.facets @@ asked $$;

CREATE FUNCTION status_words(jurisdiction bigint, closed boolean, status text) RETURNS text[] LANGUAGE sql IMMUTABLE
  AS $$ SELECT ARRAY[jurisdiction || CASE WHEN closed THEN 'cclosed' ELSE 'copen' END,
    jurisdiction || 'x' || replace(status, '_', '-5f')] $$;
CREATE FUNCTION status_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE relay311.request_facets
    SET facets = ts_delete(facets, relay311.status_words(old.jurisdiction, old.closed, old.status))
      || array_to_tsvector(relay311.status_words(new.jurisdiction, new.closed, new.status))
    WHERE seq = new.seq;
  RETURN NULL;
END $$;
CREATE TRIGGER request_status_changed AFTER UPDATE OF closed, status ON requests FOR EACH ROW
  WHEN (old.closed <> new.closed OR old.status <> new.status) EXECUTE FUNCTION status_changed();
)sql" R311_SEARCH_INDEX;

// An index scan would be of the whole table, by its number.
const char* const kCountSchema = R"sql(
ALTER FUNCTION facet_matches(tsquery) SET enable_indexscan = off;
CREATE FUNCTION facet_count(asked tsquery, most bigint) RETURNS bigint LANGUAGE sql STABLE
  SET enable_bitmapscan = on SET enable_indexscan = off
  AS $$ SELECT count(*) FROM (SELECT FROM relay311.request_facets f WHERE f.facets @@ asked LIMIT most) counted $$;
)sql";

// With the time of request, which never changes, the index tells all of a place, and a stretch of updates is found
// without the rows.
const char* const kPlacesSchema = R"sql(
DROP INDEX requests_updated;
CREATE INDEX requests_updated ON requests (jurisdiction, updated, seq) INCLUDE (requested) WHERE visible;
)sql";

// With the place in the order, the position and who may read it, a search needs no row of `requests`; one by area in the
// order of update has all that it asks for in the index of that. The words that tell who (facet_rows.h) change with
// `visible` and `veiled`.
const char* const kFacetPlacesSchema = R"sql(
DROP TABLE request_facets;
CREATE TABLE request_facets (
  seq bigint PRIMARY KEY,
  requested bigint NOT NULL,
  latitude double precision,
  longitude double precision,
  facets tsvector NOT NULL
);

DROP FUNCTION facet_matches(tsquery);
CREATE FUNCTION facet_matches(asked tsquery)
  RETURNS TABLE (seq bigint, requested bigint, latitude double precision, longitude double precision)
  LANGUAGE sql STABLE ROWS 500 SET enable_bitmapscan = on SET enable_indexscan = off
  AS $$ SELECT f.seq, f.requested, f.latitude, f.longitude FROM relay311.request_facets f WHERE f.facets @@ asked $$;

CREATE FUNCTION changing_words(r requests) RETURNS text[] LANGUAGE sql IMMUTABLE
  AS $$ SELECT relay311.status_words(r.jurisdiction, r.closed, r.status)
    || CASE WHEN r.visible THEN ARRAY[r.jurisdiction || 'v'] WHEN r.veiled THEN ARRAY[r.jurisdiction || 'u'] END $$;
CREATE OR REPLACE FUNCTION status_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM FROM relay311.facet_backlog WHERE seq = new.seq FOR KEY SHARE;
  IF FOUND THEN
    RETURN NULL;
  END IF;
  UPDATE relay311.request_facets
    SET facets = ts_delete(facets, relay311.changing_words(old)) || array_to_tsvector(relay311.changing_words(new))
    WHERE seq = new.seq;
  RETURN NULL;
END $$;
DROP INDEX requests_updated;
CREATE INDEX requests_updated ON requests (jurisdiction, updated, seq) INCLUDE (requested, latitude, longitude)
  WHERE visible;
DROP TRIGGER request_status_changed ON requests;
CREATE TRIGGER request_status_changed AFTER UPDATE OF closed, status, visible, veiled ON requests FOR EACH ROW
  WHEN ((old.closed, old.status, old.visible, old.veiled) IS DISTINCT FROM (new.closed, new.status, new.visible, new.veiled))
  EXECUTE FUNCTION status_changed();
)sql";

const char* const kSearchIndex = R311_SEARCH_INDEX;

}  // namespace r311::store::postgres
