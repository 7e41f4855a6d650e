// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/schema.h"

namespace r311::store::postgres {

// Text is compared byte by byte (collation C), as SQLite does. `requests` and its kin have no foreign keys to rows that
// all accepts share: each check would lock such a row, and nodes would wait for each other; what belongs together is
// written in one transaction, and no statement of ours deletes a request.
// `own_id` is empty until the back end's reference takes the place of the gateway's id. `held` is kept in the row, so
// that what is due stays one walk of a small index however much waits behind others.
// `delivery_counts` holds differences, whose sum is the census: rows that are only added make no writer wait for
// another. A few are folded into one now and then. `marks` proves which transactions were committed.
const char* const kFirstSchema = R"sql(
CREATE TABLE jurisdictions (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE
);

CREATE TABLE destinations (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE,
  jurisdiction bigint NOT NULL REFERENCES jurisdictions,
  last_reason text NOT NULL DEFAULT '',
  last_failure bigint
);

CREATE SEQUENCE requests_seq;
CREATE TABLE requests (
  seq bigint PRIMARY KEY,
  jurisdiction bigint NOT NULL,
  destination bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  own_id text COLLATE "C" NOT NULL DEFAULT '',
  token text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  backend_id boolean NOT NULL,
  visible boolean NOT NULL,
  closed boolean NOT NULL DEFAULT false,
  status text COLLATE "C" NOT NULL,
  status_notes text NOT NULL DEFAULT '',
  backend_status text NOT NULL DEFAULT '',
  reference text COLLATE "C" NOT NULL DEFAULT '',
  requested bigint NOT NULL,
  updated bigint NOT NULL,
  changed bigint,
  service_code text COLLATE "C" NOT NULL,
  service_name text NOT NULL,
  service_group text NOT NULL,
  backend_code text NOT NULL,
  interface_used text NOT NULL,
  latitude double precision,
  longitude double precision,
  address_string text NOT NULL,
  address_id text NOT NULL,
  media_url text NOT NULL,
  email text NOT NULL,
  device_id text NOT NULL,
  account_id text NOT NULL,
  first_name text NOT NULL,
  last_name text NOT NULL,
  phone text NOT NULL,
  description text NOT NULL
);
CREATE UNIQUE INDEX requests_id ON requests (jurisdiction, id);
CREATE UNIQUE INDEX requests_own_id ON requests (jurisdiction, own_id) WHERE own_id <> '';
CREATE UNIQUE INDEX requests_token ON requests (jurisdiction, token) WHERE token <> '';
CREATE INDEX requests_newest ON requests (jurisdiction, closed, requested, seq) WHERE visible;
CREATE INDEX requests_newest_of_service ON requests (jurisdiction, service_code, closed, requested, seq) WHERE visible;
CREATE INDEX requests_reference ON requests (destination, reference, seq) WHERE reference <> '';

CREATE TABLE request_answers (
  request bigint NOT NULL,
  attribute bigint NOT NULL,
  position bigint NOT NULL,
  code text NOT NULL,
  value text,
  PRIMARY KEY (request, attribute, position)
);

CREATE TABLE request_further_media_urls (
  request bigint NOT NULL,
  position bigint NOT NULL,
  url text NOT NULL,
  PRIMARY KEY (request, position)
);

CREATE TABLE request_media (
  request bigint NOT NULL,
  position bigint NOT NULL,
  digest text NOT NULL,
  file_name text NOT NULL,
  content_type text NOT NULL,
  size bigint NOT NULL,
  PRIMARY KEY (request, position)
);

CREATE TABLE repeats (
  jurisdiction bigint NOT NULL,
  key text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  until bigint NOT NULL,
  request bigint NOT NULL,
  PRIMARY KEY (jurisdiction, key)
);
CREATE INDEX repeats_until ON repeats (until);

CREATE TABLE deliveries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request bigint NOT NULL,
  destination bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  key text NOT NULL,
  content text NOT NULL DEFAULT '',
  trace text NOT NULL,
  state text COLLATE "C" NOT NULL,
  held boolean NOT NULL DEFAULT false,
  leased bigint NOT NULL DEFAULT 0,
  attempts bigint NOT NULL DEFAULT 0,
  created bigint NOT NULL,
  due bigint NOT NULL,
  reason text NOT NULL DEFAULT ''
);
CREATE INDEX deliveries_waiting ON deliveries (destination, due, id) WHERE state = 'waiting' AND NOT held;
CREATE INDEX deliveries_open ON deliveries (destination, state, id) WHERE state <> 'delivered';
CREATE INDEX deliveries_of_request ON deliveries (request, id);

CREATE TABLE attempts (
  delivery bigint NOT NULL,
  number bigint NOT NULL,
  started bigint NOT NULL,
  took bigint NOT NULL DEFAULT 0,
  outcome text NOT NULL DEFAULT '',
  reason text NOT NULL DEFAULT '',
  PRIMARY KEY (delivery, number)
);

CREATE TABLE operator_notes (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  delivery bigint NOT NULL,
  at bigint NOT NULL,
  action text NOT NULL,
  who text NOT NULL,
  reason text NOT NULL
);
CREATE INDEX operator_notes_delivery ON operator_notes (delivery, number);

CREATE TABLE delivery_counts (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  destination bigint NOT NULL,
  state text COLLATE "C" NOT NULL,
  count bigint NOT NULL
);
CREATE INDEX delivery_counts_destination ON delivery_counts (destination);
CREATE FUNCTION count_created() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO relay311.delivery_counts (destination, state, count)
    SELECT destination, state, count(*) FROM after GROUP BY destination, state;
  RETURN NULL;
END $$;
CREATE FUNCTION count_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO relay311.delivery_counts (destination, state, count)
    SELECT destination, state, sum(n) FROM
      (SELECT destination, state, 1 AS n FROM after UNION ALL SELECT destination, state, -1 FROM before) moves
    GROUP BY destination, state HAVING sum(n) <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER delivery_created AFTER INSERT ON deliveries REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION count_created();
CREATE TRIGGER delivery_moved AFTER UPDATE ON deliveries REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION count_moved();

CREATE TABLE status_history (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request bigint NOT NULL,
  digest text COLLATE "C" NOT NULL,
  update_id text NOT NULL,
  reference text NOT NULL,
  status text,
  backend_status text NOT NULL,
  note text NOT NULL,
  changed bigint NOT NULL,
  received bigint NOT NULL
);
CREATE UNIQUE INDEX status_history_digest ON status_history (request, digest);

CREATE TABLE cursors (
  destination text COLLATE "C" PRIMARY KEY,
  cursor text NOT NULL,
  polled bigint NOT NULL
);

CREATE TABLE polls (
  destination text COLLATE "C" PRIMARY KEY,
  node text COLLATE "C" NOT NULL,
  until bigint NOT NULL
);

CREATE TABLE adapter_state (
  backend text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  value bytea NOT NULL,
  PRIMARY KEY (backend, key)
);

CREATE TABLE marks (
  mark text COLLATE "C" PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX marks_at ON marks (at);

CREATE TABLE snapshots (
  backend text COLLATE "C" PRIMARY KEY,
  content text NOT NULL
);
)sql";

}  // namespace r311::store::postgres
