-- Rows up to here that had not come were given up, because their kiosk keeps them no more. One that comes late still counts.
ALTER TABLE progress ADD COLUMN given_up INTEGER NOT NULL DEFAULT 0;
