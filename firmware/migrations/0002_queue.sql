-- opens: 2
-- A ticket's way through the hall. moved_to is the service it was transferred to; counter where it is, or must be,
-- called; token the address of its page for a phone.
ALTER TABLE ticket ADD COLUMN moved_to TEXT;
ALTER TABLE ticket ADD COLUMN counter INTEGER;
ALTER TABLE ticket ADD COLUMN officer TEXT;
ALTER TABLE ticket ADD COLUMN called_at TEXT;
ALTER TABLE ticket ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN token TEXT;
CREATE UNIQUE INDEX ticket_token ON ticket (token) WHERE token IS NOT NULL;

-- One row for each matter done; ticket is NULL for somebody without a number.
CREATE TABLE served (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL,
    ticket TEXT,
    service TEXT NOT NULL,
    counter INTEGER NOT NULL,
    officer TEXT NOT NULL,
    waited_seconds INTEGER,
    seconds INTEGER,
    at TEXT NOT NULL
);
CREATE INDEX served_of_service ON served (service, id);
CREATE INDEX served_of_day ON served (day);

-- Who sits where. token is the SHA-256 of the browser's cookie; a session ends with its business day.
CREATE TABLE session (
    token TEXT PRIMARY KEY,
    officer TEXT NOT NULL UNIQUE,
    counter INTEGER UNIQUE,
    day TEXT NOT NULL,
    began_at TEXT NOT NULL,
    paused TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

-- A supervisor's special closings: minutes after local midnight.
CREATE TABLE closing (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    reason TEXT NOT NULL,
    officer TEXT NOT NULL,
    made_at TEXT NOT NULL,
    lifted_at TEXT
);

ALTER TABLE rating ADD COLUMN voided_by TEXT;
ALTER TABLE rating ADD COLUMN voided_note TEXT;
