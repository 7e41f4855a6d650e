-- SPDX-License-Identifier: Apache-2.0
-- Orders that a clerk finds to be others once more.
BEGIN;

ALTER TABLE work_order ADD COLUMN duplicate_of INTEGER REFERENCES work_order;  -- the order that was there before

CREATE TRIGGER work_order_is_duplicate AFTER UPDATE OF duplicate_of ON work_order
  WHEN NEW.duplicate_of IS NOT OLD.duplicate_of
BEGIN
  UPDATE work_order
     SET changed_local = (SELECT local FROM wall_clock),
         change_no     = (SELECT max(change_no) FROM work_order) + 1
   WHERE wo_no = NEW.wo_no;
END;

COMMIT;
