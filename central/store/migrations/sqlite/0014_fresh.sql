-- How many of a ledger's rows its last transaction brought in, by which it is seen whether memory and store agree.
ALTER TABLE progress ADD COLUMN fresh INTEGER NOT NULL DEFAULT 0;
