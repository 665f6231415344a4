-- opens: 4
-- Every signed command that was taken in, once. outcome is NULL while its settings have still to prove themselves.
CREATE TABLE command (
    counter INTEGER PRIMARY KEY,
    word TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('done', 'refused')),
    reason TEXT NOT NULL DEFAULT ''
);

-- The ward's settings from the centre: the last good ones, and newer ones with how often a start has tried them.
CREATE TABLE ward_settings (
    counter INTEGER PRIMARY KEY,
    toml TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    good INTEGER NOT NULL DEFAULT 0
);
