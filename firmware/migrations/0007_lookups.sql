-- opens: 4
-- What was looked up on a day, and what was looked for in vain, until the day is over and the centre is told.
CREATE TABLE lookup (
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('viewed', 'missed')),
    what TEXT NOT NULL,             -- a procedure's code, or the words that found nothing
    count INTEGER NOT NULL,
    PRIMARY KEY (day, kind, what)
) WITHOUT ROWID;
