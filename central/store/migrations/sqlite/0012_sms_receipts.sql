-- An SMS that the network gave up is undeliverable; whether it was asked what became of it, and when it said so.
CREATE TABLE sms_with_receipts (
    id            INTEGER PRIMARY KEY,
    fact          TEXT NOT NULL UNIQUE,
    kind          TEXT NOT NULL,
    ward          TEXT NOT NULL,
    subject       TEXT NOT NULL,
    phone         TEXT,
    text          TEXT NOT NULL,
    wide          INTEGER NOT NULL,
    segments      INTEGER NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'delivered', 'undeliverable', 'failed',
                                                 'uncertain', 'dropped', 'expired')),
    reference     TEXT NOT NULL UNIQUE,
    sender        TEXT NOT NULL DEFAULT '',
    handle        TEXT NOT NULL DEFAULT '',
    tries         INTEGER NOT NULL DEFAULT 0,
    retries       INTEGER NOT NULL DEFAULT 0,
    next_at       TEXT NOT NULL,
    not_after     TEXT NOT NULL,
    reason        TEXT NOT NULL DEFAULT '',
    created_at    TEXT NOT NULL,
    handed_at     TEXT,
    changed_at    TEXT NOT NULL,
    receipt_asked INTEGER NOT NULL DEFAULT 0, -- 1: of the last hand-over
    receipt_at    TEXT                        -- of the last hand-over, at the centre
) STRICT;
INSERT INTO sms_with_receipts
    (id, fact, kind, ward, subject, phone, text, wide, segments, state, reference, sender, handle, tries, retries,
     next_at, not_after, reason, created_at, handed_at, changed_at)
SELECT id, fact, kind, ward, subject, phone, text, wide, segments, state, reference, sender, handle, tries, retries,
       next_at, not_after, reason, created_at, handed_at, changed_at
FROM sms;
DROP TABLE sms;
ALTER TABLE sms_with_receipts RENAME TO sms;
CREATE INDEX sms_open ON sms (next_at) WHERE state IN ('waiting', 'sending', 'uncertain');
CREATE INDEX sms_changed ON sms (changed_at);
CREATE INDEX sms_subject ON sms (ward, subject);
CREATE INDEX sms_handle ON sms (handle) WHERE handle <> '';
CREATE INDEX sms_held ON sms (created_at) WHERE phone IS NOT NULL;
CREATE INDEX sms_asked ON sms (handed_at) WHERE receipt_asked = 1;
