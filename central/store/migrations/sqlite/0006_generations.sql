-- Restoring a backup begins another generation of cursors: beyond `begins_after` they name other rows than before.
CREATE TABLE generation (
    number       INTEGER PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE,   -- random, so that two restores of one backup are told apart
    begins_after INTEGER NOT NULL
) STRICT;
INSERT INTO generation (number, name, begins_after) VALUES (1, lower(hex(randomblob(8))), 0);
