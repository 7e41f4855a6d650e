// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema.h"

namespace r311::store::sqlite {

// `held` is kept in the row, so that what is due stays one walk of a small index however much waits behind others.
// `own_id` is empty until the back end's reference takes the place of the gateway's id.
// `deliveries_open` takes the place of an index for each state; its statements name its condition.
const char* const kQueueSchema = R"sql(
ALTER TABLE deliveries ADD COLUMN kind TEXT NOT NULL DEFAULT 'create';
ALTER TABLE deliveries ADD COLUMN content TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN leased INTEGER NOT NULL DEFAULT 0;
DROP INDEX deliveries_waiting;
DROP INDEX deliveries_sending;
DROP INDEX deliveries_unknown;
CREATE INDEX deliveries_waiting ON deliveries (destination, due) WHERE state = 'waiting' AND held = 0;
CREATE INDEX deliveries_open ON deliveries (destination, state) WHERE state <> 'delivered';

ALTER TABLE requests ADD COLUMN backend_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE requests ADD COLUMN own_id TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX requests_own_id ON requests (jurisdiction, own_id) WHERE own_id <> '';

ALTER TABLE destinations ADD COLUMN last_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE destinations ADD COLUMN last_failure INTEGER;

CREATE TABLE repeats (
  jurisdiction INTEGER NOT NULL REFERENCES jurisdictions,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  until INTEGER NOT NULL,
  request INTEGER NOT NULL REFERENCES requests ON DELETE CASCADE,
  PRIMARY KEY (jurisdiction, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX repeats_until ON repeats (until);
CREATE INDEX repeats_request ON repeats (request);

CREATE TABLE operator_notes (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  delivery INTEGER NOT NULL REFERENCES deliveries ON DELETE CASCADE,
  at INTEGER NOT NULL,
  action TEXT NOT NULL,
  who TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX operator_notes_delivery ON operator_notes (delivery);

CREATE TABLE polls (
  destination TEXT PRIMARY KEY,
  node TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshots (
  backend TEXT PRIMARY KEY,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace r311::store::sqlite
