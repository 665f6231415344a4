-- A batch counts up most rows of a page at once: with room for a second version of each they stay in place, and no
-- index learns of it.
ALTER TABLE figure SET (fillfactor = 50);
ALTER TABLE hourly SET (fillfactor = 50);
