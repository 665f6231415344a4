-- opens: 4
-- What came from home. form is the whole filing, encrypted, NULL once it was erased; whole_at is NULL while
-- attachments are still on their way.
CREATE TABLE filing (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    turn INTEGER NOT NULL,
    heard_at TEXT NOT NULL,
    whole_at TEXT,
    form BLOB,
    UNIQUE (code, turn)
);

-- What belongs to a filing; the pieces lie encrypted in the data folder, under filings/<sha256>.
CREATE TABLE filing_attachment (
    filing INTEGER NOT NULL REFERENCES filing (id),
    place INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (filing, place)
) WITHOUT ROWID;

-- Codes that the centre makes have small letters; nobody types a difference.
CREATE INDEX dossier_plain_any_case ON dossier (upper(replace(replace(replace(code, '.', ''), '-', ''), '/', '')));
