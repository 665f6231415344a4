-- opens: 1
-- Who this database is. A new card makes a new epoch, so that (epoch, seq) never collides.
CREATE TABLE installation (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    epoch TEXT NOT NULL,
    created_at TEXT NOT NULL
);

-- The business day only moves forward, and only on a trusted clock.
CREATE TABLE business_day (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    day TEXT NOT NULL
);

-- Every fact, in order. AUTOINCREMENT: a seq is never used twice, even after pruning.
CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    clock TEXT NOT NULL CHECK (clock IN ('synced', 'unsynced')),
    data TEXT NOT NULL
);

-- How far the centre had committed at the end of each UTC day; the newest row is the present state.
CREATE TABLE acknowledgement (
    day TEXT PRIMARY KEY,
    upto INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE ticket (
    day TEXT NOT NULL,
    service TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 999),
    label TEXT NOT NULL,
    priority TEXT,
    state TEXT NOT NULL DEFAULT 'waiting',
    issued_at TEXT NOT NULL,
    PRIMARY KEY (day, service, number)
) WITHOUT ROWID;

CREATE TABLE rating (
    id TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    level TEXT NOT NULL,
    officer TEXT,
    counter INTEGER,
    ticket TEXT,
    source TEXT NOT NULL CHECK (source IN ('button', 'touch')),
    given_at TEXT NOT NULL,
    voided_at TEXT
) WITHOUT ROWID;
CREATE UNIQUE INDEX rating_once_a_ticket ON rating (day, ticket)
    WHERE ticket IS NOT NULL AND voided_at IS NULL;

-- Slips to print; document is compressed JSON. started_at set and printed_at empty means: paper may have come out.
CREATE TABLE print_job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL,
    document BLOB NOT NULL,
    ticket TEXT,
    reprint INTEGER NOT NULL DEFAULT 0,
    queued_at TEXT NOT NULL,
    started_at TEXT,
    printed_at TEXT
);
