// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema.h"

namespace r311::store::sqlite {

// `requests` keeps its longest column last: what stands before it is then read without walking overflow pages.
// The two indices of the newest requests end in the row number, so that a backward scan is the order of answers; they
// hold `visible`, of which they have one value only, so that such a scan reads nothing else.
// `delivery_counts` is kept by triggers because counting a million delivered rows would not be cheap.
const char* const kFirstSchema = R"sql(
CREATE TABLE jurisdictions (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE destinations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  jurisdiction INTEGER NOT NULL REFERENCES jurisdictions
) STRICT;

CREATE TABLE requests (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  jurisdiction INTEGER NOT NULL REFERENCES jurisdictions,
  destination INTEGER NOT NULL REFERENCES destinations,
  id TEXT NOT NULL,
  token TEXT NOT NULL,
  type TEXT NOT NULL,
  visible INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  status TEXT NOT NULL,
  status_notes TEXT NOT NULL DEFAULT '',
  backend_status TEXT NOT NULL DEFAULT '',
  reference TEXT NOT NULL DEFAULT '',
  requested INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  changed INTEGER,
  service_code TEXT NOT NULL,
  service_name TEXT NOT NULL,
  service_group TEXT NOT NULL,
  backend_code TEXT NOT NULL,
  interface_used TEXT NOT NULL,
  latitude REAL,
  longitude REAL,
  address_string TEXT NOT NULL,
  address_id TEXT NOT NULL,
  media_url TEXT NOT NULL,
  email TEXT NOT NULL,
  device_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  phone TEXT NOT NULL,
  description TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX requests_id ON requests (jurisdiction, id);
CREATE UNIQUE INDEX requests_token ON requests (jurisdiction, token) WHERE token <> '';
CREATE INDEX requests_newest ON requests (jurisdiction, visible, closed, requested) WHERE visible = 1;
CREATE INDEX requests_newest_of_service ON requests (jurisdiction, visible, service_code, closed, requested)
  WHERE visible = 1;
CREATE INDEX requests_reference ON requests (destination, reference) WHERE reference <> '';

CREATE TABLE request_answers (
  request INTEGER NOT NULL REFERENCES requests ON DELETE CASCADE,
  attribute INTEGER NOT NULL,
  position INTEGER NOT NULL,
  code TEXT NOT NULL,
  value TEXT,
  PRIMARY KEY (request, attribute, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE request_further_media_urls (
  request INTEGER NOT NULL REFERENCES requests ON DELETE CASCADE,
  position INTEGER NOT NULL,
  url TEXT NOT NULL,
  PRIMARY KEY (request, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE request_media (
  request INTEGER NOT NULL REFERENCES requests ON DELETE CASCADE,
  position INTEGER NOT NULL,
  digest TEXT NOT NULL,
  file_name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (request, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  request INTEGER NOT NULL REFERENCES requests ON DELETE CASCADE,
  destination INTEGER NOT NULL REFERENCES destinations,
  key TEXT NOT NULL,
  trace TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL,
  due INTEGER NOT NULL,
  reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX deliveries_waiting ON deliveries (destination, due) WHERE state = 'waiting';
CREATE INDEX deliveries_sending ON deliveries (destination) WHERE state = 'sending';
CREATE INDEX deliveries_unknown ON deliveries (destination) WHERE state = 'unknown';
CREATE INDEX deliveries_of_request ON deliveries (request);

CREATE TABLE delivery_counts (
  destination INTEGER NOT NULL REFERENCES destinations,
  state TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (destination, state)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER delivery_created AFTER INSERT ON deliveries BEGIN
  INSERT INTO delivery_counts VALUES (new.destination, new.state, 1)
    ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER delivery_moved AFTER UPDATE OF state ON deliveries WHEN old.state <> new.state BEGIN
  UPDATE delivery_counts SET count = count - 1 WHERE destination = old.destination AND state = old.state;
  INSERT INTO delivery_counts VALUES (new.destination, new.state, 1)
    ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER delivery_deleted AFTER DELETE ON deliveries BEGIN
  UPDATE delivery_counts SET count = count - 1 WHERE destination = old.destination AND state = old.state;
END;

CREATE TABLE attempts (
  delivery INTEGER NOT NULL REFERENCES deliveries ON DELETE CASCADE,
  number INTEGER NOT NULL,
  started INTEGER NOT NULL,
  took INTEGER NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (delivery, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE status_history (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  request INTEGER NOT NULL REFERENCES requests ON DELETE CASCADE,
  digest TEXT NOT NULL,
  update_id TEXT NOT NULL,
  reference TEXT NOT NULL,
  status TEXT,
  backend_status TEXT NOT NULL,
  note TEXT NOT NULL,
  changed INTEGER NOT NULL,
  received INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX status_history_digest ON status_history (request, digest);

CREATE TABLE cursors (
  destination TEXT PRIMARY KEY,
  cursor TEXT NOT NULL,
  polled INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE adapter_state (
  backend TEXT NOT NULL,
  key TEXT NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (backend, key)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace r311::store::sqlite
