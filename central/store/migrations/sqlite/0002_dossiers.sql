-- The last word on each dossier, from its kiosk or from the province's own system. No names, no phone numbers.
CREATE TABLE dossier (
    province       TEXT NOT NULL,
    ward           TEXT NOT NULL,
    code           TEXT NOT NULL,
    procedure      TEXT NOT NULL,
    field          TEXT NOT NULL,
    channel        TEXT NOT NULL CHECK (channel IN ('direct', 'online', 'postal')),
    officer        TEXT NOT NULL,    -- who received or moved it last, as far as anybody said
    counter        INTEGER,
    received_day   TEXT,             -- NULL until somebody says when it entered the register
    due            TEXT,             -- the date that holds now: days of waiting are in it already
    state          INTEGER NOT NULL CHECK (state BETWEEN 1 AND 10),
    state_at       TEXT NOT NULL,    -- since when, as far as known
    finished_day   TEXT,             -- the day of `finished_state`; counts only while `state` is an ended one
    finished_state INTEGER,          -- 9 before 10 before 3 and 8
    waited_days    INTEGER NOT NULL,
    source         TEXT NOT NULL CHECK (source IN ('kiosk', 'import')),
    said_at        TEXT NOT NULL,    -- the moment the last word speaks of; (said_at, epoch, seq) is its rank
    epoch          TEXT NOT NULL,
    seq            INTEGER NOT NULL,
    PRIMARY KEY (province, ward, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX dossier_received ON dossier (received_day);
CREATE INDEX dossier_finished ON dossier (finished_day);

-- What each ward's published list covers: `changes` counts up, `covered` is what it was when the list was made.
CREATE TABLE dossier_ward (
    province   TEXT NOT NULL,
    ward       TEXT NOT NULL,
    changes    INTEGER NOT NULL,
    covered    INTEGER NOT NULL DEFAULT 0,
    looked_day TEXT NOT NULL DEFAULT '',   -- closed dossiers leave the list as days pass
    sha256     TEXT NOT NULL DEFAULT '',   -- of the list before packing
    PRIMARY KEY (province, ward)
) STRICT, WITHOUT ROWID;

-- Versions of which the broker may hold something; written before the first piece goes out.
CREATE TABLE dossier_edition (
    province TEXT NOT NULL,
    ward     TEXT NOT NULL,
    version  INTEGER NOT NULL,
    pieces   INTEGER NOT NULL,
    PRIMARY KEY (province, ward, version)
) STRICT, WITHOUT ROWID;
