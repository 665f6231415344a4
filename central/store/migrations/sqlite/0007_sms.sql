-- Whom to tell of a dossier; gone 30 days after the dossier has ended. `phone` is sealed with the centre's key.
CREATE TABLE contact (
    province TEXT NOT NULL,
    ward     TEXT NOT NULL,
    code     TEXT NOT NULL,
    phone    TEXT NOT NULL,
    kept_at  TEXT NOT NULL,
    PRIMARY KEY (province, ward, code)
) STRICT, WITHOUT ROWID;

-- What is sent, was sent or shall be: one row for each fact, put in the transaction of the fact itself.
CREATE TABLE sms (
    id         INTEGER PRIMARY KEY,
    fact       TEXT NOT NULL UNIQUE,
    kind       TEXT NOT NULL,              -- received, supplement, ready, soon, filed, booked
    ward       TEXT NOT NULL,              -- 19/05518
    subject    TEXT NOT NULL,              -- the dossier's code, the queue number, the booking
    phone      TEXT,                       -- sealed; NULL once erased, or where it was no number
    text       TEXT NOT NULL,              -- '' once erased
    wide       INTEGER NOT NULL,           -- 1: UCS-2
    segments   INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'delivered', 'failed', 'uncertain',
                                              'dropped', 'expired')),
    reference  TEXT NOT NULL UNIQUE,       -- its name with the driver; another one after each retry by a person
    sender     TEXT NOT NULL DEFAULT '',   -- who had it last: machine and driver
    handle     TEXT NOT NULL DEFAULT '',   -- the driver's own name for it
    tries      INTEGER NOT NULL DEFAULT 0, -- refused hand-overs
    retries    INTEGER NOT NULL DEFAULT 0, -- by a person
    next_at    TEXT NOT NULL,              -- while it waits: not before
    not_after  TEXT NOT NULL,              -- of no use later
    reason     TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    handed_at  TEXT,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX sms_open ON sms (next_at) WHERE state IN ('waiting', 'sending', 'uncertain');
CREATE INDEX sms_changed ON sms (changed_at);
CREATE INDEX sms_subject ON sms (ward, subject);
CREATE INDEX sms_handle ON sms (handle) WHERE handle <> '';
CREATE INDEX sms_held ON sms (created_at) WHERE phone IS NOT NULL;

-- After a restore nobody knows what was sent between the backup and this moment.
ALTER TABLE generation ADD COLUMN began_at TEXT;
