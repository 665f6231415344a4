-- opens: 4
-- Who wants to be told when few are ahead, once a ticket. phone is sealed for its sender, and goes with its message, its
-- call or its day; booking is what was booked from home: the centre has that number.
CREATE TABLE soon (
    day TEXT NOT NULL,
    label TEXT NOT NULL,
    phone TEXT,
    sender TEXT,
    booking TEXT,
    told_at TEXT,
    PRIMARY KEY (day, label)
) WITHOUT ROWID;

-- What this kiosk's own modem sends. fact: why, once each. A dossier's number stays in its own row; phone is that of
-- somebody with a ticket, encrypted, gone when the matter is over. claimed: the modem may have it; taken: it has.
CREATE TABLE sms (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fact TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    dossier TEXT,
    phone TEXT,
    text TEXT NOT NULL,
    queued_at TEXT NOT NULL,
    expires_at TEXT,
    state TEXT NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'claimed', 'taken', 'sent', 'uncertain', 'failed', 'expired')),
    tries INTEGER NOT NULL DEFAULT 0,
    changed_at TEXT NOT NULL
);
CREATE INDEX sms_open ON sms (state, id);
