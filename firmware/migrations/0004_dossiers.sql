-- opens: 4
-- The ward's own register. pin is a keyed hash of the receipt's four characters; phone is encrypted, or NULL.
CREATE TABLE dossier (
    code TEXT PRIMARY KEY,
    procedure TEXT NOT NULL,
    field TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('direct', 'online', 'postal')),
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 10),
    due TEXT,
    received_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    waiting_since TEXT,
    waited_days INTEGER NOT NULL DEFAULT 0,
    officer TEXT NOT NULL,
    counter INTEGER,
    pin TEXT NOT NULL,
    phone TEXT
) WITHOUT ROWID;

-- Codes are compared without dots, dashes and strokes.
CREATE INDEX dossier_plain ON dossier (replace(replace(replace(code, '.', ''), '-', ''), '/', ''));

-- The way of each dossier, in order.
CREATE TABLE dossier_step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL,
    state INTEGER NOT NULL,
    at TEXT NOT NULL,
    officer TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX dossier_step_of ON dossier_step (code, id);

-- What the centre published for this ward, as last received whole.
CREATE TABLE dossier_list (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    published_at TEXT NOT NULL
);
CREATE TABLE dossier_listed (
    code TEXT PRIMARY KEY,
    data TEXT NOT NULL
) WITHOUT ROWID;
