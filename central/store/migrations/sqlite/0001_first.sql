-- Rows are only ever added to `event`; its cursor therefore grows in commit order and never repeats.
CREATE TABLE event (
    cursor      INTEGER PRIMARY KEY,
    kiosk       TEXT NOT NULL,
    epoch       TEXT NOT NULL,
    seq         INTEGER NOT NULL,
    id          TEXT NOT NULL,
    stream      TEXT NOT NULL,
    kind        TEXT NOT NULL,
    at          TEXT NOT NULL,
    clock       TEXT NOT NULL,
    day         TEXT,              -- the kiosk's business day; NULL where the kind has none
    data        TEXT NOT NULL,     -- JSON exactly as received
    received_at TEXT NOT NULL,
    UNIQUE (kiosk, epoch, seq)
) STRICT;

-- An event that could not be understood: received, so that it blocks nobody, but not counted.
CREATE TABLE set_aside (
    kiosk  TEXT NOT NULL,
    epoch  TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (kiosk, epoch, seq)
) STRICT, WITHOUT ROWID;

-- How far one ledger (a kiosk's database, named by its epoch) has arrived.
CREATE TABLE progress (
    kiosk      TEXT NOT NULL,
    epoch      TEXT NOT NULL,
    upto       INTEGER NOT NULL,   -- every seq from 1 to here is committed
    seq_high   INTEGER NOT NULL,   -- the highest seq seen or announced
    missing    INTEGER NOT NULL,   -- how many of 1..seq_high are not here yet
    duplicates INTEGER NOT NULL,
    PRIMARY KEY (kiosk, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE kiosk (
    kiosk        TEXT PRIMARY KEY,
    state        TEXT NOT NULL DEFAULT 'unknown',
    epoch        TEXT,
    version      TEXT,
    last_seen_at TEXT,
    health       TEXT              -- the last heartbeat, JSON
) STRICT, WITHOUT ROWID;

-- Sums per business day, moved in the transaction of the events they count.
CREATE TABLE figure (
    kiosk   TEXT NOT NULL,
    day     TEXT NOT NULL,
    measure TEXT NOT NULL,         -- 'tickets' or 'rating:<level>'
    value   INTEGER NOT NULL,
    PRIMARY KEY (kiosk, day, measure)
) STRICT, WITHOUT ROWID;
CREATE INDEX figure_day ON figure (day, kiosk);

-- Quarantine: what was refused and why; `size` is of the whole, `payload` keeps its first 4 KiB.
CREATE TABLE rejected (
    number  INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    topic   TEXT NOT NULL,
    kiosk   TEXT,                  -- NULL when the topic names none
    epoch   TEXT,                  -- the key of a single refused event
    seq     INTEGER,
    reason  TEXT NOT NULL,
    payload BLOB NOT NULL,
    size    INTEGER NOT NULL
) STRICT;
CREATE INDEX rejected_kiosk ON rejected (kiosk);
