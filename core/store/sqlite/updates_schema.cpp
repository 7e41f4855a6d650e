// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema.h"

namespace r311::store::sqlite {

// What the back end tells and what apps say of a request are one history, in one table. `published` is the time by
// which clients find an update. `echo` is the back end's own id of an update of ours, `echoed` that it was told back.
const char* const kUpdatesSchema = R"sql(
ALTER TABLE status_history RENAME TO updates;
ALTER TABLE updates ADD COLUMN jurisdiction INTEGER NOT NULL DEFAULT 0;
ALTER TABLE updates ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE updates ADD COLUMN published INTEGER NOT NULL DEFAULT 0;
ALTER TABLE updates ADD COLUMN says_status INTEGER NOT NULL DEFAULT 1;
ALTER TABLE updates ADD COLUMN media INTEGER NOT NULL DEFAULT 0;
ALTER TABLE updates ADD COLUMN interface_used TEXT NOT NULL DEFAULT '';
ALTER TABLE updates ADD COLUMN sameness TEXT NOT NULL DEFAULT '';
ALTER TABLE updates ADD COLUMN echo TEXT NOT NULL DEFAULT '';
ALTER TABLE updates ADD COLUMN echoed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE updates ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE updates ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE updates ADD COLUMN first_name TEXT NOT NULL DEFAULT '';
ALTER TABLE updates ADD COLUMN last_name TEXT NOT NULL DEFAULT '';
ALTER TABLE updates ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE updates ADD COLUMN account_id TEXT NOT NULL DEFAULT '';
UPDATE updates SET
  jurisdiction = (SELECT r.jurisdiction FROM requests r WHERE r.seq = request),
  id = (SELECT CASE r.own_id WHEN '' THEN r.id ELSE r.own_id END FROM requests r WHERE r.seq = request)
    || '-' || substr(digest, 1, 16),
  published = max(min(changed, received), received - 1800000),
  says_status = status IS NOT NULL,
  status = coalesce(status, (SELECT r.status FROM requests r WHERE r.seq = request));
DROP INDEX status_history_digest;
CREATE UNIQUE INDEX updates_digest ON updates (request, digest);
CREATE INDEX updates_published ON updates (jurisdiction, published, number);

CREATE TABLE update_answers (
  of_update INTEGER NOT NULL REFERENCES updates ON DELETE CASCADE,
  attribute INTEGER NOT NULL,
  position INTEGER NOT NULL,
  code TEXT NOT NULL,
  value TEXT,
  PRIMARY KEY (of_update, attribute, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE update_media_urls (
  of_update INTEGER NOT NULL REFERENCES updates ON DELETE CASCADE,
  position INTEGER NOT NULL,
  url TEXT NOT NULL,
  PRIMARY KEY (of_update, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE update_media (
  of_update INTEGER NOT NULL REFERENCES updates ON DELETE CASCADE,
  position INTEGER NOT NULL,
  digest TEXT NOT NULL,
  file_name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (of_update, position)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace r311::store::sqlite
