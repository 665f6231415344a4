-- opens: 4
-- A ticket for what was booked from home: the instant at which its slot begins.
ALTER TABLE ticket ADD COLUMN booked_at TEXT;

-- Bookings that were given a number here, each once.
CREATE TABLE booking_used (
    id TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    label TEXT NOT NULL,
    at TEXT NOT NULL
) WITHOUT ROWID;

-- The ward's open bookings as the centre last said, and the days that it spoke of, joined by blanks.
CREATE TABLE booking_list (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at TEXT NOT NULL,
    days TEXT NOT NULL
);
CREATE TABLE booking_open (
    id TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    slot TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    service TEXT NOT NULL
) WITHOUT ROWID;
