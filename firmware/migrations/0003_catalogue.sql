-- opens: 3
-- The province's catalogue as last received whole: one row says which version, the others are its procedures.
CREATE TABLE catalogue (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    published_at TEXT NOT NULL,
    received_at TEXT NOT NULL
);

CREATE TABLE procedure (
    code TEXT PRIMARY KEY,
    data TEXT NOT NULL
) WITHOUT ROWID;
