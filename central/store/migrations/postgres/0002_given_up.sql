-- As sqlite/0004_given_up.sql.
ALTER TABLE progress ADD COLUMN given_up bigint NOT NULL DEFAULT 0;
