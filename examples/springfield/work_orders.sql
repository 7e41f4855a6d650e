-- SPDX-License-Identifier: Apache-2.0
-- The work-order system of Springfield's highways department, as a council's own software might have made it: its own
-- numbering, its own codes, short columns, and local times that say nothing of their zone.
PRAGMA journal_mode = WAL;
BEGIN;

CREATE TABLE work_order_type (
  type_code TEXT PRIMARY KEY,
  title     TEXT NOT NULL,
  crew      TEXT NOT NULL
);

CREATE TABLE work_order (
  wo_no          INTEGER PRIMARY KEY AUTOINCREMENT,
  ext_ref        TEXT UNIQUE,                     -- the sender's own id; NULL for orders that a clerk opened
  type_code      TEXT NOT NULL REFERENCES work_order_type,
  descr          TEXT NOT NULL,
  surname        VARCHAR(20) CHECK (length(surname) <= 20),
  forename       TEXT,
  phone          TEXT,
  email          TEXT,
  status         CHAR(1) NOT NULL DEFAULT 'N' CHECK (status IN ('N', 'A', 'W', 'C', 'X')),
  reported_local TEXT NOT NULL,                   -- YYYY-MM-DD HH:MM:SS in Springfield
  changed_local  TEXT,                            -- the same; NULL until a clerk has touched the order
  change_no      INTEGER NOT NULL DEFAULT 0,      -- grows with every change, also in the hour that comes twice in autumn
  latitude       REAL,
  longitude      REAL,
  easting        TEXT,
  northing       TEXT,
  address        TEXT,
  depth_cm       REAL,                            -- potholes only
  answers        TEXT,                            -- what else was asked
  photos         TEXT,
  clerk_note     TEXT                             -- the citizen reads this
);

CREATE INDEX work_order_by_change ON work_order (change_no);

-- N new, A assigned, W being worked on, C completed, X withdrawn.

-- What the clock on Springfield's wall shows, whatever the zone of the program that asks: United States Central Time,
-- by the rules in force since 2007 (8:00 UTC on the second Sunday of March to 7:00 UTC on the first of November).
CREATE VIEW wall_clock AS
  SELECT strftime('%Y-%m-%d %H:%M:%S', 'now',
    CASE WHEN datetime('now') >= datetime('now', 'start of year', '+2 months', 'weekday 0', '+7 days', '+8 hours')
          AND datetime('now') <  datetime('now', 'start of year', '+10 months', 'weekday 0', '+7 hours')
         THEN '-5 hours' ELSE '-6 hours' END) AS local;

CREATE TRIGGER work_order_changed AFTER UPDATE OF status, clerk_note ON work_order
  WHEN NEW.status IS NOT OLD.status OR NEW.clerk_note IS NOT OLD.clerk_note
BEGIN
  UPDATE work_order
     SET changed_local = (SELECT local FROM wall_clock),
         change_no     = (SELECT max(change_no) FROM work_order) + 1
   WHERE wo_no = NEW.wo_no;
END;

INSERT INTO work_order_type VALUES
  ('RD-10', 'Carriageway defect',         'Asphalt'),
  ('RD-20', 'Footway defect',             'Concrete'),
  ('RD-30', 'Sign or marking',            'Signs'),
  ('RD-40', 'Winter service',             'Ploughs'),
  ('RD-90', 'Enquiry, sender withheld',   'Inspector'),
  ('EL-10', 'Street light',               'Electrical'),
  ('EL-20', 'Traffic signal',             'Electrical'),
  ('RC-10', 'Missed collection',          'Collections'),
  ('RC-20', 'Bulky collection',           'Collections'),
  ('RC-30', 'Unlawful dumping',           'Cleansing'),
  ('CL-10', 'Graffiti removal',           'Cleansing'),
  ('CL-20', 'Animal removal',             'Cleansing'),
  ('CL-30', 'Litter bin',                 'Cleansing'),
  ('PK-10', 'Tree',                       'Forestry'),
  ('DR-10', 'Drainage',                   'Drains'),
  ('PE-10', 'Vehicle, abandoned',         'Enforcement'),
  ('PE-20', 'Noise',                      'Enforcement');

-- The department's numbers go on from those of the paper ledger.
INSERT INTO sqlite_sequence (name, seq) VALUES ('work_order', 70000);

COMMIT;
