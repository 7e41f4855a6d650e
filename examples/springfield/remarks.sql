-- SPDX-License-Identifier: Apache-2.0
-- What is said and shown of work orders later: the department bought it as an extension of work_orders.sql. Run again, or
-- on a database that was made before there was any, it adds what is missing and changes nothing else.
BEGIN;

-- Clerks write the number of the order, their name and the text; the clock on the wall is theirs.
CREATE TABLE IF NOT EXISTS remark (
  remark_no  INTEGER PRIMARY KEY AUTOINCREMENT,
  ext_ref    TEXT UNIQUE,                         -- the sender's own id; NULL for what a clerk wrote
  wo_no      INTEGER NOT NULL REFERENCES work_order,
  author     TEXT NOT NULL,
  body       TEXT NOT NULL,
  seen_as    CHAR(1),                             -- the status as the sender sees it; the order keeps its own
  said_local TEXT                                 -- YYYY-MM-DD HH:MM:SS in Springfield
);

CREATE INDEX IF NOT EXISTS remark_by_work_order ON remark (wo_no);

CREATE TRIGGER IF NOT EXISTS remark_said AFTER INSERT ON remark WHEN NEW.said_local IS NULL
BEGIN
  UPDATE remark SET said_local = (SELECT local FROM wall_clock) WHERE remark_no = NEW.remark_no;
END;

CREATE TABLE IF NOT EXISTS photo (
  photo_no       INTEGER PRIMARY KEY AUTOINCREMENT,
  ext_ref        TEXT NOT NULL UNIQUE,            -- the sender's own id
  wo_no          INTEGER NOT NULL REFERENCES work_order,
  remark_ext_ref TEXT,                            -- the remark that it came with; NULL: with the order
  name           TEXT,
  content_type   TEXT NOT NULL,
  content        BLOB NOT NULL
);

CREATE INDEX IF NOT EXISTS photo_by_work_order ON photo (wo_no);

COMMIT;
