// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/schema.h"

namespace r311::store::postgres {

// What the back end tells and what apps say of a request are one history, in one table. `published` is the time by
// which clients find an update. `echo` is the back end's own id of an update of ours, `echoed` that it was told back.
const char* const kUpdatesSchema = R"sql(
ALTER TABLE status_history RENAME TO updates;
ALTER INDEX status_history_digest RENAME TO updates_digest;
ALTER TABLE updates
  ADD COLUMN jurisdiction bigint NOT NULL DEFAULT 0,
  ADD COLUMN id text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN published bigint NOT NULL DEFAULT 0,
  ADD COLUMN says_status boolean NOT NULL DEFAULT true,
  ADD COLUMN media boolean NOT NULL DEFAULT false,
  ADD COLUMN interface_used text NOT NULL DEFAULT '',
  ADD COLUMN sameness text NOT NULL DEFAULT '',
  ADD COLUMN echo text NOT NULL DEFAULT '',
  ADD COLUMN echoed boolean NOT NULL DEFAULT false,
  ADD COLUMN title text NOT NULL DEFAULT '',
  ADD COLUMN email text NOT NULL DEFAULT '',
  ADD COLUMN first_name text NOT NULL DEFAULT '',
  ADD COLUMN last_name text NOT NULL DEFAULT '',
  ADD COLUMN phone text NOT NULL DEFAULT '',
  ADD COLUMN account_id text NOT NULL DEFAULT '';
UPDATE updates u SET jurisdiction = r.jurisdiction,
  id = CASE r.own_id WHEN '' THEN r.id ELSE r.own_id END || '-' || left(u.digest, 16),
  published = greatest(least(u.changed, u.received), u.received - 1800000),
  says_status = u.status IS NOT NULL,
  status = coalesce(u.status, r.status)
  FROM requests r WHERE r.seq = u.request;
CREATE INDEX updates_published ON updates (jurisdiction, published, number);

CREATE TABLE update_answers (
  of_update bigint NOT NULL,
  attribute bigint NOT NULL,
  position bigint NOT NULL,
  code text NOT NULL,
  value text,
  PRIMARY KEY (of_update, attribute, position)
);

CREATE TABLE update_media_urls (
  of_update bigint NOT NULL,
  position bigint NOT NULL,
  url text NOT NULL,
  PRIMARY KEY (of_update, position)
);

CREATE TABLE update_media (
  of_update bigint NOT NULL,
  position bigint NOT NULL,
  digest text NOT NULL,
  file_name text NOT NULL,
  content_type text NOT NULL,
  size bigint NOT NULL,
  PRIMARY KEY (of_update, position)
);
)sql";

}  // namespace r311::store::postgres
