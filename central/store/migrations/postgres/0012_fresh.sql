-- As sqlite/0014_fresh.sql.
ALTER TABLE progress ADD COLUMN fresh bigint NOT NULL DEFAULT 0;
